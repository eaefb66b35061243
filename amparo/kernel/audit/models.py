"""The audit trail's tables: entries with a MAC, and the daily anchors of their chain."""

from django.db import models


class Entry(models.Model):
    """One thing somebody did, and where the chaining job has put it.

    `position` and `chain_mac` are filled once; the database refuses any other change (migration 0002).
    Facts and origin are sealed.
    """

    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=48)
    actor = models.UUIDField(null=True, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)
    sealed_facts = models.BinaryField(null=True)
    nonce = models.UUIDField(unique=True)
    kid = models.PositiveIntegerField()
    mac = models.BinaryField(max_length=32)
    position = models.BigIntegerField(null=True, unique=True)
    chain_mac = models.BinaryField(max_length=32, null=True)

    class Meta:
        db_table = "kernel_audit_entry"
        indexes = [
            models.Index(fields=["id"], condition=models.Q(position=None), name="audit_waiting"),
        ]


class Anchor(models.Model):
    """The chain's head on a day, also written to a file outside the database."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    chain_mac = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_audit_anchor"

"""The table that knows which keys this database was written with."""

from django.db import models


class KeyCheck(models.Model):
    """One generation of a key that this database has met: its check value, which says nothing of the key."""

    name = models.CharField(max_length=24)
    kid = models.PositiveIntegerField()
    check_value = models.BinaryField(max_length=16)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_key_check"
        constraints = [models.UniqueConstraint(fields=["name", "kid"], name="one_check_a_key")]

"""The tables an enrolment file passes through: the file, its interchanges, staged families, findings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ImportFile(models.Model):
    """One enrolment file, known by its bytes."""

    class State(models.TextChoices):
        STAGING = "staging"  # being read; starts over when interrupted
        APPLYING = "applying"  # staged whole and judged; goes on at `cursor` when interrupted
        TAKEN = "taken"  # wholly or in part
        HELD = "held"
        REJECTED = "rejected"

    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)  # 834 | roster
    name = models.CharField(max_length=255)  # without its folder
    partner = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGING)
    cursor = models.BigIntegerField(default=0)  # position of the last family applied
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accepted = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "coverage_import_file"
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(state__in=["staging", "applying", "taken"]),
                name="one_file_its_bytes",
            ),
        ]


class Interchange(models.Model):
    """One ISA … IEA that was taken; its control number must never come back with other bytes."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="interchanges")
    sender = models.CharField(max_length=15)
    receiver = models.CharField(max_length=15)
    control_no = models.CharField(max_length=9)

    class Meta:
        db_table = "coverage_interchange"
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "receiver", "control_no"], name="one_use_a_control_number"
            ),
        ]


class StagedSet(models.Model):
    """What one transaction set of a file says for all its records."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="sets")
    number = models.PositiveIntegerField()  # counted over the file
    full = models.BooleanField()
    file_on = models.DateField()
    sponsor = models.CharField(max_length=60, blank=True)
    broker_id = models.CharField(max_length=80, blank=True)
    broker_name = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "coverage_staged_set"
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_row_a_set")]


class StagedFamily(models.Model):
    """One subscriber's records in one file, applied together or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting"
        PARKED = "parked"  # the subscriber has not come yet
        HELD = "held"

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="families")
    subscriber_no = models.CharField(max_length=50, db_index=True)
    position = models.BigIntegerField()  # of its first record in the file
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    until_at = models.DateTimeField(null=True)  # a parked family waits until then

    class Meta:
        db_table = "coverage_staged_family"
        constraints = [models.UniqueConstraint(fields=["file", "subscriber_no"], name="one_family_a_file")]
        indexes = [models.Index(fields=["file", "state", "position"], name="staged_family_in_order")]


class StagedMember(models.Model):
    """One INS record on its way in. No SSN stands here in clear: only its digest."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="+")
    family = models.ForeignKey(StagedFamily, null=True, on_delete=models.CASCADE, related_name="members")
    subscriber_no = models.CharField(max_length=50)
    position = models.BigIntegerField()
    set_no = models.PositiveIntegerField()
    is_subscriber = models.BooleanField()
    held = models.BooleanField(default=False)
    record = models.JSONField()
    ssn_digest = models.BinaryField(max_length=32, null=True)
    ssn_digest_kid = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "coverage_staged_member"
        indexes = [models.Index(fields=["file", "subscriber_no", "position"], name="staged_member_in_order")]


class Finding(models.Model):
    """One thing said about one place in a file. `facts` hold codes of the file, nothing about a person."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="findings")
    line = models.PositiveIntegerField()
    segment = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)  # reject | hold | family | member | warning
    member_no = models.CharField(max_length=50, blank=True)  # the plan's own number
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "coverage_finding"
        indexes = [models.Index(fields=["file", "line"], name="finding_in_order")]

"""Coverage's tables: people, households, members, their spans of cover, brokers, enrolment files."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from amparo.coverage.staging_rows import (
    Finding,
    ImportFile,
    Interchange,
    StagedFamily,
    StagedMember,
    StagedSet,
)

__all__ = [
    "Broker",
    "Finding",
    "Household",
    "ImportFile",
    "Interchange",
    "Member",
    "Person",
    "PrimaryCare",
    "Representative",
    "Span",
    "StagedFamily",
    "StagedMember",
    "StagedSet",
]


class Person(models.Model):
    """A human being; survives changes of member number, so that an account can follow."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        db_table = "coverage_person"


class Broker(models.Model):
    """The broker of a household, by the id that enrolment files carry."""

    broker_id = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)  # digits only
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        db_table = "coverage_broker"


class Household(models.Model):
    """One subscriber's family, by the subscriber number that enrolment files carry (REF 0F)."""

    subscriber_no = models.CharField(max_length=50, unique=True)
    group_no = models.CharField(max_length=50, blank=True)
    sponsor = models.CharField(max_length=60, blank=True)
    broker = models.ForeignKey(Broker, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "coverage_household"


class Member(models.Model):
    """One person's place in one household, as the enrolment file tells it."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    member_no = models.CharField(max_length=50)  # as it is printed on the card
    suffix = models.CharField(max_length=4, blank=True)  # tells a family apart that shares one number
    number_key = models.CharField(max_length=50, db_index=True)  # member_no normalised
    own_key = models.CharField(max_length=54, unique=True)  # member_no and suffix, normalised
    is_subscriber = models.BooleanField()
    relationship = models.CharField(max_length=2)  # INS02: 18 self, 01 spouse, 19 child …
    first_name = models.CharField(max_length=35, blank=True)  # empty for a person with one name
    middle_name = models.CharField(max_length=25, blank=True)
    last_name = models.CharField(max_length=60)
    name_suffix = models.CharField(max_length=10, blank=True)
    search_key = models.CharField(max_length=140, db_index=True)  # folded words: " garcia rivera rosa elena "
    birth_on = models.DateField(db_index=True)
    gender = models.CharField(max_length=1, blank=True)
    ssn_digest = models.BinaryField(max_length=32, null=True, db_index=True)  # not unique: see accounts
    ssn_digest_kid = models.PositiveSmallIntegerField(null=True)
    line1 = models.CharField(max_length=55, blank=True)
    line2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip5 = models.CharField(max_length=5, blank=True)
    zip4 = models.CharField(max_length=4, blank=True)
    mail_line1 = models.CharField(max_length=55, blank=True)
    mail_line2 = models.CharField(max_length=55, blank=True)
    mail_city = models.CharField(max_length=30, blank=True)
    mail_state = models.CharField(max_length=2, blank=True)
    mail_zip5 = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=20, blank=True)  # digits only, home or unspecified
    mobile = models.CharField(max_length=20, blank=True)
    work_phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=3, blank=True)  # read and written; ISO 639-2, lower case
    spoken_language = models.CharField(max_length=3, blank=True)
    restricted = models.BooleanField(default=False)  # INS13 = R: hidden from everybody else in the household
    died_on = models.DateField(null=True)
    # What the spans come to, so that finding a member needs one query.
    cover_from = models.DateField(null=True)
    cover_to = models.DateField(null=True)  # empty while any span is open
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "coverage_member"
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(is_subscriber=True), name="one_subscriber_a_household"
            ),
            models.CheckConstraint(
                condition=Q(ssn_digest=None, ssn_digest_kid=None) | Q(ssn_digest_kid__isnull=False),
                name="digest_names_its_key",
            ),
        ]


class Span(models.Model):
    """One stretch of one kind of cover. History stays: an ended span is never deleted."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="spans")
    kind = models.CharField(max_length=3)  # HD03: HLT, PPO, EPO, DEN, VIS, PDG …
    product_code = models.CharField(max_length=50, blank=True)
    plan_text = models.CharField(max_length=50, blank=True)
    tier = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    void = models.BooleanField(default=False)  # cancelled before it began
    source = models.ForeignKey(ImportFile, null=True, on_delete=models.SET_NULL, related_name="+")
    source_line = models.PositiveIntegerField(default=0)
    source_segment = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "coverage_span"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "product_code", "starts_on"], name="one_span_a_beginning"
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "product_code"],
                condition=Q(ends_on=None, void=False),
                name="one_open_span_a_product",
            ),
            models.CheckConstraint(
                condition=Q(void=True) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="span_ends_after_it_begins",
            ),
        ]


class PrimaryCare(models.Model):
    """The provider a member has chosen: `kind` is NM101, P3 for the primary care provider."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="primary_care")
    kind = models.CharField(max_length=2, default="P3")
    npi = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    from_on = models.DateField(null=True)

    class Meta:
        db_table = "coverage_primary_care"
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="one_provider_a_kind")]


class Representative(models.Model):
    """Somebody the enrolment file names as answering for a member: parent, guardian, attorney."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="representatives")
    kind = models.CharField(max_length=3)  # NM101: S3 custodial parent, GD guardian, QD responsible …
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        db_table = "coverage_representative"
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "name"], name="one_row_a_representative")
        ]

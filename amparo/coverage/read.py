"""What pages may know about a member, in plain words and frozen dataclasses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.coverage.models import Member, PrimaryCare, Span
from amparo.coverage.names import display
from amparo.plan import profile
from amparo.plan.profile import Words

KIND_OF_LINE = {"DEN": "dental", "VIS": "vision", "PDG": "pharmacy", "MOD": "pharmacy"}
KINDS = {
    "medical": pgettext_lazy("kind of cover", "Medical"),
    "dental": pgettext_lazy("kind of cover", "Dental"),
    "vision": pgettext_lazy("kind of cover", "Vision"),
    "pharmacy": pgettext_lazy("kind of cover", "Pharmacy"),
}
RELATIONSHIPS = {
    "18": _("Subscriber"),
    "01": _("Spouse"),
    "53": _("Life partner"),
    "19": _("Child"),
    "09": _("Adopted child"),
    "10": _("Foster child"),
    "17": _("Stepchild"),
    "05": _("Grandchild"),
    "07": _("Nephew or niece"),
    "15": _("Ward"),
    "03": _("Parent"),
}
TIERS = {
    "EMP": _("Subscriber only"),
    "IND": _("One person"),
    "ESP": _("Subscriber and spouse"),
    "ECH": _("Subscriber and children"),
    "FAM": _("Family"),
    "CHD": _("Children only"),
}


@dataclass(frozen=True)
class Name:
    """A name as enrolled; `first` is empty for a person with one name."""

    first: str
    middle: str
    last: str
    suffix: str

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def short(self) -> str:
        """What a page calls the person: the first name, or the only one."""
        return self.first or self.last


@dataclass(frozen=True)
class Address:
    """An address of record; `lines` ready to print."""

    line1: str
    line2: str
    city: str
    state: str
    zip5: str

    @property
    def lines(self) -> tuple[str, ...]:
        place = " ".join(
            part for part in (f"{self.city}," if self.city else "", self.state, self.zip5) if part
        )
        return tuple(line for line in (self.line1, self.line2, place) if line)


@dataclass(frozen=True)
class Contacts:
    """What the enrolment record holds to reach a member; phones are ten digits."""

    email: str
    phones: tuple[str, ...]
    mobile: str

    @property
    def any(self) -> bool:
        return bool(self.email or self.phones)


@dataclass(frozen=True)
class MemberView:
    """One member as a page shows them."""

    id: int
    uuid: UUID
    member_no: str
    name: Name
    birth_on: date
    address: Address
    mailing: Address | None
    contacts: Contacts
    language: str  # en | es
    relationship: object  # a word in the reader's language
    is_subscriber: bool
    restricted: bool
    cover_from: date | None
    cover_to: date | None
    died: bool


@dataclass(frozen=True)
class CoverView:
    """One stretch of one kind of cover."""

    kind: str  # medical | dental | vision | pharmacy
    kind_name: object
    name: object  # the product's name in the reader's language, or the file's own words
    code: str
    who: object  # the tier in words; may be empty
    starts_on: date
    ends_on: date | None
    state: str  # current | coming | ended


@dataclass(frozen=True)
class BrokerView:
    """The broker who looks after a household; phone is ten digits."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class ProviderView:
    """The primary care provider a member has chosen."""

    name: str
    npi: str
    phone: str


def member_card(member_id: int) -> MemberView:
    """The member's own data, for a reader whom `acting.may_see` or the desk's gate has let in."""
    return _view(Member.objects.get(id=member_id))


def member_by_uuid(uuid: UUID) -> MemberView | None:
    """The same by the uuid that a desk page's address carries; None where there is no such member."""
    row = Member.objects.filter(uuid=uuid).first()
    return _view(row) if row else None


def names_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, str]:
    """The full names behind these uuids, for the desk's lists; a uuid that is no member's is left out."""
    return {row.uuid: _view(row).name.full for row in Member.objects.filter(uuid__in=set(uuids))}


def members_by_id(member_ids: list[int]) -> list[MemberView]:
    """Several at once, subscriber first, then by age."""
    rows = Member.objects.filter(id__in=member_ids).order_by("-is_subscriber", "birth_on", "id")
    return [_view(row) for row in rows]


@dataclass(frozen=True)
class Circle:
    """A member, the children they see, and the household's broker."""

    people: tuple[MemberView, ...]
    broker: BrokerView | None


def circle_of(member_id: int, today: date) -> Circle:
    """The member first, then whom `acting` lets them see; one query."""
    from amparo.coverage import acting

    rows = acting.rows_seen(member_id=member_id, today=today)
    me: Any = rows[0]
    view = BrokerView(me.broker_name, me.broker_phone, me.broker_email) if me.broker_name else None
    return Circle(tuple(_view(row) for row in rows), view)


def household_of(member_id: int) -> list[MemberView]:
    """Everybody in the member's household, for staff; members see what `acting.seen_by` gives."""
    household = Member.objects.filter(id=member_id).values("household_id")
    return [
        _view(r)
        for r in Member.objects.filter(household__in=household).order_by("-is_subscriber", "birth_on")
    ]


def cover_of(member_id: int, today: date) -> list[CoverView]:
    """Every stretch of cover that ever was or will be in force: current first, then coming, then ended."""
    spans = Span.objects.filter(member_id=member_id, void=False).order_by("-starts_on", "kind")
    views = [_cover(span, today) for span in spans]
    return sorted(views, key=lambda view: ("current", "coming", "ended").index(view.state))


def broker_of(member_id: int) -> BrokerView | None:
    """The household's broker, where one is on record (SITE-3)."""
    row = Member.objects.select_related("household__broker").get(id=member_id)
    broker = row.household.broker
    return BrokerView(broker.name, broker.phone, broker.email) if broker else None


def group_of(member_id: int) -> str:
    """The household's group number, where the enrolment file names one; may be empty."""
    return Member.objects.values_list("household__group_no", flat=True).get(id=member_id)


def primary_care_of(member_id: int) -> ProviderView | None:
    """The primary care provider on record."""
    row = PrimaryCare.objects.filter(member_id=member_id, kind="P3").first()
    return ProviderView(display(row.name), row.npi, row.phone) if row else None


def contacts_on_file(member_id: int) -> Contacts:
    """The member's own contacts on the enrolment record; never the subscriber's."""
    return _contacts(Member.objects.only("email", "phone", "mobile", "work_phone").get(id=member_id))


def _view(row: Member) -> MemberView:
    mailing = Address(row.mail_line1, row.mail_line2, display(row.mail_city), row.mail_state, row.mail_zip5)
    return MemberView(
        id=row.pk,
        uuid=row.uuid,
        member_no=f"{row.member_no} {row.suffix}".strip(),
        name=Name(
            display(row.first_name),
            display(row.middle_name),
            display(row.last_name),
            display(row.name_suffix),
        ),
        birth_on=row.birth_on,
        address=Address(display(row.line1), display(row.line2), display(row.city), row.state, row.zip5),
        mailing=mailing if row.mail_line1 else None,
        contacts=_contacts(row),
        language="es" if row.language == "spa" else "en",
        relationship=RELATIONSHIPS.get(row.relationship, _("Covered person")),
        is_subscriber=row.is_subscriber,
        restricted=row.restricted,
        cover_from=row.cover_from,
        cover_to=row.cover_to,
        died=row.died_on is not None,
    )


def _contacts(row: Member) -> Contacts:
    phones = tuple(dict.fromkeys(p for p in (row.mobile, row.phone, row.work_phone) if p))
    return Contacts(row.email, phones, row.mobile)


def _cover(span: Span, today: date) -> CoverView:
    product = profile.current().product(span.product_code)
    kind = product.kind if product else KIND_OF_LINE.get(span.kind, "medical")
    state = "coming" if span.starts_on > today else "current"
    if span.ends_on is not None and span.ends_on < today:
        state = "ended"
    name: Words | str = product.name if product else display(span.plan_text) or span.product_code
    return CoverView(
        kind=kind,
        kind_name=KINDS[kind],
        name=name or KINDS[kind],
        code=span.product_code,
        who=TIERS.get(span.tier, ""),
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        state=state,
    )

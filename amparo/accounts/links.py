"""Which member an account is bound to: pending, active, frozen, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from amparo.accounts.models import MemberLink, User
from amparo.kernel.refusals import Refusal

PENDING_LASTS = timedelta(hours=24)


class AlreadyTaken(Refusal):
    """Another account holds this member: whoever asks gets the one refusal page."""

    code = "no_match"


def active_member(user: User) -> int | None:
    """The id of the member this account is bound to, or None."""
    found = MemberLink.objects.filter(user_id=user.pk, state=MemberLink.State.ACTIVE).order_by("id")
    return found.values_list("member_id", flat=True).first()


def holder_of(member_id: int) -> User | None:
    """The account that holds this member, active or frozen."""
    held = [MemberLink.State.ACTIVE, MemberLink.State.FROZEN]
    link = MemberLink.objects.filter(member_id=member_id, state__in=held).select_related("user").first()
    return link.user if link else None


def propose(
    *, user: User, member_id: int, proved_by: str, now: datetime, contact_proof: str = "none"
) -> MemberLink:
    """A pending link, good for 24 hours; it holds nothing until the e-mail code is confirmed."""
    return MemberLink.objects.create(
        user=user,
        member_id=member_id,
        proved_by=proved_by,
        contact_proof=contact_proof,
        created_at=now,
        expires_at=now + PENDING_LASTS,
    )


def pending_of(user: User, *, now: datetime) -> MemberLink | None:
    """The account's link that waits for the e-mail code, while it lasts."""
    rows = MemberLink.objects.filter(user=user, state=MemberLink.State.PENDING, expires_at__gt=now)
    return rows.order_by("-id").first()


def bind(*, user: User, contact_proof: str, now: datetime) -> MemberLink:
    """Make the account's pending link active. The database lets one account hold a member: AlreadyTaken for the rest.

    `contact_proof`: what the e-mail code proved; it does not lessen what was proved before it.
    """
    link = pending_of(user, now=now)
    if link is None:
        raise AlreadyTaken
    link.state = MemberLink.State.ACTIVE
    link.contact_proof = contact_proof if contact_proof != "none" else link.contact_proof
    link.proved_at, link.expires_at = now, None
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        raise AlreadyTaken from None
    return link


def freeze(*, user: User, now: datetime) -> int:
    """Freeze the account's active links: somebody said this was not them. How many."""
    return MemberLink.objects.filter(user=user, state=MemberLink.State.ACTIVE).update(
        state=MemberLink.State.FROZEN, ended_at=now, ended_reason="not_me"
    )


def thaw(*, user: User, now: datetime) -> int:
    """Give a frozen account its member back, after staff made sure. How many."""
    return MemberLink.objects.filter(user=user, state=MemberLink.State.FROZEN).update(
        state=MemberLink.State.ACTIVE, ended_at=None, ended_reason=""
    )


def end(*, user: User, reason: str, now: datetime) -> int:
    """End every link of the account, so that the member is free again. How many."""
    return (
        MemberLink.objects.filter(user=user)
        .exclude(state=MemberLink.State.ENDED)
        .update(state=MemberLink.State.ENDED, ended_at=now, ended_reason=reason)
    )

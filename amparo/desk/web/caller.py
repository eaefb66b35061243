"""What the desk's pages about one member share: whose page, whether the caller was verified, and what is written down."""

from __future__ import annotations

import uuid as ids
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404

from amparo.accounts import adapter
from amparo.coverage import lookup, read
from amparo.coverage.read import MemberView
from amparo.desk import verify
from amparo.kernel import clock
from amparo.kernel.audit.record import record
from amparo.kernel.gates import MemberRequest
from amparo.plan import profile

VERIFIED = "verified_callers"  # session: member uuid -> until when, whole seconds
WHY = "desk_why"  # session: why this person looks, of callers.REASONS
ONCE = "desk_once"  # session: what the next view of one member's page shows, once
ONCE_LASTS = timedelta(minutes=2)


@dataclass(frozen=True)
class Once:
    """A secret for the agent to read out: shown on one page, once."""

    number: str = ""
    code: str = ""
    kind: str = ""


def today() -> date:
    """The day at the plan's place."""
    return clock.now().astimezone(ZoneInfo(profile.current().rules.time_zone)).date()


def member_of(uuid: ids.UUID) -> MemberView:
    """The member whose page this is, or 404."""
    found = read.member_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


def grouped(number: str) -> str:
    """A number as it is read out: 482 109 3701."""
    groups = [number[i : i + 3] for i in range(0, len(number), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join(groups)


def under_age(member: MemberView) -> bool:
    """Whether this is a person who does not register: their parent on the plan sees their information."""
    return lookup.age_on(member.birth_on, today()) < profile.current().rules.adult_age


def note(
    request: MemberRequest,
    event: str,
    subject: ids.UUID | None = None,
    *,
    now: datetime | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Write down who looked at whose data, or did what with it, and why."""
    record(
        event=event,
        now=now or clock.now(),
        actor=request.user.pk,
        subject=subject,
        facts={"why": request.session.get(WHY, "not said"), **(facts or {})},
        origin=adapter.origin_of(request),
    )


def verified_until(request: MemberRequest, member: MemberView) -> datetime | None:
    """Until when this caller counts as verified in this session; None when they do not."""
    seconds = int(request.session.get(VERIFIED, {}).get(str(member.uuid), 0))
    until = datetime.fromtimestamp(seconds, tz=UTC)
    return until if until > clock.now() and not member.died else None


def verified(request: MemberRequest, member: MemberView) -> None:
    """The caller was verified: for thirty minutes, in this session alone."""
    now = clock.now()
    kept = {k: v for k, v in request.session.get(VERIFIED, {}).items() if v > now.timestamp()}
    request.session[VERIFIED] = {**kept, str(member.uuid): int((now + verify.LASTS).timestamp())}


def show_once(
    request: MemberRequest, member: MemberView, *, number: bool = False, code: str = "", kind: str = ""
) -> None:
    """Let the member's page show this, the next time it is opened, to this session alone."""
    until = int((clock.now() + ONCE_LASTS).timestamp())
    request.session[ONCE] = [str(member.uuid), until, number, code, kind]


def shown_once(request: MemberRequest, member: MemberView) -> Once:
    """Take what is to be shown once; what was meant for another member's page is dropped."""
    kept = request.session.pop(ONCE, None)
    if not kept or kept[0] != str(member.uuid) or kept[1] < clock.now().timestamp():
        return Once()
    number, code, kind = kept[2:]
    return Once(grouped(member.member_no) if number else "", code, kind)

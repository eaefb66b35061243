"""Who is this? Spends the tries, asks coverage for the one member, and answers every no alike (REG-2, REG-3, REG-10)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from amparo.accounts import activation, links
from amparo.accounts.registration import tries
from amparo.accounts.registration.flow import Journey
from amparo.coverage import lookup, read
from amparo.coverage.read import MemberView
from amparo.kernel import secret_ids, throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.jobs import later
from amparo.kernel.refusals import Refusal
from amparo.plan import profile

log = logging.getLogger(__name__)


class NotFound(Refusal):
    """Nobody who may register, or somebody who has: one page for all, with a reference for member services."""

    code = "no_match"


@dataclass(frozen=True)
class Proof:
    """What the person gave: `method` ssn or number; `value` nine digits or a member number in its normal form."""

    method: str
    value: str


def identify(
    *, journey: Journey, proof: Proof, address: str, origin: Origin, now: datetime, browser: str = ""
) -> None:
    """Bind the journey to the one member these facts describe, or raise NotFound or Throttled.

    The tries are spent first, on their own. Every outcome then does the same work: one look-up, one question whether
    an account holds the member, one audit entry, one job.
    """
    value = lookup.number_tried(proof.value) if proof.method == "ssn" else proof.value
    own = tries.match(journey=journey, method=proof.method, value=value, address=address, browser=browser)
    throttle.spend([*own, *tries.everybody(proof.method)], now=now)
    member_id, why = _look(journey, proof, now)
    _decide(journey=journey, method=proof.method, member_id=member_id, why=why, origin=origin, now=now)


def identify_by_code(
    *, journey: Journey, typed: str, address: str, origin: Origin, now: datetime, browser: str = ""
) -> None:
    """Bind the journey to the member whose activation code this is; the birth date must be theirs. Refuses alike.

    The name and the ZIP code may differ: the desk has made sure who the caller is before it gave the code.
    """
    own = tries.activation(journey=journey, value=activation.normal(typed), address=address, browser=browser)
    throttle.spend([*own, *tries.everybody("activation")], now=now)
    found = activation.whose(typed=typed, now=now)
    member = next(iter(read.members_by_id([found or 0])), None)
    why = _why_not(member, journey, now)
    activation.count_wrong(typed=typed if why == "birth" else "")
    _decide(
        journey=journey,
        method="activation",
        member_id=None if why else found,
        why=why,
        origin=origin,
        now=now,
    )


def _why_not(member: MemberView | None, journey: Journey, now: datetime) -> str:
    """Why the owner of an activation code may not register with it, or nothing."""
    rules, today = profile.current().rules, _today(now)
    if member is None:
        return "code"
    if member.birth_on.isoformat() != journey.facts["birth_on"]:
        return "birth"
    if member.died:
        return "deceased"
    if lookup.age_on(member.birth_on, today) < rules.adult_age:
        return "minor"
    ended = member.cover_to
    over = ended is not None and lookup.months_since(ended, today) >= rules.former_member_months
    return "former" if over or member.cover_from is None else ""


def _decide(
    *, journey: Journey, method: str, member_id: int | None, why: str, origin: Origin, now: datetime
) -> None:
    """Write the outcome down, the same work for all of them, and refuse unless the member is free."""
    taken = links.holder_of(member_id or 0) is not None
    why = why or ("taken" if taken else "")
    row = journey.row
    with transaction.atomic():
        row.outcome, row.tries, row.member_id = why or "free", row.tries + 1, member_id
        journey.keep(now=now)
        facts = {"outcome": row.outcome, "reference": row.reference}
        event = "registration.refused" if why else "registration.matched"
        record(event=event, now=now, facts=facts, origin=origin)
        later("accounts.after_match", attempt_id=row.pk)
    if why:
        _sound_the_alarm(now)
        raise NotFound(reference=row.reference, left=max(0, tries.IN_A_ROW - row.tries), tries=row.tries)
    throttle.give_back(tries.everybody(method), now=now)


def _sound_the_alarm(now: datetime) -> None:
    try:
        throttle.spend(tries.alarm(), now=now)
    except throttle.Throttled:
        log.warning("registration.alarm: more than 200 refusals within an hour")


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(profile.current().rules.time_zone)).date()


def _look(journey: Journey, proof: Proof, now: datetime) -> tuple[int | None, str]:
    """The member's id, and why not: only staff learn it. Whoever fits but may not go on yet has both."""
    rules, facts = profile.current().rules, journey.facts
    said = lookup.Facts(
        first_name=facts["first_name"],
        last_name=facts["last_name"],
        birth_on=date.fromisoformat(facts["birth_on"]),
        zip5=facts["zip5"],
    )
    digests = secret_ids.digests(lookup.SSN_LABEL, proof.value) if proof.method == "ssn" else []
    try:
        found = lookup.find(
            facts=said,
            ssn_digests=digests,
            member_no=proof.value if proof.method == "number" else "",
            today=_today(now),
            adult_age=rules.adult_age,
            former_months=rules.former_member_months,
        )
    except lookup.NoMatch as no:
        return None, no.why
    if found.has_email:
        return found.member_id, ""
    if rules.contact_proof == "required":
        return found.member_id, "no_contact"
    return found.member_id, "" if found.exact else "name_soft"  # nobody could be told

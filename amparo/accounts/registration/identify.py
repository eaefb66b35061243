"""Who is this? Spends the tries, asks coverage for the one member, and answers every no alike (REG-2, REG-3, REG-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from amparo.accounts import activation, links
from amparo.accounts.limits import network
from amparo.accounts.registration.flow import Journey
from amparo.coverage import lookup, read
from amparo.kernel import secret_ids, throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.jobs import later
from amparo.kernel.refusals import Refusal
from amparo.kernel.throttle import Limit
from amparo.plan import profile

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)


class NotFound(Refusal):
    """Nobody who may register, or somebody who has: one page for all, with a reference for Member Services."""

    code = "no_match"


@dataclass(frozen=True)
class Proof:
    """What the person gave: `method` ssn or number; `value` nine digits or a member number in its normal form."""

    method: str
    value: str


def limits(*, journey: Journey, proof: Proof, address: str) -> list[Limit]:
    """The tries of accounts.md 3.11: by number, by person, by place, by browser. Right ones count too."""
    facts = journey.facts
    person = "|".join((lookup.match_key(facts["last_name"]), facts["birth_on"], facts["zip5"]))
    place, browser = network(address), journey.row.reference
    return [
        Limit(f"match.{proof.method}", proof.value, 5, DAY),
        Limit(f"match.{proof.method}.month", proof.value, 15, MONTH),
        Limit("match.person", person, 5, DAY),
        Limit("match.person.month", person, 15, MONTH),
        Limit("match.place", place, 10, HOUR),
        Limit("match.place.day", place, 40, DAY),
        Limit("match.browser", browser, 5, HOUR),
    ]


def identify(*, journey: Journey, proof: Proof, address: str, origin: Origin, now: datetime) -> None:
    """Bind the journey to the one member these facts describe, or raise NotFound or Throttled.

    The tries are spent first, on their own. Every outcome then does the same work: one look-up, one question whether
    an account holds the member, one audit entry, one job.
    """
    throttle.spend(limits(journey=journey, proof=proof, address=address), now=now)
    member_id, soft, why = _look(journey, proof, now)
    _decide(journey=journey, member_id=member_id, soft=soft, why=why, origin=origin, now=now)


def identify_by_code(*, journey: Journey, typed: str, address: str, origin: Origin, now: datetime) -> None:
    """Bind the journey to the member whose activation code this is; the birth date must be theirs. Refuses alike."""
    proof = Proof("activation", activation.normal(typed))
    throttle.spend(limits(journey=journey, proof=proof, address=address), now=now)
    member_id, why = None, "code"
    try:
        member_id = activation.check(typed=typed, now=now)
        birth_on = read.member_card(member_id).birth_on.isoformat()
        why = "" if birth_on == journey.facts["birth_on"] else "birth"
    except activation.WrongCode:
        pass
    _decide(journey=journey, member_id=member_id, soft=False, why=why, origin=origin, now=now)


def _decide(
    *, journey: Journey, member_id: int | None, soft: bool, why: str, origin: Origin, now: datetime
) -> None:
    """Write the outcome down, the same work for all of them, and refuse unless the member is free."""
    taken = links.holder_of(member_id or 0) is not None
    why = why or ("taken" if taken else "name_soft" if soft else "")
    row = journey.row
    with transaction.atomic():
        row.outcome, row.tries, row.member_id = why or "free", row.tries + 1, member_id
        journey.keep(now=now)
        record(event="registration.refused" if why else "registration.matched", now=now, origin=origin)
        later("accounts.after_match", attempt_id=row.pk)
    if why:
        raise NotFound(reference=row.reference)


def _look(journey: Journey, proof: Proof, now: datetime) -> tuple[int | None, bool, str]:
    """The member's id, whether the name fits only softly with nobody to tell, and why not."""
    plan = profile.current()
    facts = journey.facts
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
            today=now.astimezone(ZoneInfo(plan.rules.time_zone)).date(),
            adult_age=plan.rules.adult_age,
            former_months=plan.rules.former_member_months,
        )
    except lookup.NoMatch as no:
        return None, False, no.why
    return found.member_id, not found.exact and not found.has_contact, ""

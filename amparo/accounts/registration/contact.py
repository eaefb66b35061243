"""For plans that ask for it: a code to the e-mail address on the plan's records proves possession (accounts.md 3.2 †)."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db import transaction

from amparo.accounts import email_code
from amparo.accounts.registration import complete, tries
from amparo.accounts.registration.flow import Journey
from amparo.coverage import read
from amparo.kernel import secret_ids, throttle
from amparo.ui import mail

LASTS = timedelta(minutes=60)


def hint(journey: Journey) -> str:
    """A little of the address on record. Only after a full match: somebody who has lost it must know which it was."""
    return complete.masked(_on_record(journey))


def _member(journey: Journey) -> int:
    return journey.row.member_id or 0


def _on_record(journey: Journey) -> str:
    return read.contacts_on_file(_member(journey)).email


def waits(journey: Journey) -> bool:
    """Whether a code has been sent on this journey."""
    return "contact_code" in journey.facts


def send(*, journey: Journey, language: str, address: str, now: datetime) -> None:
    """Send a fresh code to the address on record; an earlier one no longer works. May refuse Throttled."""
    throttle.spend(tries.contact_send(member_id=_member(journey), address=address), now=now)
    digits = email_code.draw()
    digest = secret_ids.digest("code|contact", f"{journey.row.pk}|{digits}").hex()
    journey.facts["contact_code"] = f"{digest} {int((now + LASTS).timestamp())} 0"
    with transaction.atomic():
        journey.keep(now=now)
        mail.post(
            "accounts/mail/code_contact",
            to=_on_record(journey),
            language=language,
            now=now,
            code=email_code.shown(digits),
            minutes=int(LASTS.total_seconds() // 60),
        )


def check(*, journey: Journey, typed: str, address: str, now: datetime) -> None:
    """Take the code. Refuses with CodeNotRight, Throttled; five wrong tries end a code."""
    throttle.spend(tries.contact_code(member_id=_member(journey), address=address), now=now)
    digest, until, wrong = journey.facts.get("contact_code", "00 0 0").split()
    given = email_code.digits_in(typed)
    digests = secret_ids.digests("code|contact", f"{journey.row.pk}|{given}")
    right = any(hmac.compare_digest(one.hex(), digest) for one in digests)
    if int(until) <= now.timestamp() or int(wrong) >= email_code.TRIES or not right:
        journey.facts["contact_code"] = f"{digest} {until} {int(wrong) + 1}"
        journey.keep(now=now)
        raise email_code.CodeNotRight
    journey.answer("contact", {"contact": "email"})
    journey.keep(now=now)

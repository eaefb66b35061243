"""One person's way through registration: where they may be now, what they have said, and for how long."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amparo.accounts.models import RegistrationAttempt
from amparo.accounts.registration import steps
from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal
from amparo.kernel.vault import seal
from amparo.plan import profile

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=2)
REFERENCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike


class Expired(Refusal):
    """The journey was begun too long ago, or never; it starts anew."""

    code = "registration_expired"


@dataclass
class Journey:
    """An attempt with its facts open; `say` and `forget` change them, `keep` writes them."""

    row: RegistrationAttempt
    facts: dict[str, str]

    @property
    def known(self) -> frozenset[str]:
        """What has been given so far, in the words of the table of steps."""
        known = {"person"} if "birth_on" in self.facts else set()
        if self.row.method:
            known |= {"method", f"method:{self.row.method}"}
        if self.row.outcome == "free":
            known.add("member")
        if "questions" in self.facts or profile.current().rules.security_questions == "off":
            known.add("questions")
        if self.row.user_id is not None:
            known.add("account")
        return frozenset(known)

    @property
    def furthest(self) -> str:
        return steps.furthest(self.known) if "account" not in self.known else "code"

    def answer(self, step: str, facts: Mapping[str, str]) -> None:
        """Take what a step gives and forget what later steps gave: going back undoes them."""
        forgotten = steps.later_than(step)
        if "member" in forgotten:
            self.row.member_id = None
            self.row.outcome = ""
        if "questions" in forgotten:
            self.facts.pop("questions", None)
        if "method" in forgotten:
            self.row.method = ""
        self.facts.update(facts)
        self.row.step = step

    def keep(self, *, now: datetime) -> None:
        """Seal the facts and write the row."""
        text = json.dumps(self.facts, ensure_ascii=False)
        self.row.sealed_facts = (
            seal.seal(text.encode(), key="field", about=_about(self.row)) if self.facts else None
        )
        self.row.touched_at = now
        self.row.expires_at = min(now + IDLE, self.row.created_at + WHOLE)
        self.row.save()


def _about(row: RegistrationAttempt) -> str:
    return f"attempt|{row.reference}"


def _reference() -> str:
    signs = [secrets.choice(REFERENCE_SIGNS) for _ in range(8)]
    return f"R-{''.join(signs[:4])}-{''.join(signs[4:])}"


def start(*, language: str, now: datetime) -> tuple[Journey, str]:
    """A new journey and the token that the browser keeps in its sealed session."""
    token = secrets.token_urlsafe(32)
    row = RegistrationAttempt(
        token_digest=secret_ids.digest("attempt", token),
        step="person",
        language=language,
        reference=_reference(),
        created_at=now,
        touched_at=now,
        expires_at=now + IDLE,
    )
    row.save()
    return Journey(row, {}), token


def resume(*, token: str, now: datetime) -> Journey:
    """The journey this browser is on. Raises Expired."""
    row = RegistrationAttempt.objects.filter(
        token_digest__in=secret_ids.digests("attempt", token or "none")
    ).first()
    if row is None or row.expires_at <= now:
        raise Expired
    facts = {}
    if row.sealed_facts is not None:
        facts = json.loads(seal.unseal(row.sealed_facts, key="field", about=_about(row)))
    return Journey(row, facts)


def by_reference(*, reference: str, now: datetime) -> RegistrationAttempt | None:
    """The attempt behind a reference number that a caller reads out, for seven days."""
    wanted = reference.strip().upper()
    return RegistrationAttempt.objects.filter(
        reference=wanted, created_at__gt=now - timedelta(days=7)
    ).first()

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
        known |= {step for step in ("contact", "questions") if step in self.facts or step in self.left_out}
        if self.row.user_id is not None:
            known.add("account")
        return frozenset(known)

    @property
    def left_out(self) -> frozenset[str]:
        """Steps that this plan does not ask, or not of this person: an activation code came from the plan itself."""
        return left_out_by_plan() | ({"contact"} if self.row.method == "activation" else set())

    @property
    def furthest(self) -> str:
        return steps.furthest(self.known, self.left_out)

    def may(self, step: str) -> bool:
        """Whether this person may open this step now."""
        return steps.allowed(step, self.known, self.left_out)

    def answer(self, step: str, facts: Mapping[str, str]) -> None:
        """Take what a step gives and forget what later steps gave: going back undoes them."""
        forgotten = steps.later_than(step)
        if "member" in forgotten:
            self.row.member_id = None
            self.row.outcome = ""
        if "method" in forgotten:
            self.row.method = ""
        kept_by = {"questions": ("questions", "said"), "contact": ("contact", "contact_code")}
        for fact in forgotten & kept_by.keys():
            for key in kept_by[fact]:
                self.facts.pop(key, None)
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


def left_out_by_plan() -> frozenset[str]:
    """Steps that this plan asks nobody."""
    rules = profile.current().rules
    asked = {"questions": rules.security_questions != "off", "contact": rules.contact_proof == "required"}
    return frozenset(step for step, wanted in asked.items() if not wanted)


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
    """The journey this browser is on. Raises Expired, and then what was typed is gone."""
    digests = secret_ids.digests("attempt", token or "none")
    row = RegistrationAttempt.objects.filter(token_digest__in=digests).first()
    if row is None:
        raise Expired
    superseded = row.step == "code" and row.user_id is None
    if row.expires_at <= now or superseded:
        stop(row=row, now=now)
        raise Expired
    facts = {}
    if row.sealed_facts is not None:
        facts = json.loads(seal.unseal(row.sealed_facts, key="field", about=_about(row)))
    return Journey(row, facts)


def stop(*, row: RegistrationAttempt, now: datetime) -> None:
    """Forget what was typed on this journey, at once; the reference number stays good."""
    RegistrationAttempt.objects.filter(pk=row.pk).update(sealed_facts=None, expires_at=now)


def by_reference(*, reference: str, now: datetime) -> RegistrationAttempt | None:
    """The attempt behind a reference number that a caller reads out, for seven days."""
    wanted = reference.strip().upper()
    return RegistrationAttempt.objects.filter(
        reference=wanted, created_at__gt=now - timedelta(days=7)
    ).first()

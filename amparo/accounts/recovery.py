"""Gives a person their user name or a new password: a code by e-mail, then one more proof."""

from __future__ import annotations

import uuid
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amparo.accounts import devices, email_code, limits, notices, passwords, questions, second_factor, sign_in
from amparo.accounts.models import EmailCode, User
from amparo.kernel import throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.jobs import later
from amparo.kernel.refusals import Refusal
from amparo.plan import profile
from amparo.ui import mail

CODE, EXTRA, PASSWORD = STEPS = ("code", "extra", "password")
STATE = "recovery"  # key in the session
LASTS = timedelta(minutes=30)


class Expired(Refusal):
    """The way to a new password was begun too long ago."""

    code = "recovery_expired"


class CodeWrong(Refusal):
    """Not the code, or too old, or there never was one: the same."""

    code = "code_wrong"
    field = "code"


@dataclass(frozen=True)
class Way:
    """Where one browser stands on the way to a new password. `ghost`: there is no such account."""

    user_id: uuid.UUID
    step: str
    until: datetime

    def keep(self, session: MutableMapping[str, Any]) -> None:
        session[STATE] = [str(self.user_id), self.step, self.until.isoformat()]


def way(session: MutableMapping[str, Any], *, now: datetime) -> Way:
    """Where this browser stands. Refuses with Expired when it is nowhere."""
    kept = session.get(STATE)
    if not kept or datetime.fromisoformat(kept[2]) <= now:
        session.pop(STATE, None)
        raise Expired
    return Way(uuid.UUID(kept[0]), kept[1], datetime.fromisoformat(kept[2]))


def ask_names(*, email: str, address: str, now: datetime) -> None:
    """Queue one mail with all user names at this address: the same work if there are none. May throttle."""
    email = email.strip().lower()
    throttle.spend(limits.asking(subject=f"email|{email}", address=address), now=now)
    found = (
        User.objects.filter(email__iexact=email, state=User.State.ACTIVE).values_list("pk", flat=True).first()
    )
    with transaction.atomic():
        later("accounts.mail_names", user=str(found or uuid.uuid4()))


def mail_names(*, user_id: uuid.UUID, now: datetime) -> None:
    """Write to the address of this account, naming every account there; nothing if it is no account."""
    user = User.objects.filter(pk=user_id, state=User.State.ACTIVE).first()
    if user is None:
        return
    here = User.objects.filter(email__iexact=user.email, state=User.State.ACTIVE).order_by("username")
    mail.post(
        "accounts/mail/usernames",
        to=user.email,
        language=user.language,
        now=now,
        names=[u.username for u in here],
    )
    for owner in here:
        record(event="recovery.names_mailed", now=now, subject=owner.pk)


def begin(*, name: str, address: str, now: datetime) -> Way:
    """Start towards a new password: a code goes to the account's address, if there is one. May throttle."""
    name = sign_in.name_of(name)
    throttle.spend(limits.asking(subject=f"name|{name}", address=address), now=now)
    found = User.objects.filter(username=name, state=User.State.ACTIVE).values_list("pk", flat=True).first()
    user_id = found or uuid.uuid4()
    with transaction.atomic():
        later("accounts.send_reset_code", user=str(user_id))
    return Way(user_id, CODE, now + LASTS)


def send_code(*, user_id: uuid.UUID, now: datetime) -> None:
    """Send the code of eight digits, good for ten minutes. Nothing for an account that is none."""
    user = User.objects.filter(pk=user_id, state=User.State.ACTIVE).first()
    if user is not None:
        email_code.issue(user=user, use=EmailCode.Use.RESET, address=user.email, now=now)


def send_again(way: Way, *, address: str, now: datetime) -> None:
    """Send another code. May throttle; the same work for an account that is none."""
    throttle.spend(limits.asking(subject=f"again|{way.user_id}", address=address), now=now)
    with transaction.atomic():
        later("accounts.send_reset_code", user=str(way.user_id))


def take_code(way: Way, *, typed: str, address: str, now: datetime) -> Way:
    """Take the e-mailed code; the next step. Refuses with CodeWrong, Throttled."""
    throttle.spend(limits.code(user_id=way.user_id, address=address), now=now)
    ghost_or_user = User.objects.filter(pk=way.user_id).first() or User(pk=way.user_id)
    try:
        email_code.check(user=ghost_or_user, use=EmailCode.Use.RESET, typed=typed, now=now)
    except throttle.Throttled:
        raise
    except Refusal:
        raise CodeWrong from None
    return Way(way.user_id, EXTRA if needs_more(user=ghost_or_user) else PASSWORD, way.until)


def needs_more(*, user: User) -> bool:
    """Whether the code alone is too little: there is another proof, even if blocked, or a shared mailbox."""
    has = second_factor.of(user=user)
    return bool(
        has.app_since or has.passkeys or has.recovery_since or _has_answers(user) or shares_address(user)
    )


def _has_answers(user: User) -> bool:
    return profile.current().rules.security_questions != "off" and user.answers.exists()


def ways(*, user: User, now: datetime) -> tuple[str, ...]:
    """How this person may show once more who they are: of app, passkey, recovery, questions; maybe nothing.

    Questions only where nothing better is there, or where others read the same mailbox (accounts.md 3.7).
    """
    has = second_factor.of(user=user)
    found = [
        *(["app"] if has.app_since else []),
        *(["passkey"] if has.passkeys else []),
        *(["recovery"] if has.recovery_since else []),
    ]
    if profile.current().rules.security_questions != "off" and (not found or shares_address(user)):
        found += ["questions"] if questions.usable(user=user, now=now) else []
    return tuple(found)


def shares_address(user: User) -> bool:
    """Whether another account has the same e-mail address: then the mail alone identifies nobody."""
    return (
        User.objects.filter(email__iexact=user.email)
        .exclude(pk=user.pk)
        .exclude(state=User.State.CLOSED)
        .exists()
    )


def owner(way: Way) -> User:
    """The account on this way, known only after its code was right. Refuses with Expired."""
    user = User.objects.filter(pk=way.user_id, state=User.State.ACTIVE).first()
    if user is None or way.step == CODE:
        raise Expired
    return user


def proved(way: Way) -> Way:
    """The extra proof was right; on to the new password."""
    return Way(way.user_id, PASSWORD, way.until)


def set_password(way: Way, *, password: str, now: datetime, origin: Origin) -> None:
    """Set the new password and end every session. Refuses as passwords.validate, with Expired, Busy."""
    user = owner(way)
    if way.step != PASSWORD:
        raise Expired
    passwords.validate(password, about=[user.username, user.email, user.display_name])
    replace_password(user=user, password=password, event="recovery.password_set", now=now, origin=origin)


def replace_password(
    *, user: User, password: str, event: str, now: datetime, origin: Origin, but: str = ""
) -> None:
    """Hash and keep the password, end every session but the one with row key `but`, tell the owner."""
    user.set_password(passwords.normal(password))
    user.password_changed_at = now
    user.password_disabled_at = None
    with transaction.atomic():
        user.save(update_fields=["password", "password_changed_at", "password_disabled_at"])
        devices.end_all(user=user, reason="password", now=now, but=but)
        record(event=event, now=now, actor=user.pk, subject=user.pk, origin=origin)
        notices.tell(user=user, about="password_changed", now=now)
    sign_in.forgive(user=user)

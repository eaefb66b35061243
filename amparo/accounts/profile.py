"""Changes what an account keeps about its person: e-mail, phone, language, notices, password, questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from django.db import transaction

from amparo.accounts import email_code, limits, notices, passwords, questions, recovery
from amparo.accounts.models import EmailCode, User
from amparo.kernel import throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.refusals import Refusal
from amparo.plan import profile as plan_profile

NOTICES = ("tell_messages", "tell_bills", "tell_cards", "paperless")


class PasswordWrong(Refusal):
    """Not the password of now."""

    code = "password_wrong"
    field = "current"


class SameAddress(Refusal):
    """The new e-mail address is the old one."""

    code = "email_same"
    field = "email"


class AddressFull(Refusal):
    """As many accounts use this address as the plan allows."""

    code = "email_full"
    field = "email"


class NotAPhone(Refusal):
    """No telephone number in the United States, or with + a country's code in front."""

    code = "phone_wrong"
    field = "phone"


@dataclass(frozen=True)
class Mine:
    """What the account keeps, for its pages."""

    username: str
    email: str
    phone: str
    language: str
    tell_messages: bool
    tell_bills: bool
    tell_cards: bool
    paperless: bool
    password_changed_at: datetime | None


def mine(*, user: User) -> Mine:
    """What the account keeps about its person."""
    return Mine(
        user.username,
        user.email,
        shown(user.phone),
        user.language,
        user.tell_messages,
        user.tell_bills,
        user.tell_cards,
        user.paperless,
        user.password_changed_at,
    )


def shown(phone: str) -> str:
    """A kept number as people here write it, like (956) 555-0188; a foreign one with its country's code."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, "US")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, form.NATIONAL if number.country_code == 1 else form.INTERNATIONAL
    )


def normal_phone(typed: str) -> str:
    """A typed number as +19565550188; empty stays empty. Refuses with NotAPhone."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        raise NotAPhone from None
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def ask_email(*, user: User, email: str, now: datetime) -> None:
    """Send a code to the new address; nothing changes yet. May refuse SameAddress, AddressFull, Throttled."""
    email = email.strip().lower()
    if email == user.email.lower():
        raise SameAddress
    throttle.spend(limits.new_address(user_id=user.pk), now=now)
    used = User.objects.filter(email__iexact=email).exclude(state=User.State.CLOSED).count()
    if used >= plan_profile.current().rules.accounts_per_address:
        raise AddressFull
    with transaction.atomic():
        email_code.issue(user=user, use=EmailCode.Use.CHANGE, address=email, now=now)


def take_email(*, user: User, typed: str, address: str, now: datetime, origin: Origin) -> None:
    """With the right code the new address takes the old one's place, and the old one is told (PROF-1).

    `address`: the client's. Refuses with CodeWrong, Throttled.
    """
    throttle.spend(limits.code(user_id=user.pk, address=address), now=now)
    try:
        email = email_code.check(user=user, use=EmailCode.Use.CHANGE, typed=typed, now=now)
    except throttle.Throttled:
        raise
    except Refusal:
        raise recovery.CodeWrong from None
    with transaction.atomic():
        notices.tell(user=user, about="email_changed", now=now)
        User.objects.filter(pk=user.pk).update(email=email, email_proved_at=now)
        record(event="profile.email_changed", now=now, actor=user.pk, subject=user.pk, origin=origin)


def set_phone(*, user: User, phone: str, now: datetime, origin: Origin) -> None:
    """Keep or remove the telephone number. Refuses with NotAPhone."""
    kept = normal_phone(phone)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(phone=kept)
        record(event="profile.phone_changed", now=now, actor=user.pk, subject=user.pk, origin=origin)


def set_language(*, user: User, language: str) -> None:
    """Keep the language, en or es; mails and pages follow it (SITE-2)."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


def set_notices(*, user: User, choices: Mapping[str, bool], now: datetime, origin: Origin) -> None:
    """Keep what the person wants to be told about by e-mail, and whether paper letters stop."""
    values = {name: bool(choices.get(name)) for name in NOTICES}
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(**values)
        record(event="profile.notices_changed", now=now, actor=user.pk, subject=user.pk, origin=origin)


def confirm_password(*, user: User, password: str, now: datetime) -> None:
    """Check the password of somebody who is signed in. Refuses with PasswordWrong, Throttled, Busy."""
    tokens = limits.confirming(user_id=user.pk)
    throttle.spend(tokens, now=now)
    if not user.check_password(passwords.normal(password)):
        raise PasswordWrong
    throttle.give_back(tokens, now=now)


def change_password(
    *, user: User, current: str, password: str, now: datetime, origin: Origin, here: str
) -> None:
    """Replace the password; every session but the one with row key `here` ends. May refuse PasswordWrong

    and as passwords.validate.
    """
    confirm_password(user=user, password=current, now=now)
    passwords.validate(password, about=[user.username, user.email, user.display_name])
    recovery.replace_password(
        user=user, password=password, event="profile.password_changed", now=now, origin=origin, but=here
    )


def asks_questions() -> bool:
    """Whether the plan uses security questions at all."""
    return plan_profile.current().rules.security_questions != "off"


def change_questions(*, user: User, answers: Mapping[str, str], now: datetime, origin: Origin) -> None:
    """Replace the security questions and their answers. Refuses as questions.keep."""
    questions.keep(user=user, answers=answers, now=now)
    with transaction.atomic():
        record(event="profile.questions_changed", now=now, actor=user.pk, subject=user.pk, origin=origin)
        notices.tell(user=user, about="questions_changed", now=now)

"""Asks a person for one more proof, in the way they choose: app, passkey, recovery code, answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from amparo.accounts import adapter, limits, passkeys, questions, second_factor
from amparo.accounts.models import User
from amparo.accounts.web import sign_in_forms
from amparo.kernel import clock, throttle
from amparo.kernel.refusals import Refusal
from amparo.ui.forms import Form

METHOD = {"app": "totp", "passkey": "passkey", "recovery": "recovery", "questions": "questions"}
FORMS: dict[str, type[Form]] = {
    "app": sign_in_forms.AppCode,
    "passkey": sign_in_forms.Passkey,
    "recovery": sign_in_forms.RecoveryCode,
}


def factors_of(user: User) -> tuple[str, ...]:
    """In which ways this account can show its second factor, the handiest first."""
    has = second_factor.of(user=user)
    found = [("app", has.app_since), ("passkey", has.passkeys), ("recovery", has.recovery_since)]
    return tuple(way for way, there in found if there)


def chosen(request: HttpRequest, ways: Sequence[str]) -> str:
    """The way asked for, as far as the account has it."""
    way = request.POST.get("way") or request.GET.get("way") or ""
    return way if way in ways else ways[0]


def form_for(request: HttpRequest, way: str, user: User) -> Form:
    """The form of this way."""
    if way == "questions":
        words = {key: str(questions.QUESTIONS[key]) for key in questions.ask(user)}
        return sign_in_forms.Answers.asking(words).from_request(request)
    return FORMS[way].from_request(request)


def check(request: HttpRequest, *, user: User, way: str, form: Form) -> None:
    """Take the proof in the form. Refuses with WrongCode, PasskeyFailed, AnswersWrong, Throttled."""
    now, data = clock.now(), form.cleaned_data
    address = adapter.address_of(request)
    if way == "questions":
        throttle.spend(limits.answers(address=address), now=now)
        questions.check(user=user, answers=data, now=now)
        return
    tokens = limits.second_factor(user_id=user.pk, address=address)
    throttle.spend(tokens, now=now)
    try:
        _factor(request, user=user, way=way, data=data)
    except Refusal:
        second_factor.note_failure(user=user, now=now, origin=adapter.origin_of(request))
        raise
    throttle.give_back(tokens, now=now)


def _factor(request: HttpRequest, *, user: User, way: str, data: dict[str, Any]) -> None:
    now = clock.now()
    if way == "app":
        second_factor.check_app(user=user, typed=data["code"], now=now)
    elif way == "recovery":
        second_factor.use_recovery_code(
            user=user, typed=data["code"], now=now, origin=adapter.origin_of(request)
        )
    else:
        passkeys.proved(data["credential"], user=user)


def page(ways: Sequence[str], way: str) -> dict[str, Any]:
    """What the template needs beside the form: this way, and the others on offer."""
    return {"way": way, "others": [other for other in ways if other != way]}

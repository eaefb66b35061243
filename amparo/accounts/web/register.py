"""The doors of registration: one function a page (REG-1 … REG-10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.accounts import adapter
from amparo.accounts import profile as account_profile
from amparo.accounts.registration import complete, flow, identify, steps
from amparo.accounts.web import register_forms, security_forms
from amparo.accounts.web.floor import floor
from amparo.kernel import clock
from amparo.kernel.gates import public
from amparo.kernel.refusals import Refusal
from amparo.kernel.throttle import Throttled
from amparo.plan import profile
from amparo.ui.forms import Form, refusals_to
from amparo.ui.pages import show

JOURNEY = "registration"  # session: the random token of this browser's journey

Page = Callable[[HttpRequest, flow.Journey], HttpResponse]


@public
def start(request: HttpRequest) -> HttpResponse:
    """What is needed, and one button (REG-1)."""
    if request.user.is_authenticated:
        return redirect("home:home")
    if request.method == "POST":
        _begin(request)
        return redirect("accounts:register_step", step="person")
    return render(request, "accounts/register_start.html")


def _begin(request: HttpRequest) -> flow.Journey:
    journey, token = flow.start(language=get_language() or "en", now=clock.now())
    request.session[JOURNEY] = token
    return journey


@public
def step(request: HttpRequest, step: str) -> HttpResponse:
    """The page of one step, or the one this person is at when they may not be there yet."""
    if request.user.is_authenticated:
        return redirect("home:home")
    if step == "code" and complete.pending(user_id=request.session.get(adapter.PENDING)):
        return code(request)
    try:
        journey = flow.resume(token=request.session.get(JOURNEY, ""), now=clock.now())
    except flow.Expired:
        return render(
            request, "accounts/register_expired.html", status=200 if request.method == "GET" else 410
        )
    if not steps.allowed(step, journey.known) or step == "code":
        return redirect("accounts:register_step", step=journey.furthest)
    return PAGES[step](request, journey)


def _show(request: HttpRequest, journey: flow.Journey, name: str, form: Form, **more: Any) -> HttpResponse:
    now = steps.BY_NAME[name]
    place = {"number": now.number, "total": steps.TOTAL, "name": now.title}
    return show(request, f"accounts/register_{name}.html", {"steps": place, "journey": journey, **more}, form)


def person(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """Names, birth date, ZIP code."""
    form = register_forms.Person.from_request(request, initial=_said(journey))
    if form.is_valid():
        data = form.cleaned_data
        facts = {"birth_on": data["birth"].isoformat()} | {
            k: data[k] for k in ("first_name", "last_name", "zip5")
        }
        journey.answer("person", facts)
        journey.keep(now=clock.now())
        return redirect("accounts:register_step", step="method")
    return _show(request, journey, "person", form)


def _said(journey: flow.Journey) -> dict[str, Any]:
    from datetime import date

    facts: dict[str, Any] = {k: journey.facts.get(k, "") for k in ("first_name", "last_name", "zip5")}
    if "birth_on" in journey.facts:
        facts["birth"] = date.fromisoformat(journey.facts["birth_on"])
    return facts


def method(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """Social Security number, member number, activation code, or none of these."""
    form = register_forms.Method.from_request(request, initial={"method": journey.row.method})
    if form.is_valid():
        chosen = form.cleaned_data["method"]
        if chosen == "none":
            return redirect("accounts:register_help")
        journey.answer("method", {})
        journey.row.method = chosen
        journey.keep(now=clock.now())
        return redirect("accounts:register_step", step=chosen)
    return _show(request, journey, "method", form)


def ssn(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The Social Security number; it becomes a digest in this request and is never written back."""
    form = register_forms.Ssn.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "ssn", form, form.cleaned_data["ssn"])
    return _show(request, journey, "ssn", form)


def number(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The plan's member number."""
    form = register_forms.Number.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "number", form, form.cleaned_data["number"])
    return _show(request, journey, "number", form)


def activation(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The activation code from Member Services."""
    form = register_forms.Activation.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "activation", form, form.cleaned_data["code"])
    return _show(request, journey, "activation", form)


def _identified(
    request: HttpRequest, journey: flow.Journey, name: str, form: Form, value: str
) -> HttpResponse:
    """Match, and go on; every no is one and the same page, and takes at least the floor's time."""
    origin, address, now = adapter.origin_of(request), adapter.address_of(request), clock.now()
    journey.answer(name, {})
    with floor():
        try:
            if name == "activation":
                identify.identify_by_code(
                    journey=journey, typed=value, address=address, origin=origin, now=now
                )
            else:
                proof = identify.Proof(name, value)
                identify.identify(journey=journey, proof=proof, address=address, origin=origin, now=now)
        except identify.NotFound as no:
            return _refused(request, no, status=422)
        except Throttled as no:
            return render(request, "accounts/register_wait.html", {"until": no.until}, status=429)
    return redirect("accounts:register_step", step=journey.furthest)


def _refused(request: HttpRequest, no: Refusal, *, status: int) -> HttpResponse:
    page = {"reference": no.facts["reference"], "adult_age": profile.current().rules.adult_age}
    return render(request, "accounts/register_no_match.html", page, status=status)


def questions(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """Three questions and their answers (REG-6)."""
    form = security_forms.Questions.blank().from_request(request)
    if form.is_valid():
        with refusals_to(form):
            complete.keep_answers(journey=journey, answers=form.answers(), now=clock.now())
            return redirect("accounts:register_step", step="account")
    return _show(request, journey, "questions", form)


def account(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """User name, e-mail, phone, password (REG-7)."""
    form = register_forms.Account.from_request(request)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_to(form):
            user = complete.make_account(
                journey=journey,
                username=data["username"],
                email=data["email"],
                phone=account_profile.normal_phone(data["phone"]) if data["phone"] else "",
                password=data["password"],
                language=get_language() or "en",
                now=clock.now(),
            )
            request.session[adapter.PENDING] = str(user.pk)
            return redirect("accounts:register_step", step="code")
    return _show(request, journey, "account", form)


PAGES: dict[str, Page] = {
    "person": person,
    "method": method,
    "ssn": ssn,
    "number": number,
    "activation": activation,
    "questions": questions,
    "account": account,
}


def code(request: HttpRequest) -> HttpResponse:
    """The code from the e-mail; a right one binds the member and signs in (REG-8, REG-9)."""
    user = complete.pending(user_id=request.session.get(adapter.PENDING))
    assert user is not None
    form = register_forms.Code.from_request(request)
    if form.is_valid():
        origin, address = adapter.origin_of(request), adapter.address_of(request)
        with refusals_to(form):
            shared = complete.confirm(
                user=user, typed=form.cleaned_data["code"], address=address, origin=origin, now=clock.now()
            )
            for name in (JOURNEY, adapter.PENDING):
                request.session.pop(name, None)
            answer = adapter.sign_in(request, user, methods=["registration"])
            messages.success(request, _("Your account is ready."))
            if shared:
                messages.warning(
                    request,
                    _(
                        "This address is also used by another account here. People who read it will see our notices."
                    ),
                )
            return answer or redirect("home:profile")
    place = {"number": 5, "total": steps.TOTAL, "name": steps.BY_NAME["code"].title}
    return show(request, "accounts/register_code.html", {"steps": place, "email": user.email}, form)


@public
def code_again(request: HttpRequest) -> HttpResponse:
    """Send the code once more, or to another address (REG-8)."""
    user = complete.pending(user_id=request.session.get(adapter.PENDING))
    if user is None:
        return redirect("accounts:register")
    form = register_forms.OtherAddress.from_request(request, initial={"email": user.email})
    if form.is_valid():
        with refusals_to(form):
            complete.send_again(
                user=user,
                email=form.cleaned_data["email"],
                address=adapter.address_of(request),
                now=clock.now(),
            )
            messages.success(request, _("A new code is on its way."))
            return redirect("accounts:register_step", step="code")
    return show(request, "accounts/register_code_again.html", {"email": user.email}, form)


@public
def help_on(request: HttpRequest) -> HttpResponse:
    """No number at hand: how to go on (REG-4)."""
    return render(request, "accounts/register_help.html", {"adult_age": profile.current().rules.adult_age})

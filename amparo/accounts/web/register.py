"""The doors of registration, first part: start, who one is, and how that is proved (REG-1 … REG-5, REG-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.accounts import adapter
from amparo.accounts.registration import complete, flow, identify
from amparo.accounts.web import register_account, register_forms, register_pages
from amparo.accounts.web.floor import floor
from amparo.accounts.web.register_pages import JOURNEY, step_page
from amparo.kernel import clock
from amparo.kernel.gates import public
from amparo.kernel.throttle import Throttled
from amparo.plan import profile

Page = Callable[[HttpRequest, flow.Journey], HttpResponse]


@public
def start(request: HttpRequest) -> HttpResponse:
    """What is needed, and one button (REG-1)."""
    if request.user.is_authenticated:
        return redirect("home:home")
    if request.method == "POST" and (step := _where_one_is(request)):
        return redirect(
            "accounts:register_step", step=step
        )  # another tab began it: go on there, lose nothing
    if request.method == "POST":
        register_pages.mark(request)
        _, request.session[JOURNEY] = flow.start(language=get_language() or "en", now=clock.now())
        request.session.pop(adapter.PENDING, None)
        return redirect("accounts:register_step", step="person")
    return render(request, "accounts/register_start.html")


def _where_one_is(request: HttpRequest) -> str:
    """The furthest step of a journey that this browser is on already; empty when there is none."""
    try:
        journey = flow.resume(token=request.session.get(JOURNEY, ""), now=clock.now())
    except flow.Expired:
        return ""
    return journey.furthest if journey.known - {"questions"} else ""


@public
def stop(request: HttpRequest) -> HttpResponse:
    """Stop and go back: asks once, then what was typed is forgotten."""
    try:
        journey = flow.resume(token=request.session.get(JOURNEY, ""), now=clock.now())
    except flow.Expired:
        return redirect("home:home")
    if request.method != "POST":
        return render(request, "accounts/register_stop.html", {"furthest": journey.furthest})
    flow.stop(row=journey.row, now=clock.now())
    del request.session[JOURNEY]
    request.session.pop(adapter.PENDING, None)
    messages.success(request, _("You stopped. We forgot what you typed."))
    return redirect("home:home")


@public
def step(request: HttpRequest, step: str) -> HttpResponse:
    """The page of one step, or the one this person is at when they may not be there yet."""
    if request.user.is_authenticated:
        return redirect("home:home")
    waiting = request.session.get(adapter.PENDING)
    if user := complete.pending(user_id=waiting, now=clock.now()):
        if step != "code":
            return redirect("accounts:register_step", step="code")
        return register_account.code(request, user)
    if not waiting and JOURNEY not in request.session:
        return redirect("accounts:register")
    try:
        journey = flow.resume(token=request.session.get(JOURNEY, ""), now=clock.now())
    except flow.Expired:
        return register_pages.expired(request)
    if journey.row.user_id:  # made here, then finished in another browser, or too late
        finished = complete.is_bound(user_id=journey.row.user_id)
        return redirect("accounts:sign_in") if finished else register_pages.expired(request)
    if not journey.may(step):
        return redirect("accounts:register_step", step=journey.furthest)
    return PAGES[step](request, journey)


def person(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """Names, birth date, ZIP code."""
    form = register_forms.Person.from_request(request, initial=_said(journey))
    if form.is_valid():
        data = form.cleaned_data
        names = {k: data[k] for k in ("first_name", "last_name", "zip5")}
        journey.answer("person", {"birth_on": data["birth"].isoformat(), **names})
        journey.keep(now=clock.now())
        return redirect("accounts:register_step", step="method")
    return step_page(request, "person", form, journey)


def _said(journey: flow.Journey) -> dict[str, Any]:
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
    return step_page(request, "method", form, journey)


def ssn(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The Social Security number; it becomes a digest in this request and is never written back."""
    form = register_forms.Ssn.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "ssn", form.cleaned_data["ssn"])
    return step_page(request, "ssn", form, journey)


def number(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The plan's member number."""
    form = register_forms.Number.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "number", form.cleaned_data["number"])
    return step_page(request, "number", form, journey)


def activation(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The activation code from member services."""
    form = register_forms.Activation.from_request(request)
    if form.is_valid():
        return _identified(request, journey, "activation", form.cleaned_data["code"])
    return step_page(request, "activation", form, journey)


def _identified(request: HttpRequest, journey: flow.Journey, name: str, value: str) -> HttpResponse:
    """Match, and go on; every no is one and the same page, and takes at least the floor's time."""
    who: dict[str, Any] = {
        "address": adapter.address_of(request),
        "browser": register_pages.known_as(request),
        "origin": adapter.origin_of(request),
        "now": clock.now(),
    }
    journey.answer(name, {})
    with floor():
        try:
            if name == "activation":
                identify.identify_by_code(journey=journey, typed=value, **who)
            else:
                identify.identify(journey=journey, proof=identify.Proof(name, value), **who)
        except identify.NotFound as no:
            return register_pages.refused(request, **no.facts)
        except Throttled as no:
            return register_pages.wait(request, no)
    return redirect("accounts:register_step", step=journey.furthest)


PAGES: dict[str, Page] = {
    "person": person,
    "method": method,
    "ssn": ssn,
    "number": number,
    "activation": activation,
    "contact": register_account.contact_code,
    "questions": register_account.security_questions,
    "account": register_account.account,
}


@public
def help_on(request: HttpRequest) -> HttpResponse:
    """No number at hand: how to go on (REG-4)."""
    page = {"adult_age": profile.current().rules.adult_age, "started": JOURNEY in request.session}
    return render(request, "accounts/register_help.html", page)

"""What the doors of registration share: which browser this is, a step's page, and the pages that end a journey."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.accounts import adapter
from amparo.accounts.registration import flow, steps
from amparo.kernel import clock
from amparo.kernel.throttle import Throttled
from amparo.plan import profile
from amparo.ui.forms import Form
from amparo.ui.pages import show

JOURNEY = "registration"  # session: the random token of this browser's journey
BROWSER = "registering_browser"  # session: by what a browser is known that never signed in
COUNTED_FROM = 3  # the try from which on the page says how many are left


def known_as(request: HttpRequest) -> str:
    """By what this browser's tries are counted: its device cookie, or a mark in its session."""
    return request.COOKIES.get(adapter.device_cookie(), "") or str(request.session.get(BROWSER, ""))


def mark(request: HttpRequest) -> None:
    """Give the browser its mark, once."""
    if BROWSER not in request.session:
        request.session[BROWSER] = secrets.token_urlsafe(16)


def step_page(
    request: HttpRequest, name: str, form: Form, journey: flow.Journey | None = None, **more: Any
) -> HttpResponse:
    """The page of one step, with where it stands on the way."""
    left_out = journey.left_out if journey else flow.left_out_by_plan()
    page = {"steps": steps.place(name, left_out), "journey": journey, **more}
    return show(request, f"accounts/register_{name}.html", page, form)


def refused(request: HttpRequest, *, reference: str, tries: int = 0, left: int = 0) -> HttpResponse:
    """The one refusal page (REG-10): the same for every reason, whatever it says depends on this browser alone."""
    page = {
        "reference": reference,
        "adult_age": profile.current().rules.adult_age,
        "counted": tries >= COUNTED_FROM,
        "left": left,
    }
    return render(request, "accounts/register_no_match.html", page, status=422)


def wait(request: HttpRequest, no: Throttled) -> HttpResponse:
    """Too many tries: until when, and the other ways."""
    response = render(request, "accounts/register_wait.html", {"until": no.until}, status=429)
    response.headers["Retry-After"] = str(max(1, int((no.until - clock.now()).total_seconds())))
    return response


def expired(request: HttpRequest) -> HttpResponse:
    """The journey's time is over: what was typed is gone, and one may start again."""
    return render(request, "accounts/register_expired.html", status=410 if request.method == "POST" else 200)

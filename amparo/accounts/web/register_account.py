"""The doors of registration, second part: questions, the account, and the code from the e-mail (REG-6 … REG-9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.accounts import adapter, links
from amparo.accounts import profile as account_profile
from amparo.accounts.models import User
from amparo.accounts.registration import complete, contact, flow
from amparo.accounts.web import register_forms, register_pages, security_forms
from amparo.accounts.web.register_pages import JOURNEY, step_page
from amparo.kernel import clock
from amparo.kernel.gates import public
from amparo.kernel.throttle import Throttled
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show


def contact_code(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """The code that went to the address on the plan's records; only plans that ask for it."""
    form = register_forms.Code.from_request(request)
    if form.is_valid():
        typed, address = form.cleaned_data["code"], adapter.address_of(request)
        with refusals_to(form):
            contact.check(journey=journey, typed=typed, address=address, now=clock.now())
            return redirect("accounts:register_step", step=journey.furthest)
    page = {"hint": contact.hint(journey), "sent": contact.waits(journey)}
    return step_page(request, "contact", form, journey, **page)


@public
def contact_send(request: HttpRequest) -> HttpResponse:
    """Send the code to the address on the plan's records."""
    try:
        journey = flow.resume(token=request.session.get(JOURNEY, ""), now=clock.now())
    except flow.Expired:
        return register_pages.expired(request)
    if request.method == "POST" and journey.may("contact"):
        language, address = get_language() or "en", adapter.address_of(request)
        try:
            contact.send(journey=journey, language=language, address=address, now=clock.now())
        except Throttled as no:
            return register_pages.wait(request, no)
    return redirect("accounts:register_step", step="contact")


def security_questions(request: HttpRequest, journey: flow.Journey) -> HttpResponse:
    """Three questions and their answers (REG-6)."""
    form = security_forms.Questions.blank().from_request(request)
    if form.is_valid():
        with refusals_to(form):
            complete.keep_answers(journey=journey, answers=form.answers(), now=clock.now())
            return redirect("accounts:register_step", step="account")
    return step_page(request, "questions", form, journey)


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
                address=adapter.address_of(request),
                browser=register_pages.known_as(request),
            )
            request.session[adapter.PENDING] = str(user.pk)
            return redirect("accounts:register_step", step="code")
    return step_page(request, "account", form, journey)


def code(request: HttpRequest, user: User) -> HttpResponse:
    """The code from the e-mail; a right one binds the member and signs in (REG-8, REG-9)."""
    form = register_forms.Code.from_request(request)
    if form.is_valid():
        typed, address = form.cleaned_data["code"], adapter.address_of(request)
        origin = adapter.origin_of(request)
        with refusals_to(form):
            try:
                shared = complete.confirm(
                    user=user, typed=typed, address=address, origin=origin, now=clock.now()
                )
            except links.AlreadyTaken as no:
                _forget(request)
                return register_pages.refused(request, reference=no.facts["reference"])
            return _signed_in(request, user, shared=shared)
    return step_page(request, "code", form, email=user.email)


def _forget(request: HttpRequest) -> None:
    for name in (JOURNEY, register_pages.BROWSER, adapter.PENDING):
        request.session.pop(name, None)


def _signed_in(request: HttpRequest, user: User, *, shared: bool) -> HttpResponse:
    _forget(request)
    answer = adapter.sign_in(request, user, methods=["registration"])
    messages.success(request, _("Your account is ready."))
    if shared:
        note = _(
            "This address is also used by another account here. People who read it will see our notices "
            "and can start a new password."
        )
        messages.warning(request, note)
    answer = answer or redirect("home:profile")
    adapter.remember_language(answer, user.language)
    return answer


@public
def code_again(request: HttpRequest) -> HttpResponse:
    """Send the code once more, or to another address (REG-8)."""
    user = complete.pending(user_id=request.session.get(adapter.PENDING), now=clock.now())
    if user is None:
        return redirect("accounts:register")
    form = register_forms.OtherAddress.from_request(request, initial={"email": user.email})
    if form.is_valid():
        with refusals_to(form):
            complete.send_again(user=user, email=form.cleaned_data["email"], now=clock.now())
            messages.success(request, _("A new code is on its way."))
            return redirect("accounts:register_step", step="code")
    return show(request, "accounts/register_code_again.html", {"email": user.email}, form)

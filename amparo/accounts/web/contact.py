"""The pages where a person changes how the plan reaches them: e-mail, phone, language, notices (PROF-1)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _

from amparo.accounts import adapter, profile
from amparo.accounts.web import security_forms, sign_in_forms
from amparo.accounts.web.again import confirmed
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, member, signed_in
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show

NEW_ADDRESS = "new_email"  # session: the address that waits for its code


@signed_in
@confirmed
def email(request: MemberRequest) -> HttpResponse:
    """A new address; a code goes there first."""
    form = security_forms.Email.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            profile.ask_email(user=request.user, email=form.cleaned_data["email"], now=clock.now())
            request.session[NEW_ADDRESS] = form.cleaned_data["email"]
            return redirect("accounts:email_change_code")
    return show(request, "accounts/profile_email.html", {"mine": profile.mine(user=request.user)}, form)


@signed_in
def email_code(request: MemberRequest) -> HttpResponse:
    """The code that came to the new address; with it the address changes and the old one is told."""
    if NEW_ADDRESS not in request.session:
        return redirect("accounts:email_change")
    form = sign_in_forms.MailedCode.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            profile.take_email(
                user=request.user,
                typed=form.cleaned_data["code"],
                address=adapter.address_of(request),
                now=clock.now(),
                origin=adapter.origin_of(request),
            )
            del request.session[NEW_ADDRESS]
            return _done(request, _("Your e-mail address is changed. We told the old one."))
    return show(request, "accounts/profile_email_code.html", {"email": request.session[NEW_ADDRESS]}, form)


@signed_in
def phone(request: MemberRequest) -> HttpResponse:
    """Add, change or remove the mobile number."""
    form = security_forms.Phone.from_request(
        request, initial={"phone": profile.mine(user=request.user).phone}
    )
    if form.is_valid():
        with refusals_to(form):
            origin = adapter.origin_of(request)
            profile.set_phone(
                user=request.user, phone=form.cleaned_data["phone"], now=clock.now(), origin=origin
            )
            return _done(request, _("Your phone number is saved."))
    return show(request, "accounts/profile_phone.html", {}, form)


@signed_in
def language(request: MemberRequest) -> HttpResponse:
    """The language of pages and e-mails."""
    form = security_forms.Language.from_request(request, initial={"language": request.user.language})
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        profile.set_language(user=request.user, language=chosen)
        response = HttpResponseRedirect(translate_url(reverse(_home(request)), chosen))
        adapter.remember_language(response, chosen)
        return response
    return show(request, "accounts/profile_language.html", {}, form)


@member
def notices(request: MemberRequest) -> HttpResponse:
    """What the person wants to be told about by e-mail."""
    mine = profile.mine(user=request.user)
    kept = {name: getattr(mine, name) for name in profile.NOTICES}
    form = security_forms.Notices.from_request(request, initial=kept)
    if form.is_valid():
        origin = adapter.origin_of(request)
        profile.set_notices(user=request.user, choices=form.cleaned_data, now=clock.now(), origin=origin)
        return _done(request, _("Your choices are saved."))
    return show(request, "accounts/profile_notices.html", {"mine": mine}, form)


def _home(request: MemberRequest) -> str:
    return "accounts:security" if request.user.is_staff else "home:profile"


def _done(request: MemberRequest, what: str) -> HttpResponse:
    messages.success(request, what)
    return redirect(_home(request))

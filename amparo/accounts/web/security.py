"""The pages where a person sees and changes how they sign in: password, questions, devices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amparo.accounts import activity, adapter, devices, profile, second_factor
from amparo.accounts.web import security_forms
from amparo.accounts.web.again import confirmed, renew
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, signed_in
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show


@signed_in
def overview(request: MemberRequest) -> HttpResponse:
    """Everything about signing in, each with its way on."""
    user = request.user
    return render(
        request,
        "accounts/security.html",
        {
            "mine": profile.mine(user=user),
            "factors": second_factor.of(user=user),
            "must_enrol": request.session.get(adapter.MUST_ENROL),
            "asks_questions": profile.asks_questions(),
            "devices": len(
                devices.signed_in(user=user, here=devices.row_key(request.session), now=clock.now())
            ),
        },
    )


@signed_in
def password(request: MemberRequest) -> HttpResponse:
    """A new password; everyone else who is signed in with the old one is signed out."""
    form = security_forms.Password.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            profile.change_password(
                user=request.user,
                current=form.cleaned_data["current"],
                password=form.cleaned_data["password"],
                now=clock.now(),
                origin=adapter.origin_of(request),
                here=devices.row_key(request.session),
            )
            update_session_auth_hash(_renewed(request), request.user)
            messages.success(request, _("Your new password is set. We signed you out everywhere else."))
            return redirect("accounts:security")
    return show(request, "accounts/security_password.html", {"username": request.user.username}, form)


def _renewed(request: MemberRequest) -> MemberRequest:
    renew(request)
    return request


@signed_in
@confirmed
def security_questions(request: MemberRequest) -> HttpResponse:
    """Other questions, or other answers."""
    form = security_forms.Questions.blank().from_request(request)
    if form.is_valid():
        with refusals_to(form):
            profile.change_questions(
                user=request.user, answers=form.answers(), now=clock.now(), origin=adapter.origin_of(request)
            )
            messages.success(request, _("Your security questions are changed."))
            return redirect("accounts:security")
    return show(request, "accounts/security_questions.html", {}, form)


@signed_in
def where_signed_in(request: MemberRequest) -> HttpResponse:
    """Every place where the account is signed in; POST ends one, or all others."""
    here, now = devices.row_key(request.session), clock.now()
    if request.method == "POST":
        _end(request, here=here)
        return redirect("accounts:devices")
    found = devices.signed_in(user=request.user, here=here, now=now)
    return render(request, "accounts/security_devices.html", {"devices": found})


def _end(request: MemberRequest, *, here: str) -> None:
    now, origin, which = clock.now(), adapter.origin_of(request), request.POST.get("device", "")
    if which.isdecimal():
        try:
            devices.end_one(user=request.user, device_id=int(which), now=now, origin=origin)
            messages.success(request, _("Signed out there."))
        except devices.NoSuchDevice:
            messages.info(request, _("That place was signed out already."))
        return
    devices.end_others(user=request.user, here=here, now=now, origin=origin)
    messages.success(request, _("Signed out everywhere but here."))


@signed_in
def recent_activity(request: MemberRequest) -> HttpResponse:
    """What happened lately on this account and with the person's data, in plain words."""
    about = activity.record_of(user=request.user)
    return render(
        request, "accounts/activity.html", {"lines": activity.lines(user=request.user, about=about)}
    )

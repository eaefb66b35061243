"""The pages of the second step: authenticator app, passkeys, recovery code (PROF-3)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from amparo.accounts import adapter, passkeys, second_factor
from amparo.accounts.web import security_forms
from amparo.accounts.web.again import confirmed, renew
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, signed_in
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show

APP = "app_secret"  # session: a secret that is shown but not yet confirmed
SHOWN = "recovery_code_shown"  # session: a code to show once


@signed_in
@confirmed
def app(request: MemberRequest) -> HttpResponse:
    """Add an authenticator app: its secret as a picture and as text, then its first code."""
    form = security_forms.AddApp.from_request(request)
    secret = request.session.setdefault(APP, second_factor.new_secret())
    if form.is_valid():
        with refusals_to(form):
            second_factor.add_app(
                user=request.user,
                secret=secret,
                typed=form.cleaned_data["code"],
                now=clock.now(),
                origin=adapter.origin_of(request),
            )
            del request.session[APP]
            return _added(request, method="totp", what=_("Your authenticator app is set."))
    data = {
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "picture": mark_safe(second_factor.picture(user=request.user, secret=secret)),
        "must_enrol": request.session.get(adapter.MUST_ENROL),
        "has_app": second_factor.of(user=request.user).app_since,
    }
    return show(request, "accounts/security_app.html", data, form)


def _added(request: MemberRequest, *, method: str, what: str) -> HttpResponse:
    """A factor was added in this session, so it counts from now on; the first one brings a recovery code."""
    renew(request)
    request.session["second_factor"] = True
    request.session[adapter.MUST_ENROL] = False
    messages.success(request, what)
    if second_factor.of(user=request.user).recovery_since is None:
        _make_recovery_code(request)
        return redirect("accounts:recovery_code")
    return redirect("accounts:security")


@signed_in
@confirmed
def app_remove(request: MemberRequest) -> HttpResponse:
    """Remove the app, after one more question."""
    if request.method == "POST":
        second_factor.remove_app(user=request.user, now=clock.now(), origin=adapter.origin_of(request))
        return _removed(request, _("The authenticator app is removed."))
    return render(request, "accounts/security_remove.html", {"what": "app"})


def _removed(request: MemberRequest, what: str) -> HttpResponse:
    request.session[adapter.MUST_ENROL] = second_factor.due(user=request.user)
    messages.success(request, what)
    return redirect("accounts:security")


@signed_in
@confirmed
def passkey_add(request: MemberRequest) -> HttpResponse:
    """Add a passkey; the browser makes it."""
    form = security_forms.AddPasskey.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            credential = passkeys.added(form.cleaned_data["credential"])
            second_factor.keep_passkey(
                user=request.user,
                name=form.cleaned_data["name"],
                credential=credential,
                now=clock.now(),
                origin=adapter.origin_of(request),
            )
            return _added(request, method="passkey", what=_("Your passkey is set."))
    return show(request, "accounts/security_passkey_add.html", {}, form)


@signed_in
@confirmed
def passkey_new_options(request: MemberRequest) -> HttpResponse:
    """What the browser needs to make a passkey, as JSON."""
    if request.method != "POST":
        return JsonResponse({}, status=405)
    return JsonResponse(passkeys.to_add(request.user))


@signed_in
@confirmed
def passkey(request: MemberRequest, key_id: int) -> HttpResponse:
    """Call a passkey something else."""
    try:
        key = second_factor.passkey(user=request.user, key_id=key_id)
    except second_factor.NoSuchKey:
        return redirect("accounts:security")
    form = security_forms.NamePasskey.from_request(request, initial={"name": key.name})
    if form.is_valid():
        second_factor.rename_passkey(user=request.user, key_id=key_id, name=form.cleaned_data["name"])
        return redirect("accounts:security")
    return show(request, "accounts/security_passkey.html", {"key": key}, form)


@signed_in
@confirmed
def passkey_remove(request: MemberRequest, key_id: int) -> HttpResponse:
    """Remove a passkey, after one more question."""
    try:
        key = second_factor.passkey(user=request.user, key_id=key_id)
        if request.method == "POST":
            origin = adapter.origin_of(request)
            second_factor.remove_passkey(user=request.user, key_id=key_id, now=clock.now(), origin=origin)
            return _removed(request, _("The passkey is removed."))
    except second_factor.NoSuchKey:
        return redirect("accounts:security")
    return render(request, "accounts/security_remove.html", {"what": "passkey", "key": key})


@signed_in
@confirmed
def recovery_code(request: MemberRequest) -> HttpResponse:
    """A new recovery code, shown once; it can be printed."""
    if request.method == "POST":
        _make_recovery_code(request)
        return redirect("accounts:recovery_code")
    code = request.session.pop(SHOWN, "")
    since = second_factor.of(user=request.user).recovery_since
    return render(request, "accounts/security_recovery_code.html", {"code": code, "since": since})


def _make_recovery_code(request: MemberRequest) -> None:
    request.session[SHOWN] = second_factor.new_recovery_code(
        user=request.user, now=clock.now(), origin=adapter.origin_of(request)
    )

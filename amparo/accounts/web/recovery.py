"""The doors for people who forgot their user name or their password (PROF-2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amparo.accounts import adapter, recovery
from amparo.accounts.web import proofs, sign_in_forms
from amparo.kernel import clock, throttle
from amparo.kernel.gates import public
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show


@public
def forgot_username(request: HttpRequest) -> HttpResponse:
    """An e-mail address; a mail goes out if there is an account."""
    form = sign_in_forms.Address.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            recovery.ask_names(
                email=form.cleaned_data["email"], address=adapter.address_of(request), now=clock.now()
            )
            return redirect("accounts:forgot_username_sent")
    return show(request, "accounts/recover_username.html", {}, form)


@public
def forgot_username_sent(request: HttpRequest) -> HttpResponse:
    """The same answer whoever asked."""
    return render(request, "accounts/recover_username_sent.html")


@public
def forgot_password(request: HttpRequest) -> HttpResponse:
    """A user name; a code goes out if there is an account."""
    form = sign_in_forms.UserName.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            way = recovery.begin(
                name=form.cleaned_data["username"], address=adapter.address_of(request), now=clock.now()
            )
            way.keep(request.session)
            return redirect("accounts:forgot_password_step", step=way.step)
    return show(request, "accounts/recover_password.html", {}, form)


@public
def forgot_password_step(request: HttpRequest, step: str) -> HttpResponse:
    """The step that this browser has come to; any other address leads to it."""
    try:
        way = recovery.way(request.session, now=clock.now())
        if step != way.step:
            return redirect("accounts:forgot_password_step", step=way.step)
        return {recovery.CODE: _code, recovery.EXTRA: _extra, recovery.PASSWORD: _password}[step](
            request, way
        )
    except recovery.Expired:
        messages.info(request, _("That took too long. Start again with your user name."))
        return redirect("accounts:forgot_password")


def _code(request: HttpRequest, way: recovery.Way) -> HttpResponse:
    form = sign_in_forms.MailedCode.from_request(request)
    now, address = clock.now(), adapter.address_of(request)
    if form.is_valid():
        with refusals_to(form):
            next_way = recovery.take_code(way, typed=form.cleaned_data["code"], address=address, now=now)
            next_way.keep(request.session)
            return redirect("accounts:forgot_password_step", step=next_way.step)
    return show(request, "accounts/recover_code.html", {"step": 1}, form)


def _extra(request: HttpRequest, way: recovery.Way) -> HttpResponse:
    user = recovery.owner(way)
    ways = recovery.ways(user=user, now=clock.now())
    if not ways:
        return render(request, "accounts/recover_no_way.html")
    chosen = proofs.chosen(request, ways)
    form = proofs.form_for(request, chosen, user)
    if form.is_valid():
        with refusals_to(form):
            proofs.check(request, user=user, way=chosen, form=form)
            next_way = recovery.proved(way)
            next_way.keep(request.session)
            return redirect("accounts:forgot_password_step", step=next_way.step)
    return show(request, "accounts/recover_extra.html", proofs.page(ways, chosen), form)


def _password(request: HttpRequest, way: recovery.Way) -> HttpResponse:
    form = sign_in_forms.NewPassword.from_request(request)
    if form.is_valid():
        with refusals_to(form):
            recovery.set_password(
                way,
                password=form.cleaned_data["password"],
                now=clock.now(),
                origin=adapter.origin_of(request),
            )
            request.session.flush()
            messages.success(request, _("Your new password is set. Sign in with it."))
            return redirect("accounts:sign_in")
    return show(request, "accounts/recover_new_password.html", {}, form)


@public
def forgot_password_again(request: HttpRequest) -> HttpResponse:
    """Send another code."""
    try:
        way = recovery.way(request.session, now=clock.now())
    except recovery.Expired:
        return redirect("accounts:forgot_password")
    if request.method == "POST" and way.step == recovery.CODE:
        try:
            recovery.send_again(way, address=adapter.address_of(request), now=clock.now())
            messages.success(request, _("If we have an account for this, we sent another code."))
        except throttle.Throttled:
            messages.info(request, _("You have asked for several codes. Wait an hour, or call us."))
    return redirect("accounts:forgot_password_step", step=way.step)

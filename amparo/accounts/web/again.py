"""Lets nobody change how to sign in who has not just proved who they are (ASVS 7.5.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from amparo.accounts import adapter, devices, profile
from amparo.accounts.web import proofs, security_forms, where
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, signed_in
from amparo.ui.forms import Form, refusals_to
from amparo.ui.pages import show

GOOD_FOR = 10 * 60  # seconds


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Inside a gate: ask for password, app or passkey unless that was done in the last ten minutes."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        age = clock.now().timestamp() - int(request.session.get(adapter.CONFIRMED, 0))
        if age < GOOD_FOR:
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(
            f"{reverse('accounts:confirm')}?{urlencode({'next': request.get_full_path()})}"
        )

    return inside


@signed_in
def confirm(request: MemberRequest) -> HttpResponse:
    """Prove once more who you are, then go on to where you wanted."""
    after = where.own_page(request.POST.get("next") or request.GET.get("next")) or reverse(
        "accounts:security"
    )
    ways = ("password", *(way for way in proofs.factors_of(request.user) if way != "recovery"))
    way = proofs.chosen(request, ways)
    form = _form(request, way)
    if form.is_valid():
        with refusals_to(form):
            _prove(request, way, form)
            return redirect(after)
    return show(request, "accounts/security_confirm.html", {"next": after, **proofs.page(ways, way)}, form)


def _form(request: MemberRequest, way: str) -> Form:
    if way == "password":
        return security_forms.Confirm.from_request(request)
    return proofs.form_for(request, way, request.user)


def _prove(request: MemberRequest, way: str, form: Form) -> None:
    now, user = clock.now(), request.user
    if way == "password":
        profile.confirm_password(user=user, password=form.cleaned_data["current"], now=now)
    else:
        proofs.check(request, user=user, way=way, form=form)
    renew(request)
    request.session[adapter.CONFIRMED] = int(now.timestamp())


def renew(request: HttpRequest) -> None:
    """Give the session a new key, as after every proof and every change of rights."""
    old = devices.row_key(request.session)
    request.session.cycle_key()
    devices.moved(old=old, new=devices.row_key(request.session))

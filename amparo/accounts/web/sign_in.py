"""The doors of signing in and out: user name and password, passkey, second step."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render

from amparo.accounts import adapter, devices, limits, passkeys, recovery
from amparo.accounts import sign_in as verb
from amparo.accounts.web import ends, proofs, sign_in_forms, where
from amparo.kernel import clock, throttle
from amparo.kernel.gates import public
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password (PROF-2)."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = sign_in_forms.SignIn.from_request(request)
    after = where.own_page(request.POST.get("next") or request.GET.get("next"))
    if form.is_valid():
        with refusals_to(form):
            user = verb.check(
                name=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                address=adapter.address_of(request),
                device=request.COOKIES.get(adapter.device_cookie(), ""),
                origin=adapter.origin_of(request),
                now=clock.now(),
            )
            return adapter.proceed(request, user, methods=["password"], next=after)
    return show(request, "accounts/sign_in.html", {"next": after, "ended": ends.told(request)}, form)


@public
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step, after a right password."""
    stage = adapter.second_step(request)
    if stage is None:
        return redirect("accounts:sign_in")
    user = stage.login.user
    ways = proofs.factors_of(user)
    way = proofs.chosen(request, ways)
    form = proofs.form_for(request, way, user)
    if form.is_valid():
        with refusals_to(form):
            proofs.check(request, user=user, way=way, form=form)
            return adapter.passed(request, stage, method=proofs.METHOD[way])
    return show(request, "accounts/sign_in_second.html", proofs.page(ways, way), form)


@public
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey, as JSON; whose passkey depends on where the person stands."""
    if request.method != "POST":
        return JsonResponse({}, status=405)
    stage = adapter.second_step(request)
    user = request.user if request.user.is_authenticated else stage.login.user if stage else None
    if user is None and recovery.STATE in request.session:
        try:
            user = recovery.owner(recovery.way(request.session, now=clock.now()))
        except recovery.Expired:
            user = None
    return JsonResponse(passkeys.to_prove(user))


@public
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it is two factors already."""
    if request.method != "POST" or request.user.is_authenticated:
        return redirect("accounts:sign_in")
    form = sign_in_forms.Passkey(request.POST)
    after = where.own_page(request.POST.get("next"))
    password_form = sign_in_forms.SignIn()
    if form.is_valid():
        tokens = limits.passkey(address=adapter.address_of(request))
        with refusals_to(form):
            throttle.spend(tokens, now=clock.now())
            user = passkeys.proved(form.cleaned_data["credential"])
            if user.is_active:
                throttle.give_back(tokens, now=clock.now())
                return adapter.proceed(request, user, methods=["passkey"], next=after)
            raise passkeys.PasskeyFailed
    return show(
        request, "accounts/sign_in.html", {"next": after, "form": password_form, "passkey": form}, form
    )


@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and say so on the front page (SITE-1)."""
    if request.method != "POST":
        signed_in = request.user.is_authenticated
        return render(request, "accounts/sign_out.html") if signed_in else HttpResponseRedirect(where.front())
    if request.user.is_authenticated:
        here, origin = devices.row_key(request.session), adapter.origin_of(request)
        devices.sign_out(user=request.user, here=here, now=clock.now(), origin=origin)
        request.session.flush()
        request.session[ends.ENDED] = "out"
    response = HttpResponseRedirect(where.front())
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where a page goes by itself when its time is over: on to the front page, which says what happened."""
    if not request.user.is_authenticated and ends.ENDED not in request.session:
        request.session[ends.ENDED] = "idle"
    return HttpResponseRedirect(where.front())

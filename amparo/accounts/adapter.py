"""Where django-allauth meets us: its hooks become our stages, sessions, pages and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows import login as allauth_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url

from amparo.accounts import devices, idle, notices, second_factor
from amparo.accounts.models import User
from amparo.kernel import clock, origin
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.vault import seal
from amparo.plan import profile

PENDING = "pending_account"  # session: whose registration waits for its e-mail code
CONFIRMED = "confirmed_at"  # session: when the person last proved themselves; whole seconds
MUST_ENROL = "must_enrol"  # session: a second factor is required and missing
METHODS = "sign_in_methods"  # session: how the person proved themselves, in order
STRONG = frozenset({"totp", "passkey", "recovery"})  # what counts as a second factor


def sign_in(request: HttpRequest, user: User, *, methods: Sequence[str]) -> HttpResponse | None:
    """Sign in a person who has proved themselves. None when done; else the answer that leads on.

    `methods`: what they used so far, of password, totp, passkey, recovery, registration, invite.
    """
    answer = proceed(request, user, methods=methods)
    return None if request.user.is_authenticated else answer


def proceed(request: HttpRequest, user: User, *, methods: Sequence[str], next: str = "") -> HttpResponse:
    """Take a person through what still stands before a session, then to `next` (a page of ours) or home."""
    request.session[METHODS] = list(methods)
    login = Login(user=user, redirect_url=next or None)
    return cast(HttpResponse, allauth_login.perform_login(request, login))


def second_step(request: HttpRequest) -> LoginStage | None:
    """The second step that this browser stands at, or None; its `login.user` has shown a right password."""
    return LoginStageController.enter(request, SecondFactorStage.key)


def passed(request: HttpRequest, stage: LoginStage, *, method: str) -> HttpResponse:
    """The second step was right: on to the session."""
    request.session[METHODS] = [*request.session.get(METHODS, []), method]
    return cast(HttpResponse, stage.exit())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account hooks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return [f"{__name__}.PendingStage", f"{__name__}.SecondFactorStage"]

    def pre_login(self, request: HttpRequest, user: User, **_: Any) -> HttpResponse | None:
        if not user.is_active:
            return HttpResponseRedirect(reverse("accounts:sign_in"))
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """Start the session: a new key, the idle clock, the row in the list of devices."""
        now = clock.now()
        methods: list[str] = request.session.pop(METHODS, [])
        super().login(request, user)
        idle.begin(request.session, now=now)
        request.session[CONFIRMED] = int(now.timestamp())
        request.session["second_factor"] = bool(STRONG.intersection(methods))
        request.session[MUST_ENROL] = second_factor.due(user=user)
        request.session.save()
        _note(request, user, methods=methods, now=now)

    def post_login(
        self, request: HttpRequest, user: User, *, redirect_url: str | None, **_: Any
    ) -> HttpResponse:
        """To the page they wanted, in the language of their profile; it wins over the browser's (SITE-2)."""
        if request.session.get(MUST_ENROL):
            page = reverse("accounts:app")
        else:
            home = settings.STAFF_HOME_URL if user.is_staff else settings.LOGIN_REDIRECT_URL
            page = redirect_url or reverse(home)
        response = HttpResponseRedirect(translate_url(page, user.language))
        remember_language(response, user.language)
        return response

    def add_message(self, *_: Any, **__: Any) -> None:
        """Nothing: our pages say what happened in their own words."""

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Nothing: our notices go through accounts/notices.py."""


def _note(request: HttpRequest, user: User, *, methods: Iterable[str], now: Any) -> None:
    """Write down that somebody signed in, and tell the owner when the browser is a new one."""
    came_from, token = origin_of(request), request.COOKIES.get(device_cookie()) or devices.new_token()
    request.new_device_token = token  # type: ignore[attr-defined]
    with transaction.atomic():
        devices.begin(
            user=user,
            key=devices.row_key(request.session),
            address=came_from.address,
            browser=came_from.browser,
            methods=methods,
            now=now,
        )
        record(
            event="sign_in.ok",
            now=now,
            actor=user.pk,
            subject=user.pk,
            facts={"methods": ",".join(methods)},
            origin=came_from,
        )
        if devices.remember(user=user, token=token, browser=came_from.browser, now=now):
            notices.tell(user=user, about="new_device", now=now)


def address_of(request: HttpRequest) -> str:
    """The client's address; X-Forwarded-For counts only as far as the operator trusts proxies."""
    return origin.address(request.META, proxies=settings.CONFIG.trusted_proxies)


def origin_of(request: HttpRequest) -> Origin:
    """Where a request came from, as much as the audit keeps of it."""
    return origin.of(request.META, proxies=settings.CONFIG.trusted_proxies)


def device_cookie() -> str:
    """The name of the cookie by which a browser is known again."""
    return "__Host-device" if settings.CONFIG.secure else "device"


def remember_language(response: HttpResponse, language: str) -> None:
    """The browser asks for this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )


class Stage(LoginStage):  # type: ignore[misc]
    """A step between proving oneself and the session."""

    def abort(self) -> HttpResponse:
        from allauth.account.internal.stagekit import clear_login

        clear_login(self.request)
        return HttpResponseRedirect(reverse("accounts:sign_in"))


class PendingStage(Stage):
    """A pending account goes back to the e-mail code of its registration instead of getting a session."""

    key = "pending"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user.state != User.State.PENDING:
            return None, True
        self.request.session[PENDING] = str(self.login.user.pk)
        return HttpResponseRedirect(reverse("accounts:register_step", kwargs={"step": "code"})), False


class SecondFactorStage(Stage):
    """Whoever has a second factor shows it; a passkey already is one."""

    key = "second_factor"
    urlname = "accounts:second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        methods = self.request.session.get(METHODS, [])
        if STRONG.intersection(methods) or not second_factor.has(user=self.login.user):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second-factor hooks: what it stores is sealed, and passkeys belong to the configured host."""

    def encrypt(self, text: str) -> str:
        return seal.seal(text.encode(), key="mfa", about="allauth").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return seal.unseal(bytes.fromhex(encrypted_text), key="mfa", about="allauth").decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        from amparo import config

        return {"id": config.current().public_host, "name": profile.current().name}

    def get_totp_issuer(self) -> str:
        return profile.current().name

    def get_totp_label(self, user: User) -> str:
        return user.username

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Nothing: our notices go through accounts/notices.py."""

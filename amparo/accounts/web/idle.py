"""Watches every signed-in request: counts it as activity, ends a session whose time is over, says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from amparo.accounts import adapter, devices, idle
from amparo.accounts.hashing import Busy
from amparo.accounts.web import ends, where
from amparo.kernel import clock, sessions


class IdleMiddleware:
    """Sets request.session_seconds_left and .session_limit (None for a stranger) for ui/context.py."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen: Any = request
        seen.session_seconds_left = seen.session_limit = None
        if request.session.get(SESSION_KEY) and request.user.is_authenticated:
            ended = self._signed_in(request)
        else:
            ended = self._stranger(request)
        response = ended or self.answer(request)
        _remember_device(request, response)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

    def _signed_in(self, request: HttpRequest) -> HttpResponse | None:
        now = clock.now()
        if idle.BEGAN not in request.session:
            idle.begin(request.session, now=now)
        standing = idle.standing(request.session, now=now)
        if standing.ended:
            return self._end(request, standing.ended)
        if not _background(request) and idle.touch(request.session, now=now):
            devices.used(key=devices.row_key(request.session), now=now)
            standing = idle.standing(request.session, now=now)
        seen: Any = request
        seen.session_seconds_left, seen.session_limit = standing.seconds, standing.limit
        return None

    def _stranger(self, request: HttpRequest) -> HttpResponse | None:
        """A cookie whose session is gone may have been a signed-in one: then say why it ended."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not cookie or request.session.session_key:
            return None
        key, now = sessions.row_key(cookie), clock.now()
        reason = devices.why_ended(key=key, now=now)
        if not reason or reason == "out":
            return None
        devices.ended(key=key, reason=reason, now=now)
        return self._answer(request, reason)

    def _end(self, request: HttpRequest, reason: str) -> HttpResponse | None:
        devices.ended(key=devices.row_key(request.session), reason=reason, now=clock.now())
        request.session.flush()
        request.user = AnonymousUser()
        return self._answer(request, reason)

    def _answer(self, request: HttpRequest, reason: str) -> HttpResponse | None:
        """None lets a page go on for a stranger; a form that came too late is sent to sign in."""
        sent = request.method not in {"GET", "HEAD", "OPTIONS"}
        lost = sent and not (_background(request) or where.is_sign_out(request))
        request.session[ends.ENDED], request.session[ends.LOST] = reason, lost
        if _background(request):
            return JsonResponse({"seconds": 0}, status=401)
        if not lost:
            return None
        back = where.came_from(request)
        query = f"?{urlencode({'next': back})}" if back else ""
        return HttpResponseRedirect(reverse("accounts:sign_in") + query, status=303)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Who must have a second factor and has none sees only the pages that add one (DESK-1)."""
        here = request.resolver_match.url_name if request.resolver_match else ""
        if (
            not request.session.get("must_enrol")
            or here in where.WHILE_ENROLLING
            or not request.user.is_authenticated
        ):
            return None
        return HttpResponseRedirect(reverse("accounts:app"))

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Too many sign-ins at once: come back in some seconds (ASVS 15.2.2)."""
        if not isinstance(fault, Busy):
            return None
        response = render(request, "accounts/busy.html", status=503)
        response.headers["Retry-After"] = str(Busy.retry_after)
        return response


def _background(request: HttpRequest) -> bool:
    """A request that no person made: saving by itself, asking how long is left."""
    return bool(request.headers.get("X-Background")) or request.path_info.endswith("/session/status")


def _remember_device(request: HttpRequest, response: HttpResponse) -> None:
    token = getattr(request, "new_device_token", "")
    if token:
        response.set_cookie(
            adapter.device_cookie(),
            token,
            max_age=400 * 24 * 3600,
            secure=settings.CONFIG.secure,
            httponly=True,
            samesite="Lax",
        )

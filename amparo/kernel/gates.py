"""Who may come through a web door: every view wears exactly one gate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.cache import never_cache

View = TypeVar("View", bound=Callable[..., Any])


class MemberRequest(HttpRequest):
    """A request that has come through the member or staff gate; `user` is the account."""

    user: Any


def public(view: View) -> View:
    """Anyone may enter. Pages that show what a person typed are still never stored by a browser."""
    return cast(View, _gated("public", never_cache(view)))


def member(view: View) -> View:
    """Only a signed-in member; others are sent to sign in and come back to where they wanted to go."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        if not person.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if person.is_staff:
            return redirect(settings.STAFF_HOME_URL)
        return cast(HttpResponse, view(request, *args, **kwargs))

    return cast(View, _gated("member", never_cache(inside)))


def staff(duty: str) -> Callable[[View], View]:
    """Only the plan's people with this duty, signed in with two factors (DESK-1)."""

    def gate(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person: Any = request.user
            if not person.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if not person.is_staff or not request.session.get("second_factor"):
                if person.is_staff:
                    raise PermissionDenied
                return redirect(settings.LOGIN_REDIRECT_URL)
            if not person.may(duty):
                raise PermissionDenied
            return cast(HttpResponse, view(request, *args, **kwargs))

        gated = _gated("staff", never_cache(inside))
        gated.duty = duty  # type: ignore[attr-defined]
        return cast(View, gated)

    return gate


def signed_in(view: View) -> View:
    """Any signed-in person, member or staff, for pages such as time-out and signing out."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return cast(HttpResponse, view(request, *args, **kwargs))

    return cast(View, _gated("signed_in", never_cache(inside)))


def machine(view: View) -> View:
    """A program, not a person: health checks and the like. It gets no session and no personal data."""
    return cast(View, _gated("machine", view))


def _gated(name: str, view: Callable[..., Any]) -> Callable[..., Any]:
    view.gate = name  # type: ignore[attr-defined]
    return view

"""Tells a page how long its session still lasts, and makes it last longer (PROF-4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from amparo.accounts import devices, idle
from amparo.kernel import clock
from amparo.kernel.gates import public


@public
def status(request: HttpRequest) -> HttpResponse:
    """Seconds left and the limit, never a time of day; asking does not count as activity."""
    seen: Any = request
    return JsonResponse({"seconds": seen.session_seconds_left or 0, "limit": seen.session_limit or 0})


@public
def extend(request: HttpRequest) -> HttpResponse:
    """The person says that they are still there."""
    if request.method != "POST":
        return JsonResponse({"seconds": 0, "limit": 0}, status=405)
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0, "limit": 0}, status=401)
    now = clock.now()
    idle.touch(request.session, now=now, at_once=True)
    devices.used(key=devices.row_key(request.session), now=now)
    standing = idle.standing(request.session, now=now)
    return JsonResponse({"seconds": standing.seconds, "limit": standing.limit})

"""The pages for when something went wrong: calm, in the page's language, and standing without the database."""

from __future__ import annotations

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from amparo.ui import context

log = logging.getLogger("amparo.faults")
SPEAKABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0, 1, I, L, O, U: easy to say on the telephone
RETRY_SECONDS = 30


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came was no request of ours."""
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not come in here."""
    return _page(request, "forbidden", 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its mark: mostly a page that stood open too long. Says how to go on."""
    return _page(request, "forged", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it is not theirs; both sound the same."""
    return _page(request, "not_found", 404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: nothing is broken, but not now."""
    response = _page(request, "unavailable", 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer: a reference number, written once to the log."""
    fault = sys.exc_info()[1]
    reference = "".join(secrets.choice(SPEAKABLE) for _ in range(4))
    log.error("page broke", exc_info=fault is not None, extra={"reference": reference})
    if isinstance(fault, OperationalError | InterfaceError):
        response = _page(request, "unavailable", 503, reference=reference)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    else:
        response = _page(request, "broken", 500, reference=reference)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own line would hold path and message
    return response


def _page(request: HttpRequest, name: str, status: int, **facts: str) -> HttpResponse:
    """Render without session, user or messages: none of them may be there."""
    path = request.get_full_path()
    code = "es" if path == "/es" or path.startswith(("/es/", "/es?")) else "en"
    with translation.override(code):
        page = {**context.frame(path), "fault": name, "again": path, **facts}
        text = render_to_string(f"ui/faults/{name}.html", page)
    response = HttpResponse(text, status=status)
    response.headers["Content-Language"] = code
    response.headers["Cache-Control"] = "no-store"
    return response

"""Serves the plan's colours, its logo and the manifest of the page as an app."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static

from amparo.kernel.gates import machine
from amparo.plan import profile
from amparo.ui import brand

YEAR = "public, max-age=31536000, immutable"
HOUR = "public, max-age=3600"


@machine
def stylesheet(request: HttpRequest) -> HttpResponse:
    """/brand.css: the eight colours; kept for a year by whoever asks with the digest of today's."""
    text = brand.stylesheet(brand.readable_primary())
    return _kept(request, HttpResponse(text, content_type="text/css; charset=utf-8"), brand.url())


@machine
def logo(request: HttpRequest, when: str) -> HttpResponse:
    """The plan's own logo, by `day` or by `night`. It may hold no script and fetch nothing."""
    plan = profile.current()
    name = {"day": plan.logo, "night": plan.logo_dark}.get(when, "")
    found = brand.picture(name) if name else None
    if not found:
        raise Http404
    content, kind = found
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return _kept(request, response, getattr(brand.logo(), when))


@machine
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the page among its apps."""
    plan = profile.current()
    icon = {"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    page = {
        "name": plan.name, "short_name": plan.short_name, "start_url": "/", "display": "browser",
        "background_color": "#f5f7f6", "theme_color": brand.readable_primary(), "icons": [icon],
    }  # fmt: skip
    response = JsonResponse(page, content_type="application/manifest+json")
    response.headers["Cache-Control"] = HOUR
    return response


def _kept(request: HttpRequest, response: HttpResponse, address: str) -> HttpResponse:
    response.headers["Cache-Control"] = YEAR if request.get_full_path() == address else HOUR
    return response

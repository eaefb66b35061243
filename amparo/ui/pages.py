"""Shows a page with a form: the right status, the errors' title, the other language when it was asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.ui.forms import SWITCH


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    form: forms.BaseForm | None = None,
) -> HttpResponse:
    """Render a page. With a form: 422 when it has errors; `form` and `page_form` are in the context.

    The template gives its main form id="page-form" and method="post"; the language switch of the header then sends
    that form to the page's twin, and `Form.from_request` there keeps what was typed.
    """
    wrong = form is not None and form.is_bound and bool(form.errors)
    page = {**(context or {}), "page_wrong": wrong, "page_form": form is not None}
    if form is not None:
        page.setdefault("form", form)
    response = render(request, template, page, status=422 if wrong else 200)
    remember_switch(request, response)
    return response


def remember_switch(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the language chosen by a form page's switch in the cookie, and in the profile of whoever is signed in."""
    chosen = request.POST.get(SWITCH, "") if request.method == "POST" else ""
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        person: Any = request.user
        if person.is_authenticated:
            person.keep_language(chosen)

"""A site for the tests of the look: the product's own pages, one page with every part on it, and pages that break."""

from __future__ import annotations

from importlib import import_module

from django import forms as django_forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from amparo.kernel.gates import public
from amparo.kernel.refusals import Refusal
from amparo.ui import forms, pages

product = import_module("amparo.urls")  # by name: the look stands below the site map

WAYS = [
    ("number", forms.Option(_("Member number"), _("It is on the front of your ID card."))),
    ("phone", forms.Option(_("Telephone"))),
]


class AboutYou(forms.Form):
    """Every kind of field."""

    first_name = django_forms.CharField(
        label="Legal first name", error_messages={"required": "Enter your first name"}
    )
    last_name = django_forms.CharField(label="Legal last name", help_text="Both last names if you use two")
    birth = forms.MemorableDateField(label="Date of birth", help_text="For example: April 28, 1984")
    zip5 = forms.DigitsField(
        label="ZIP code", digits=5, error_messages={"digits": "Enter a ZIP code of five digits"}
    )
    ssn = forms.DigitsField(label="Social Security number", digits=9, secret=True, required=False)
    password = forms.SecretField(label="Password", autocomplete="new-password", required=False)
    code = forms.CodeField(label="Code from the e-mail", required=False, help_text="Eight digits")
    way = django_forms.ChoiceField(label="How to find you", choices=WAYS, widget=django_forms.RadioSelect)
    days = django_forms.MultipleChoiceField(
        label="Good days", choices=[("1", "Monday"), ("2", "Friday")], required=False,
        widget=django_forms.CheckboxSelectMultiple,
    )  # fmt: skip
    state = django_forms.ChoiceField(
        label="State", choices=[("TX", "Texas"), ("NM", "New Mexico")], required=False
    )
    note = django_forms.CharField(label="Anything else", required=False, widget=django_forms.Textarea)
    agree = django_forms.BooleanField(
        label="Tell me by text message too", help_text="To the number ending in 0188"
    )
    hidden = django_forms.CharField(widget=django_forms.HiddenInput, initial="kept", required=False)


GOOD = {
    "first_name": "Ana", "last_name": "García Rivera", "birth_month": "4", "birth_day": "28", "birth_year": "1984",
    "zip5": "78501", "ssn": "123-45-6789", "password": "four quiet words here", "code": "1234 5678", "way": "number",
    "days": ["2"], "state": "NM", "note": "Second floor\n<b>left</b>", "agree": "on", "hidden": "kept",
}  # fmt: skip


class Closed(Refusal):
    code = "throttled"
    field = "zip5"


@public
def about_you(request: HttpRequest) -> HttpResponse:
    form = AboutYou.from_request(request)
    if form.is_valid():
        with forms.refusals_to(form):
            if form.cleaned_data["zip5"] == "00000":
                raise Closed(until="4 p.m.")
            messages.success(request, "Sent.")
            return redirect("parts")
    steps = {"number": 2, "total": 5, "name": "About you"}
    return pages.show(request, "tests/about_you.html", {"steps": steps}, form)


@public
def parts(request: HttpRequest) -> HttpResponse:
    wrong = AboutYou(GOOD | {"birth_year": "84", "zip5": "7850"})
    return render(
        request, "tests/parts.html", {"form": AboutYou(initial={"first_name": "Ana"}), "wrong": wrong}
    )


@public
def desk_parts(request: HttpRequest) -> HttpResponse:
    return render(request, "tests/desk_parts.html")


@public
def breaks(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "badly": ZeroDivisionError("ana.garcia@mail.example 123-45-6789"),
        "database": OperationalError("no server at 10.0.0.7"),
        "rights": PermissionDenied(),
    }[how]


handler400, handler403 = product.handler400, product.handler403
handler404, handler500 = product.handler404, product.handler500
urlpatterns = [
    *i18n_patterns(
        path("parts/", parts, name="parts"),
        path("desk-parts/", desk_parts, name="desk_parts"),
        path("about-you/", about_you, name="about_you"),
        path("breaks/<slug:how>/", breaks, name="breaks"),
        prefix_default_language=False,
    ),
    *product.urlpatterns,
]

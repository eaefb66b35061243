"""The page behind a staff invitation: name, user name, password, then the second factor."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.accounts import adapter, passwords
from amparo.accounts import staff as verb
from amparo.kernel import clock
from amparo.kernel.gates import public
from amparo.ui.fields import plain
from amparo.ui.forms import Form, SecretField, refusals_to
from amparo.ui.pages import show


class Join(Form):
    """Who the person is and how they will sign in."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Members and colleagues see it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name")},
    )
    username = forms.CharField(
        label=_("User name"),
        help_text=_("6 to 30 letters and figures; dots and dashes may stand between them"),
        max_length=64,
        widget=plain("username"),
        error_messages={"required": _("Choose a user name")},
    )
    password = SecretField(
        label=_("Password"),
        max_length=passwords.LONGEST,
        autocomplete="new-password",
        error_messages={"required": _("Choose a password")},
    )


@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make a staff account by a one-time link; the second factor comes next."""
    form = Join.from_request(request)
    try:
        email, role = verb.look(token=token, now=clock.now())
    except verb.DeadInvite:
        return render(request, "accounts/staff_dead.html", status=404)
    if form.is_valid():
        with refusals_to(form):
            user = verb.join(
                token=token,
                **form.cleaned_data,
                language=get_language() or "en",
                now=clock.now(),
                origin=adapter.origin_of(request),
            )
            return adapter.sign_in(request, user, methods=["invite"]) or redirect("accounts:app")
    return show(request, "accounts/staff_join.html", {"email": email, "role": role}, form)

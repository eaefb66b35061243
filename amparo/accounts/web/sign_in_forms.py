"""Forms of signing in and of coming back after forgetting: their shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts import passwords
from amparo.ui.fields import plain
from amparo.ui.forms import CodeField, Form, SecretField


class SignIn(Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        widget=plain("username"),
        error_messages={"required": _("Type your user name")},
    )
    password = SecretField(
        label=_("Password"),
        max_length=passwords.LONGEST,
        autocomplete="current-password",
        error_messages={"required": _("Type your password")},
    )


class AppCode(Form):
    """The six digits of the app."""

    code = CodeField(
        digits=6,
        label=_("Code from your app"),
        help_text=_("Six digits. A new one comes every 30 seconds."),
        error_messages={
            "required": _("Type the six digits that your app shows"),
            "digits": _("Type the six digits that your app shows"),
        },
    )


class RecoveryCode(Form):
    """The code that was printed or written down."""

    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("Twenty letters and digits. Dashes do not matter."),
        max_length=40,
        widget=plain(),
        error_messages={"required": _("Type your recovery code")},
    )


class MailedCode(Form):
    """The eight digits that came by e-mail."""

    code = CodeField(
        digits=8,
        label=_("Code from the e-mail"),
        help_text=_("Eight digits"),
        error_messages={
            "required": _("Type the eight digits from the e-mail"),
            "digits": _("Type the eight digits from the e-mail"),
        },
    )


class Address(Form):
    """The e-mail address of an account."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you gave when you registered"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Type your e-mail address"),
            "invalid": _("Type an e-mail address like name@example.com"),
        },
    )


class UserName(Form):
    """The user name whose password is forgotten."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        widget=plain("username"),
        error_messages={"required": _("Type your user name")},
    )


class NewPassword(Form):
    """A password to come."""

    password = SecretField(
        label=_("New password"),
        max_length=passwords.LONGEST,
        autocomplete="new-password",
        error_messages={"required": _("Type a new password")},
    )


class Answers(Form):
    """Answers to the two questions that are asked; made with `for_questions`."""

    @classmethod
    def asking(cls, questions: dict[str, str]) -> type[Answers]:
        """A form class with one field a question: key of the question to its words."""
        fields = {
            key: SecretField(label=words, max_length=80, error_messages={"required": _("Type your answer")})
            for key, words in questions.items()
        }
        return type("Asked", (cls,), dict(fields))


class Passkey(Form):
    """What the browser made of a passkey, JSON."""

    credential = forms.JSONField(widget=forms.HiddenInput)

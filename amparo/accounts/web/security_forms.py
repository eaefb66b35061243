"""Forms of the pages where a person changes how they sign in and how they are reached: their shape only."""

from __future__ import annotations

from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from amparo.accounts import passwords, questions
from amparo.ui.fields import plain
from amparo.ui.forms import CodeField, Form, SecretField


class Confirm(Form):
    """The password of now."""

    current = SecretField(
        label=_("Your password"),
        max_length=passwords.LONGEST,
        autocomplete="current-password",
        error_messages={"required": _("Type your password")},
    )


class Password(Form):
    """The password of now and a new one."""

    current = SecretField(
        label=_("Password now"),
        max_length=passwords.LONGEST,
        autocomplete="current-password",
        error_messages={"required": _("Type the password that you use now")},
    )
    password = SecretField(
        label=_("New password"),
        max_length=passwords.LONGEST,
        autocomplete="new-password",
        error_messages={"required": _("Type a new password")},
    )


class AddApp(Form):
    """The first code that the app shows."""

    code = CodeField(
        digits=6,
        label=_("Code that the app shows"),
        help_text=_("Six digits"),
        error_messages={
            "required": _("Type the six digits that your app shows"),
            "digits": _("Type the six digits that your app shows"),
        },
    )


class AddPasskey(Form):
    """A name for the passkey, and what the browser made."""

    name = forms.CharField(
        label=_("Name for this passkey"),
        help_text=_("So that you know it again, like “My phone”"),
        max_length=60,
        widget=plain(),
        error_messages={"required": _("Give the passkey a name")},
    )
    credential = forms.JSONField(widget=forms.HiddenInput, required=False)


class NamePasskey(Form):
    """Another name for a passkey."""

    name = forms.CharField(
        label=_("Name for this passkey"),
        max_length=60,
        widget=plain(),
        error_messages={"required": _("Give the passkey a name")},
    )


class Email(Form):
    """A new e-mail address."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Type your new e-mail address"),
            "invalid": _("Type an e-mail address like name@example.com"),
        },
    )


class Phone(Form):
    """A telephone number, or nothing."""

    phone = forms.CharField(
        label=_("Mobile phone"),
        help_text=_("Leave it empty to remove the number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class Language(Form):
    """English or Spanish."""

    language = forms.ChoiceField(
        label=_("Language of pages and e-mails"),
        choices=[  # each in its own language, and said so to a screen reader
            ("en", mark_safe('<span lang="en">English</span>')),
            ("es", mark_safe('<span lang="es">Español</span>')),
        ],
        widget=forms.RadioSelect,
    )


class Notices(Form):
    """What the person wants to be told about."""

    tell_messages = forms.BooleanField(label=_("A new message waits for me"), required=False)
    tell_bills = forms.BooleanField(label=_("A bill is there, or is due soon"), required=False)
    tell_cards = forms.BooleanField(label=_("My ID card changes"), required=False)
    paperless = forms.BooleanField(label=_("Stop paper letters where the law allows it"), required=False)


class Questions(Form):
    """Three questions out of the list, with an answer each."""

    @classmethod
    def blank(cls) -> type[Questions]:
        """The form class with its three pairs of fields, in the reader's language."""
        fields: dict[str, forms.Field] = {}
        for n in (1, 2, 3):
            fields[f"question{n}"] = forms.ChoiceField(
                label=_("Question %(n)s") % {"n": n},
                choices=[("", _("Choose a question")), *questions.QUESTIONS.items()],
                error_messages={"required": _("Choose a question")},
            )
            fields[f"answer{n}"] = SecretField(
                label=_("Answer %(n)s") % {"n": n},
                max_length=80,
                error_messages={"required": _("Type an answer")},
            )
        return type("ThreeQuestions", (cls,), dict(fields))

    def answers(self) -> dict[str, str]:
        """Question to answer."""
        data = self.cleaned_data
        return {data[f"question{n}"]: data[f"answer{n}"] for n in (1, 2, 3)}

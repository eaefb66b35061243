"""Fields for numbers read from papers and screens: digits, codes and secrets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

DASHES_AND_SUCH = frozenset("-.()/ ")


@dataclass(frozen=True)
class Option:
    """The label of a choice tile with a second line: `choices=[("app", Option(_("An app"), _("Works without signal")))]`."""

    label: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.label)


def plain(autocomplete: str = "off", **attrs: str) -> forms.TextInput:
    """A line of text that is no prose."""
    return forms.TextInput(
        attrs={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false", **attrs}
    )


def only_digits(text: str) -> str:
    """The digits of a number as people write it: dashes, dots, spaces and brackets fall away, the rest stays."""
    found = []
    for sign in unicodedata.normalize("NFKC", text):
        if sign in DASHES_AND_SUCH or unicodedata.category(sign) in {"Pd", "Zs", "Cf", "Cc"}:
            continue
        found.append(str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign)
    return "".join(found)


class DigitsField(forms.CharField):
    """So many digits, typed with or without dashes and spaces. Cleans to a text of digits.

    `digits`: how many, or a pair (least, most). `secret`: hidden while typed, with a Show button, and not kept when
    the language is switched. Say what to type in `error_messages` under "required" and "digits".
    """

    default_error_messages = {
        "digits": ngettext_lazy("Enter %(most)d digit", "Enter %(most)d digits", "most"),
        "digits_between": _("Enter %(least)d to %(most)d digits"),
    }

    def __init__(self, *, digits: int | tuple[int, int], secret: bool = False, **kw: Any) -> None:
        self.least, self.most = digits if isinstance(digits, tuple) else (digits, digits)
        self.secret = secret
        wanted = {"inputmode": "numeric", "autocomplete": "off", "class": f"nums {_width(self.most)}"}
        kw.setdefault("widget", (forms.PasswordInput if secret else forms.TextInput)(attrs=wanted))
        super().__init__(**kw)

    def to_python(self, value: Any) -> str:
        return only_digits(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not (value.isascii() and value.isdigit() and self.least <= len(value) <= self.most):
            given = "digits" in self.error_messages and self.error_messages["digits"] is not self._usual
            key = "digits" if given or self.least == self.most else "digits_between"
            raise ValidationError(
                self.error_messages[key], code="digits", params={"least": self.least, "most": self.most}
            )

    @property
    def _usual(self) -> Any:
        return DigitsField.default_error_messages["digits"]


class CodeField(DigitsField):
    """A code that came by e-mail or stands in an app; the browser may offer it."""

    def __init__(self, *, digits: int | tuple[int, int] = 8, **kw: Any) -> None:
        super().__init__(digits=digits, **kw)
        self.widget.attrs["autocomplete"] = "one-time-code"
        self.widget.attrs["class"] = "nums w-code"


class SecretField(forms.CharField):
    """A password or an answer: hidden while typed, with a Show button where scripts run; never written back."""

    secret = True

    def __init__(self, *, autocomplete: str = "off", **kw: Any) -> None:
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        kw.setdefault("widget", forms.PasswordInput(attrs=attrs, render_value=False))
        kw.setdefault("strip", False)
        super().__init__(**kw)


def _width(digits: int) -> str:
    return "w-5" if digits <= 5 else "w-amount" if digits <= 12 else "w-long"

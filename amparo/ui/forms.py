"""The base of every form: what was typed survives the other language, and a refusal becomes an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django import forms
from django.http import HttpRequest

from amparo.kernel.refusals import Refusal
from amparo.ui.dates import MemorableDateField
from amparo.ui.fields import CodeField, DigitsField, Option, SecretField
from amparo.ui.sentences import sentence

__all__ = [
    "SWITCH",
    "CodeField",
    "DigitsField",
    "Form",
    "MemorableDateField",
    "Option",
    "SecretField",
    "refusals_to",
]

SWITCH = "_switch"  # the name of the button that asks for the other language; its value is that language


class Form(forms.Form):
    """A Django form without the browser's own bubbles, asked in one way: `form = MyForm.from_request(request)`."""

    use_required_attribute = False  # the page says what is wrong, in both languages and to every ear

    @classmethod
    def from_request(cls, request: HttpRequest, **kw: Any) -> Self:
        """Bound on POST. When the language was switched: not bound, holding what was typed but secrets, no errors."""
        if request.method != "POST":
            return cls(**kw)
        if SWITCH not in request.POST:
            return cls(request.POST, request.FILES, **kw)
        blank = cls(**kw)
        return cls(**{**kw, "initial": {**blank.initial, **_typed(blank, request)}})


def _typed(form: forms.Form, request: HttpRequest) -> dict[str, Any]:
    """What stands in the fields of a page that is sent only to be shown again."""
    found = {}
    for name, field in form.fields.items():
        secret = isinstance(field.widget, forms.PasswordInput | forms.FileInput) or getattr(
            field, "secret", False
        )
        if not secret and not field.disabled:
            found[name] = field.widget.value_from_datadict(request.POST, request.FILES, form.add_prefix(name))
    return found


@contextmanager
def refusals_to(form: forms.BaseForm) -> Iterator[None]:
    """Turn a Refusal raised inside into an error of its field, or of the whole form."""
    try:
        yield
    except Refusal as refusal:
        if getattr(refusal, "retry_after", 0):  # the answer to the whole request: 503, come back later
            raise
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, sentence(refusal))

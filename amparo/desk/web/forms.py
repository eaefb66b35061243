"""Forms of the desk: their shape only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from amparo.accounts import roles
from amparo.desk.callers import REASONS
from amparo.desk.verify import ANSWER, Question
from amparo.ui.fields import plain
from amparo.ui.forms import Form, Option, SecretField

BIRTH_DATES = ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%Y-%m-%d", "%m%d%Y"]


class Find(Form):
    """One line: whatever the caller gives; and why this person looks."""

    text = forms.CharField(
        label=_("Who is calling?"),
        help_text=_(
            "Name, birth date (04/28/1984), member number, end of a phone number, or a reference like R-7K2M-4QXT"
        ),
        max_length=120,
        widget=plain(),
        error_messages={"required": _("Type what the caller tells you")},
    )
    why = forms.ChoiceField(  # type: ignore[call-arg]
        label=_("Why do you look?"),
        help_text=_("It is written down with every record you open"),
        choices=list(REASONS.items()),
        required=False,
        template_name="desk/_asked.html",
    )

    def clean_why(self) -> str:
        return self.cleaned_data["why"] or "call"


class Script(Form):
    """What the caller says to each line of the script."""

    @classmethod
    def asking(cls, questions: list[Question], language: str) -> type[Script]:
        """A form class with one field a question, labelled in the caller's language."""
        return type("Asked", (cls,), {q.key: _said(q, language) for q in questions})

    def said(self) -> dict[str, str]:
        """What was typed; the birth date as YYYY-MM-DD."""
        return {key: _text(value) for key, value in self.cleaned_data.items() if value}


def _said(question: Question, language: str) -> forms.Field:
    """The question stands in the caller's language, whatever the agent's; answers of theirs are never written back."""
    words = question.words.es if language == "es" else question.words.en
    wanted: dict[str, Any] = {
        "label": format_html('<span lang="{}">{}</span>', language, words),
        "required": False,
        "max_length": 120,
        "template_name": "desk/_asked.html",
    }
    if question.key.startswith(ANSWER):
        return SecretField(
            help_text=_("Both security answers must be right; they count as one fact"), **wanted
        )
    if question.key == "birth":
        del wanted["max_length"]
        return forms.DateField(
            input_formats=BIRTH_DATES,
            help_text=_("Month, day and year, like 04/28/1984"),
            widget=plain(inputmode="numeric"),
            error_messages={"invalid": _("Type the date of birth like 04/28/1984")},
            **wanted,
        )
    return forms.CharField(widget=plain(), **wanted)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


class Issue(Form):
    """How the activation code reaches the member."""

    kind = forms.ChoiceField(
        label=_("How does the code reach the member?"),
        widget=forms.RadioSelect,
        choices=[
            ("phone", Option(_("I read it out now"), _("Good for 24 hours"))),
            ("post", Option(_("It goes out by post"), _("Good for 21 days"))),
        ],
        error_messages={"required": _("Choose one of these")},
    )


class Retry(Form):
    """Which given-up job to try again."""

    job = forms.IntegerField(min_value=1)


class Invite(Form):
    """Who is to join, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Type the address of your colleague"),
            "invalid": _("Type an e-mail address like name@example.com"),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(key, role.name) for key, role in roles.ROLES.items()],
        error_messages={"required": _("Choose a role")},
    )

"""Forms of the desk: their shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts import roles
from amparo.desk.verify import Question
from amparo.ui.fields import plain
from amparo.ui.forms import Form, Option


class Find(Form):
    """One line: whatever the caller gives."""

    text = forms.CharField(
        label=_("Who is calling?"),
        help_text=_(
            "Name, birth date (04/28/1984), member number, end of a phone number, or a reference like R-7K2M-4QXT"
        ),
        max_length=120,
        widget=plain(),
        error_messages={"required": _("Type what the caller tells you")},
    )


class Script(Form):
    """What the caller says to each line of the script."""

    @classmethod
    def asking(cls, questions: list[Question], language: str) -> type[Script]:
        """A form class with one field a question, labelled in the caller's language."""
        fields: dict[str, forms.Field] = {
            q.key: forms.CharField(
                label=q.words.es if language == "es" else q.words.en,
                required=False,
                max_length=120,
                widget=plain(),
            )
            for q in questions
        }
        return type("Asked", (cls,), fields)


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

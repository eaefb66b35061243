"""Forms of registration: their shape only."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.accounts import passwords
from amparo.coverage import lookup
from amparo.plan import profile
from amparo.ui.fields import plain
from amparo.ui.forms import CodeField, DigitsField, Form, MemorableDateField, Option, SecretField

SSN_FAULT = _("Check the number: nine digits, as on the Social Security card")


class Person(Form):
    """Who the person says they are (REG-2)."""

    first_name = forms.CharField(
        label=_("Legal first name"),
        help_text=_("Leave it empty if you have one name only"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "spellcheck": "false"}),
    )
    last_name = forms.CharField(
        label=_("Legal last name"),
        help_text=_("Both last names if you use two"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
        error_messages={"required": _("Type your last name")},
    )
    birth = MemorableDateField(
        label=_("Date of birth"),
        help_text=_("For example: April 28, 1984"),
        error_messages={"required": _("Enter the month, the day and the year of birth")},
    )
    zip5 = DigitsField(
        digits=(5, 9),
        label=_("ZIP code"),
        help_text=_("Where you get your mail"),
        error_messages={
            "required": _("Enter a ZIP code of five digits"),
            "digits": _("Enter a ZIP code of five digits"),
        },
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["zip5"].widget.attrs["autocomplete"] = "postal-code"
        self.fields["zip5"].widget.attrs["class"] = "nums w-5"
        self.fields["first_name"].unmarked = True  # type: ignore[attr-defined]  # "(optional)" would invite people to leave it out

    def clean_zip5(self) -> str:
        digits = str(self.cleaned_data["zip5"])
        if len(digits) not in {5, 9}:
            raise ValidationError(_("Enter a ZIP code of five digits"), code="digits")
        return digits[:5]  # ZIP+4 says the same


class Method(Form):
    """How the person will be verified (REG-3)."""

    method = forms.ChoiceField(
        label=_("What do you have at hand?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "ssn",
                Option(
                    _("My Social Security number"), _("We compare it with our records and do not keep it")
                ),
            ),
            (
                "number",
                Option(_("My member number"), _("It is on your ID card and on letters from the plan")),
            ),
            (
                "activation",
                Option(_("An activation code"), _("Member Services gave it to you, or it came by post")),
            ),
            ("none", Option(_("None of these"), _("We tell you how to go on"))),
        ],
        error_messages={"required": _("Choose one of these")},
    )


class Ssn(Form):
    """Nine digits; hidden while typed, never shown again (REG-5)."""

    ssn = DigitsField(
        digits=9,
        secret=True,
        label=_("Social Security number"),
        help_text=_("Nine digits. Dashes do not matter."),
        error_messages={"required": _("Type your Social Security number"), "digits": SSN_FAULT},
    )

    def clean_ssn(self) -> str:
        digits = str(self.cleaned_data["ssn"])
        if lookup.ssn_digit_fault(digits, accept_itin=profile.current().rules.accept_itin):
            raise ValidationError(SSN_FAULT, code="digits")
        return digits


class Number(Form):
    """The plan's member number."""

    number = forms.CharField(
        label=_("Member number"),
        max_length=40,
        widget=plain(),
        error_messages={"required": _("Type your member number")},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["number"].help_text = str(profile.current().member_number_where)

    def clean_number(self) -> str:
        number = lookup.normal_member_no(str(self.cleaned_data["number"]))
        if not re.search(r"[0-9A-Z]{3}", number):
            raise ValidationError(_("Type your member number"), code="required")
        return number


class Activation(Form):
    """The code that Member Services gave."""

    code = forms.CharField(
        label=_("Activation code"),
        help_text=_("Twelve letters and digits. Dashes and capitals do not matter."),
        max_length=40,
        widget=plain(),
        error_messages={"required": _("Type the activation code")},
    )


class Account(Form):
    """How the person will sign in and be reached (REG-7)."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("6 to 30 letters and figures; dots and dashes may stand between them"),
        max_length=64,
        widget=plain("username"),
        error_messages={"required": _("Choose a user name")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a code there now, and notices about your account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Type your e-mail address"),
            "invalid": _("Type an e-mail address like name@example.com"),
        },
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    password = SecretField(
        label=_("Password"),
        max_length=passwords.LONGEST,
        autocomplete="new-password",
        error_messages={"required": _("Choose a password")},
    )
    terms = forms.BooleanField(
        label=_(
            "I agree that the plan uses this information to keep my account and to write to me about it."
        ),
        error_messages={"required": _("Mark that you agree, or call us to go on without an account")},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        least = profile.current().rules.password_length
        length = ngettext("At least %(least)s character.", "At least %(least)s characters.", least)
        advice = gettext("Three or four words that you will remember make a good password.")
        self.fields["password"].help_text = f"{length % {'least': least}} {advice}"


class Code(Form):
    """The eight digits that came by e-mail (REG-8)."""

    code = CodeField(
        digits=8,
        label=_("Code from the e-mail"),
        help_text=_("Eight digits, like 1234-5678"),
        error_messages={
            "required": _("Type the eight digits from the e-mail"),
            "digits": _("Type the eight digits from the e-mail"),
        },
    )


class OtherAddress(Form):
    """Another address for the code."""

    email = Account.base_fields["email"]

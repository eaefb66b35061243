"""The words of every refusal, in both languages: a code and its facts become a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.kernel.refusals import Refusal
from amparo.ui import words

# Rooms add their own lines here: the refusal's code, and a sentence with %(fact)s. One block a room, in order of code.
SENTENCES: dict[str, str | Promise] = {
    # kernel
    "throttled": _("There have been too many tries. Wait until %(until)s, or call us."),
    # signing in, recovery, security
    "busy": _("Many people are signing in right now. Wait a few seconds and try again."),
    "sign_in_not_right": _(
        "The user name or the password is not right. After several tries you may need to wait."
    ),
    "passkey_failed": _("The passkey did not work. Try again, or use another way."),
    "second_factor_wrong": _(
        "That code is not right, or it was used already. Wait for the next one and try again."
    ),
    "code_wrong": _("That code is not right, or it is too old. You can have another one sent."),
    "no_such_passkey": _("That passkey is not there any more."),
    "no_such_device": _("That place was signed out already."),
    "recovery_expired": _("That took too long. Start again with your user name."),
    "password_wrong": _("This is not the password that you use now."),
    "password_too_short": _(
        "Use at least %(least)s characters. Three or four words that you will remember are good."
    ),
    "password_too_long": _("Use at most %(most)s characters."),
    "password_breached": _(
        "This password is on a list of stolen ones, so others would try it. Choose another: three or four words that "
        "you will remember are good."
    ),
    "password_about_you": _(
        "This password is mostly your name, user name or e-mail. Choose another: three or four words that you will "
        "remember are good."
    ),
    "password_guessable": _(
        "A program would guess this password soon. Choose another: three or four words that you will remember are good."
    ),
    "email_same": _("This is the address that you have now."),
    "email_full": _("Too many accounts use this address already. Use another one."),
    # the desk
    "staff_no_such_role": _("There is no such role. There are: %(roles)s."),
    "staff_invite_dead": _("This link was used already, or it is too old. Ask for a new one."),
    "staff_nobody": _("Nobody of the plan's people has this address."),
    "staff_already": _("This address has a staff account. End it first, then invite it with the new role."),
    "release_needs_another": _("This takes two people: one asks, and within a day another one does it."),
    "activation_not_for_them": _(
        "This person cannot register: under age, deceased, or covered too long ago."
    ),
    "activation_has_account": _(
        "This member has an account already. Help with the user name or the password."
    ),
    "verify_too_few": _(
        "Type what the caller says to at least %(needed)s questions, the date of birth among them."
    ),
    "account_not_so": _("The account is not in a state that needs this."),
    # registering
    "no_match": _(
        "We could not find you with these facts. Check them, or call us and we will look together."
    ),
    "registration_expired": _("This registration has ended. Start again."),
    "username_wrong": _(
        "Use %(least)s to %(most)s letters and figures, like ana.garcia; dots and dashes only between them."
    ),
    "username_is_number": _("A user name must not look like a Social Security number. Use letters too."),
    "username_taken": _("That user name is not available. These are free: %(offers)s"),
    "code_no_more_sends": _("The code was sent as often as it can be. Call us, or start again tomorrow."),
    "code_no_more_addresses": _(
        "The address was changed as often as it can be. Call us, or start again tomorrow."
    ),
    "answer_too_short": _("An answer needs at least three letters or figures."),
    "answer_too_easy": _("One answer is easy to guess or stands in its question. Choose another one."),
    "answer_is_name": _(
        "One of your answers is your user name or e-mail. Choose another user name, or go back and change the answer."
    ),
    "answers_alike": _("Choose three different questions and give three different answers."),
    "answers_wrong": _("At least one answer is not right. Try again, or call us."),
    "notice_link_dead": _("This link was used already, or it is too old."),
    "phone_wrong": _("Type a phone number with its area code, like (956) 555-0188."),
}


def sentence(refusal: Refusal) -> str:
    """What a person reads for this refusal. Moments among the facts are written as a clock at the plan's place."""
    facts = {name: _said(value) for name, value in refusal.facts.items()}
    return str(SENTENCES[refusal.code]) % facts


def _said(fact: Any) -> Any:
    if isinstance(fact, datetime):
        return words.moment(fact)
    return words.long_date(fact) if isinstance(fact, date) else fact

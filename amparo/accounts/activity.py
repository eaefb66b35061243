"""What happened on an account and with its person's data, in words that its owner reads (PROF-3)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts import links
from amparo.accounts.models import User
from amparo.coverage import read as enrolled
from amparo.kernel.audit import read

WORDS: dict[str, Promise] = {
    "registration.account_made": _("The account was made."),
    "registration.bound": _("The account was connected to your plan record."),
    "sign_in.ok": _("Signed in."),
    "sign_in.failed": _("Somebody typed a wrong password."),
    "sign_in.out": _("Signed out."),
    "sign_in.password_disabled": _("The password was disabled after many wrong tries."),
    "sign_in.device_ended": _("Signed out on another device."),
    "second_factor.failed": _("Somebody typed a wrong code at the second step."),
    "second_factor.app_added": _("An authenticator app was added."),
    "second_factor.app_removed": _("The authenticator app was removed."),
    "second_factor.passkey_added": _("A passkey was added."),
    "second_factor.passkey_removed": _("A passkey was removed."),
    "second_factor.recovery_code_made": _("A new recovery code was made."),
    "second_factor.recovery_code_used": _("The recovery code was used."),
    "recovery.names_mailed": _("Your user name was sent to your e-mail address."),
    "recovery.password_set": _("A new password was set after it was forgotten."),
    "profile.password_changed": _("The password was changed."),
    "profile.email_changed": _("The e-mail address was changed."),
    "profile.phone_changed": _("The telephone number was changed."),
    "profile.notices_changed": _("The choice of notices was changed."),
    "profile.questions_changed": _("The security questions were changed."),
    "account.frozen": _("Somebody said that this was not them. The account was stopped."),
    "desk.member_found": _("Your record came up in a search by Member Services."),
    "desk.member_viewed": _("Member Services looked at your record."),
    "desk.script_opened": _("Member Services opened your record to check who was calling."),
    "desk.verified": _("Member Services checked who was calling: it was you."),
    "desk.verify_failed": _(
        "Somebody called about you, and Member Services could not be sure that it was you."
    ),
    "desk.number_given": _("Member Services read out your member number."),
    "desk.code_issued": _("Member Services made an activation code for you."),
    "desk.code_sent_again": _("Member Services sent your e-mail code once more."),
    "desk.reset_sent": _("Member Services sent a code for a new password to your e-mail address."),
    "desk.unlocked": _("Member Services unlocked your account."),
    "desk.sessions_ended": _("Member Services signed you out everywhere."),
    "desk.release_asked": _("Member Services asked to give your account back to you."),
    "desk.close_asked": _("Member Services asked to close the account that was stopped."),
    "desk.released": _("Member Services gave your account back to you."),
    "desk.closed_stolen": _("Member Services closed an account that was not yours."),
    "staff.joined": _("The staff account was made."),
    "staff.ended": _("The staff account was ended."),
}
OTHER = _("Something else was noted about your account.")
MANY = 60  # lines a page


@dataclass(frozen=True)
class Line:
    """One thing that happened, for a page."""

    at: datetime
    what: str
    place: str
    by_you: bool


def record_of(*, user: User) -> list[uuid.UUID]:
    """The member this account is bound to, so that a look by the plan's people is told as well; may be empty."""
    member_id = links.active_member(user)
    return [enrolled.member_card(member_id).uuid] if member_id is not None else []


def lines(*, user: User, about: Sequence[uuid.UUID] = (), limit: int = MANY) -> list[Line]:
    """The newest things about this account and the members `about`, newest first, in the reader's words."""
    found: dict[tuple[datetime, str], Line] = {}  # what is noted for both, account and member, is told once
    for entry in read.about(subjects=[user.pk, *about], limit=limit):
        found.setdefault(
            (entry.at, entry.event),
            Line(
                entry.at,
                str(WORDS.get(entry.event, OTHER)),
                entry.origin.browser if entry.origin and entry.actor in {None, user.pk} else "",
                entry.actor == user.pk,
            ),
        )
    return list(found.values())

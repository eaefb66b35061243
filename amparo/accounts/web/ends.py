"""What a person is told when their session has ended."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.plan import profile

ENDED, LOST = "ended", "ended_lost"  # keys in a stranger's session: why, and whether something sent was lost


def told(request: HttpRequest) -> str:
    """What to say about the session that ended before this page, once; empty when nothing did."""
    reason = request.session.pop(ENDED, "")
    lost = request.session.pop(LOST, False)
    return sentence(reason, lost=lost) if reason else ""


def sentence(reason: str, *, lost: bool = False) -> str:
    """One or two sentences for a reason of accounts/devices.py. `lost`: what they just sent is not kept."""
    rules = profile.current().rules
    minutes = rules.idle_minutes
    if reason == "idle":
        text = ngettext(
            "We signed you out because nothing happened for %(minutes)s minute.",
            "We signed you out because nothing happened for %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}
    else:
        text = {
            "out": _("You signed out."),
            "cap": _("We signed you out, because a visit can last %(hours)s hours at most.")
            % {"hours": rules.session_hours},
            "elsewhere": _("You were signed out here from another device."),
            "password": _("You were signed out here because the password was changed."),
            "too_many": _("You were signed out here because you signed in on many other devices."),
        }.get(reason, _("You are signed out."))
    return f"{text} {_('What you sent last was not saved.')}" if lost else text

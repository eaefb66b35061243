"""The doors through which a verified caller is helped: number, activation code, account (DESK-3, REG-4)."""

from __future__ import annotations

import uuid as ids
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.accounts import activation, frozen, unlock
from amparo.coverage import read
from amparo.coverage.read import MemberView
from amparo.desk.web import forms
from amparo.desk.web.caller import member_of, note, show_once, verified_until
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, staff
from amparo.kernel.refusals import Refusal
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show
from amparo.ui.sentences import sentence


@dataclass(frozen=True)
class Act:
    """One thing the desk does for an account: the verb, the event it is noted as, what the page then says."""

    verb: Callable[..., None]
    event: str
    done: Promise


HELP: dict[str, Act] = {
    "free": Act(
        unlock.free_tries,
        "desk.unlocked",
        gettext_lazy(
            "The tries are free again. A block of the place they tried from ends by itself within an hour."
        ),
    ),
    "code": Act(
        unlock.send_code_again,
        "desk.code_sent_again",
        gettext_lazy("The code is on its way to the address the account was made with."),
    ),
    "reset": Act(
        unlock.send_reset_again,
        "desk.reset_sent",
        gettext_lazy("The code is on its way to the account's own mailbox."),
    ),
    "sessions": Act(
        unlock.end_sessions,
        "desk.sessions_ended",
        gettext_lazy("The account is signed out everywhere."),
    ),
    "freeze": Act(
        frozen.freeze,
        "account.frozen",
        gettext_lazy("The account is frozen and signed out everywhere."),
    ),
    "ask": Act(
        partial(frozen.ask, wish="release"),
        "desk.release_asked",
        gettext_lazy("Written down. Within a day a second person gives the account back."),
    ),
    "stolen": Act(
        partial(frozen.ask, wish="close"),
        "desk.close_asked",
        gettext_lazy("Written down. Within a day a second person closes the account."),
    ),
}
DECIDE: dict[str, Act] = {
    "release": Act(
        frozen.release,
        "desk.released",
        gettext_lazy(
            "The account is given back. Its owner sets a new password through “I forgot my password”."
        ),
    ),
    "close": Act(
        frozen.close,
        "desk.closed_stolen",
        gettext_lazy("The account is closed. The member may register now."),
    ),
}


def _helped(request: MemberRequest, uuid: ids.UUID) -> MemberView | None:
    """The member, when the request is a button's and the caller was verified."""
    found = member_of(uuid)
    if request.method == "POST" and verified_until(request, found):
        return found
    if request.method == "POST":
        messages.warning(request, _("Verify the caller first."))
    return None


@staff("give_number")
def number(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """Show the member number once, to be read out (REG-4)."""
    if found := _helped(request, uuid):
        note(request, "desk.number_given", found.uuid)
        show_once(request, found, number=True)
    return redirect("desk:member", uuid=uuid)


@staff("issue_code")
def issue(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """Make an activation code, shown once."""
    found = member_of(uuid)
    if not verified_until(request, found):
        messages.warning(request, _("Verify the caller first."))
        return redirect("desk:member", uuid=uuid)
    form = forms.Issue.from_request(request)
    if form.is_valid():
        kind, now = form.cleaned_data["kind"], clock.now()
        with refusals_to(form), transaction.atomic():
            code = activation.issue(member_id=found.id, kind=kind, by=request.user, now=now)
            note(request, "desk.code_issued", found.uuid, now=now, facts={"kind": kind})
            show_once(request, found, code=activation.shown(code), kind=kind)
            return redirect("desk:member", uuid=uuid)
    return show(request, "desk/issue.html", {"member": found}, form)


@staff("unlock")
def help_account(request: MemberRequest, uuid: ids.UUID, what: str) -> HttpResponse:
    """Free the tries, send a code again, sign out, freeze, ask a second person about a frozen account."""
    if what not in HELP:
        raise Http404
    if found := _helped(request, uuid):
        _do(request, HELP[what], found)
    return redirect("desk:member", uuid=uuid)


@staff("release_frozen")
def decide(request: MemberRequest, uuid: ids.UUID, what: str) -> HttpResponse:
    """Give a frozen account back, or close it, as the second of two people; the first has verified the caller."""
    if what not in DECIDE:
        raise Http404
    found = member_of(uuid)
    if request.method == "POST":
        _do(request, DECIDE[what], found)
    return redirect("desk:member", uuid=uuid)


def _do(request: MemberRequest, act: Act, member: MemberView) -> None:
    """Do it and write it down for the member too, both or neither."""
    now = clock.now()
    try:
        with transaction.atomic():
            act.verb(member_id=member.id, by=request.user, now=now)
            note(request, act.event, member.uuid, now=now)
    except Refusal as no:
        messages.warning(request, sentence(no))
    else:
        messages.success(request, str(act.done))


@staff("unlock")
def frozen_list(request: MemberRequest) -> HttpResponse:
    """The accounts that somebody disavowed and that wait for the desk, the longest first."""
    now = clock.now()
    waiting = frozen.waiting(now=now)
    people = {view.id: view for view in read.members_by_id([one.member_id for one in waiting])}
    rows: list[dict[str, Any]] = [{"member": people[one.member_id], "frozen": one} for one in waiting]
    with transaction.atomic():
        note(request, "desk.frozen_viewed", now=now)
        for row in rows:
            note(request, "desk.member_found", row["member"].uuid, now=now)
    return render(request, "desk/frozen.html", {"rows": rows})

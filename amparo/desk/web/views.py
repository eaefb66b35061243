"""The doors of the desk: find a caller, make sure who it is (DESK-1, DESK-3). Every look is written down."""

from __future__ import annotations

import uuid as ids
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts import unlock
from amparo.coverage import read
from amparo.coverage.read import MemberView
from amparo.desk import callers, verify
from amparo.desk.web import forms
from amparo.desk.web.caller import (
    WHY,
    member_of,
    note,
    shown_once,
    today,
    under_age,
    verified,
    verified_until,
)
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, staff
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show

DUTIES = ("verify_caller", "give_number", "issue_code", "unlock", "release_frozen")


@staff("find_caller")
def find(request: MemberRequest) -> HttpResponse:
    """One line in, people out. The line is sent as a form, so that no name stands in an address."""
    form = forms.Find.from_request(request, initial={"why": request.session.get(WHY, "call")})
    found = None
    if form.is_valid():
        request.session[WHY] = form.cleaned_data["why"]
        found = callers.find(text=form.cleaned_data["text"], today=today(), now=clock.now())
        _note_search(request, found)
    return show(request, "desk/find.html", {"found": found, "needed": verify.NEEDED}, form)


def _note_search(request: MemberRequest, found: callers.Found) -> None:
    """One line for the search, one for each member whom the list shows; never what was typed."""
    now = clock.now()
    facts = {"reference": found.attempt.reference} if found.attempt else {}
    with transaction.atomic():
        note(request, "desk.searched", now=now, facts={"found": str(len(found.members)), **facts})
        for row in found.members:
            note(request, "desk.member_found", row.uuid, now=now)


@staff("find_caller")
def member(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """The member's page: before the script is passed it shows nothing that a caller should have to know."""
    found = member_of(uuid)
    until = verified_until(request, found)
    note(request, "desk.member_viewed", found.uuid, facts={"verified": "yes" if until else "no"})
    page: dict[str, Any] = {
        "member": found,
        "verified": until,
        "may": {duty: request.user.may(duty) for duty in DUTIES},
        "under_age": under_age(found),
        "account": unlock.of_member(member_id=found.id, now=clock.now()),
        "once": shown_once(request, found),
        "me": request.user.pk,
    }
    if until:
        page |= _details(found)
    return show(request, "desk/member.html", page)


def _details(member: MemberView) -> dict[str, Any]:
    household = [one for one in read.household_of(member.id) if one.id != member.id and not one.restricted]
    return {
        "covers": read.cover_of(member.id, today()),
        "broker": read.broker_of(member.id),
        "household": [] if member.restricted else household,
    }


@staff("verify_caller")
def script(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """The script in the caller's language; what they said is compared, the record is not shown."""
    found = member_of(uuid)
    asked = request.GET.get("read", "")
    language = asked if asked in {"en", "es"} else found.language
    questions = verify.on_record(found, now=clock.now())
    form = forms.Script.asking(questions, language).from_request(request)
    verdict = None
    if found.died:
        return redirect("desk:member", uuid=uuid)
    if form.is_valid():
        with refusals_to(form):
            verdict = verify.judge(
                found, form.said(), staff=request.user.pk, questions=questions, now=clock.now()
            )
            if _judged(request, found, verdict):
                return redirect("desk:member", uuid=uuid)
    else:
        note(request, "desk.script_opened", found.uuid)
    page = {"member": found, "verdict": verdict, "needed": verify.needed(found), "read": language}
    opening = verify.OPENING.es if language == "es" else verify.OPENING.en
    return show(request, "desk/script.html", {**page, "opening": opening}, form)


def _judged(request: MemberRequest, member: MemberView, verdict: verify.Verdict) -> bool:
    """Write down which facts were right, never what they are; let a verified caller on."""
    facts = {"right": ",".join(sorted(verdict.right)), "wrong": ",".join(sorted(verdict.wrong))}
    note(request, "desk.verified" if verdict.enough else "desk.verify_failed", member.uuid, facts=facts)
    if verdict.enough:
        verified(request, member)
        messages.success(request, _("The caller is verified for 30 minutes."))
    return verdict.enough

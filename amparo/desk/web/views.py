"""The doors of the desk: find a caller, make sure who it is, help (DESK-1, DESK-3). Every look is written down."""

from __future__ import annotations

import uuid as ids
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts import activation, adapter, unlock
from amparo.coverage import lookup, read
from amparo.coverage.read import MemberView
from amparo.desk import callers, verify
from amparo.desk.web import forms
from amparo.kernel import clock
from amparo.kernel.audit.record import record
from amparo.kernel.gates import MemberRequest, staff
from amparo.kernel.refusals import Refusal
from amparo.plan import profile
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show
from amparo.ui.sentences import sentence

VERIFIED = "verified_callers"  # session: member uuid -> until when, whole seconds


def today() -> date:
    """The day at the plan's place."""
    return clock.now().astimezone(ZoneInfo(profile.current().rules.time_zone)).date()


def note(request: MemberRequest, event: str, member: MemberView, **facts: str) -> None:
    """Write down who looked at whose data, or did what with it."""
    record(
        event=event,
        now=clock.now(),
        actor=request.user.pk,
        subject=member.uuid,
        facts=facts,
        origin=adapter.origin_of(request),
    )


@staff("find_caller")
def find(request: MemberRequest) -> HttpResponse:
    """One line in, people out. The line is sent as a form, so that no name stands in an address."""
    form = forms.Find.from_request(request)
    found = None
    if form.is_valid():
        found = callers.find(text=form.cleaned_data["text"], today=today(), now=clock.now())
        record(
            event="desk.searched", now=clock.now(), actor=request.user.pk, origin=adapter.origin_of(request)
        )
    return show(request, "desk/find.html", {"found": found}, form)


def _member(uuid: ids.UUID) -> MemberView:
    found = read.member_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


def _verified(request: MemberRequest, member: MemberView) -> bool:
    until = request.session.get(VERIFIED, {}).get(str(member.uuid), 0)
    return int(until) > clock.now().timestamp()


@staff("find_caller")
def member(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """The member's page: before the script is passed it shows nothing that a caller should have to know."""
    found = _member(uuid)
    verified = _verified(request, found)
    note(request, "desk.member_viewed", found, verified="yes" if verified else "no")
    page: dict[str, Any] = {"member": found, "verified": verified, "may": _duties(request)}
    if verified:
        page |= {
            "covers": read.cover_of(found.id, today()),
            "broker": read.broker_of(found.id),
            "household": [m for m in read.household_of(found.id) if m.id != found.id and not m.restricted],
        }
    page["account"] = unlock.of_member(member_id=found.id, now=clock.now())
    page["code"] = request.session.pop("activation_code", None)
    page["number"] = request.session.pop("member_number", None) == str(found.uuid)
    return show(request, "desk/member.html", page)


def _duties(request: MemberRequest) -> dict[str, bool]:
    duties = ("verify_caller", "give_number", "issue_code", "unlock", "release_frozen")
    return {duty: request.user.may(duty) for duty in duties}


@staff("verify_caller")
def script(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """The script in the caller's language; what they said is compared, the record is not shown."""
    found = _member(uuid)
    questions = verify.on_record(found)
    form = forms.Script.asking(questions, found.language).from_request(request)
    verdict = None
    if form.is_valid():
        with refusals_to(form):
            verify.spend(staff=request.user.pk, member=found.uuid, now=clock.now())
            verdict = verify.judge(found, form.cleaned_data)
            note(request, "desk.verified" if verdict.enough else "desk.verify_failed", found)
            if verdict.enough:
                until = int((clock.now() + verify.LASTS).timestamp())
                request.session[VERIFIED] = {**request.session.get(VERIFIED, {}), str(found.uuid): until}
                messages.success(request, _("The caller is verified for 30 minutes."))
                return redirect("desk:member", uuid=uuid)
    else:
        note(request, "desk.script_opened", found)
    page = {"member": found, "verdict": verdict, "needed": verify.NEEDED}
    return show(request, "desk/script.html", page, form)


def _helped(request: MemberRequest, uuid: ids.UUID) -> MemberView | None:
    """The member, when the request is a button's and the caller was verified."""
    found = _member(uuid)
    if request.method == "POST" and _verified(request, found):
        return found
    messages.warning(request, _("Verify the caller first."))
    return None


@staff("give_number")
def number(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """Show the member number once, to be read out (REG-4)."""
    if found := _helped(request, uuid):
        note(request, "desk.number_given", found)
        request.session["member_number"] = str(found.uuid)
    return redirect("desk:member", uuid=uuid)


@staff("issue_code")
def issue(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """Make an activation code, shown once."""
    form = forms.Issue.from_request(request)
    if form.is_valid() and (found := _helped(request, uuid)):
        kind = form.cleaned_data["kind"]
        code = activation.issue(member_id=found.id, kind=kind, by=request.user, now=clock.now())
        note(request, "desk.code_issued", found, kind=kind)
        request.session["activation_code"] = activation.shown(code)
        return redirect("desk:member", uuid=uuid)
    if request.method == "POST" and form.is_valid():
        return redirect("desk:member", uuid=uuid)
    return show(request, "desk/issue.html", {"member": _member(uuid)}, form)


def _person_key(member: MemberView) -> str:
    key = lookup.match_key(member.name.last)
    return "|".join((key, member.birth_on.isoformat(), member.address.zip5))


@staff("unlock")
def help_account(request: MemberRequest, uuid: ids.UUID, what: str) -> HttpResponse:
    """Free the tries, send a code again, start a new password, ask for a frozen account's release."""
    verbs: dict[str, Any] = {
        "free": lambda m: unlock.free_tries(
            member_id=m.id, person=_person_key(m), by=request.user, now=clock.now()
        ),
        "code": lambda m: unlock.send_code_again(member_id=m.id, by=request.user, now=clock.now()),
        "reset": lambda m: unlock.send_reset(member_id=m.id, by=request.user, now=clock.now()),
        "ask": lambda m: unlock.ask_release(member_id=m.id, by=request.user, now=clock.now()),
        "stolen": lambda m: unlock.close_stolen(member_id=m.id, by=request.user, now=clock.now()),
    }
    if what not in verbs:
        raise Http404
    if found := _helped(request, uuid):
        _try(request, lambda: verbs[what](found), found, f"desk.help_{what}")
    return redirect("desk:member", uuid=uuid)


@staff("release_frozen")
def release(request: MemberRequest, uuid: ids.UUID) -> HttpResponse:
    """Give a frozen account back, as the second of two people."""
    found = _member(uuid)
    if request.method == "POST":
        _try(
            request,
            lambda: unlock.release(member_id=found.id, by=request.user, now=clock.now()),
            found,
            "desk.help_release",
        )
    return redirect("desk:member", uuid=uuid)


def _try(request: MemberRequest, verb: Any, member: MemberView, event: str) -> None:
    try:
        verb()
    except Refusal as no:
        messages.warning(request, sentence(no))
    else:
        note(request, event, member)
        messages.success(request, _("Done. It is written down."))

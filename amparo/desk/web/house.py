"""The desk's pages about the house itself: imports, jobs, staff, and what one has looked at."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amparo.accounts import staff as people
from amparo.coverage import import_log
from amparo.desk import trail
from amparo.desk.web import forms
from amparo.desk.web.caller import note
from amparo.kernel import clock, jobs
from amparo.kernel.gates import MemberRequest, staff
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show

MOST_FINDINGS = 500


@staff("see_imports")
def imports(request: MemberRequest) -> HttpResponse:
    """The enrolment files that came in (DESK-4)."""
    note(request, "desk.imports_viewed")
    return render(request, "desk/imports.html", {"files": import_log.recent()})


@staff("see_imports")
def import_file(request: MemberRequest, file_id: int) -> HttpResponse:
    """Every record of one file that was not taken, with its line and what to do."""
    file = import_log.file(file_id)
    if file is None:
        raise Http404
    note(request, "desk.import_viewed", facts={"file": str(file_id)})
    found = import_log.findings(file_id=file_id, limit=MOST_FINDINGS)
    page = {"file": file, "findings": found, "most": len(found) == MOST_FINDINGS and MOST_FINDINGS}
    return render(request, "desk/import_file.html", page)


@staff("see_jobs")
def all_jobs(request: MemberRequest) -> HttpResponse:
    """How the queue stands, and the jobs that were given up."""
    if request.method == "POST":
        form = forms.Retry(request.POST)
        with transaction.atomic():
            if form.is_valid() and jobs.retry(job_id=form.cleaned_data["job"], now=clock.now()):
                note(request, "desk.job_retried", facts={"job": str(form.cleaned_data["job"])})
                messages.success(request, _("It is tried again."))
        return redirect("desk:jobs")
    note(request, "desk.jobs_viewed")
    page = {"status": jobs.status(now=clock.now()), "given_up": jobs.given_up()}
    return render(request, "desk/jobs.html", page)


@staff("invite_staff")
def staff_list(request: MemberRequest) -> HttpResponse:
    """The plan's people, and a one-time link for a new one."""
    form = forms.Invite.from_request(request)
    link = ""
    if form.is_valid():
        with refusals_to(form):
            link = people.invite(**form.cleaned_data, by=request.user, now=clock.now())
            form = forms.Invite()
    note(request, "desk.staff_viewed")
    return show(request, "desk/staff.html", {"people": people.everybody(now=clock.now()), "link": link}, form)


@staff("see_own_trail")
def mine(request: MemberRequest) -> HttpResponse:
    """What this person has looked at and done, newest first."""
    note(request, "desk.trail_viewed")
    page = {"lines": trail.own(actor=request.user.pk), "finds": request.user.may("find_caller")}
    return render(request, "desk/mine.html", page)

"""The desk's pages about the house itself: imports, jobs, staff, and what one has looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amparo.accounts import staff as people
from amparo.coverage import import_log
from amparo.desk.web import forms
from amparo.kernel import clock, jobs
from amparo.kernel.audit import read as trail
from amparo.kernel.gates import MemberRequest, staff
from amparo.ui.forms import refusals_to
from amparo.ui.pages import show


@staff("see_imports")
def imports(request: MemberRequest) -> HttpResponse:
    """The enrolment files that came in (DESK-4)."""
    return render(request, "desk/imports.html", {"files": import_log.recent()})


@staff("see_imports")
def import_file(request: MemberRequest, file_id: int) -> HttpResponse:
    """Every record of one file that was not taken, with its line and what to do."""
    file = import_log.file(file_id)
    if file is None:
        raise Http404
    return render(
        request, "desk/import_file.html", {"file": file, "findings": import_log.findings(file_id=file_id)}
    )


@staff("see_jobs")
def all_jobs(request: MemberRequest) -> HttpResponse:
    """How the queue stands, and the jobs that were given up."""
    if request.method == "POST":
        if jobs.retry(job_id=int(request.POST.get("job", "0") or 0), now=clock.now()):
            messages.success(request, _("It is tried again."))
        return redirect("desk:jobs")
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
    return show(request, "desk/staff.html", {"people": people.everybody(now=clock.now()), "link": link}, form)


@staff("find_caller")
def mine(request: MemberRequest) -> HttpResponse:
    """What this person has looked at and done, newest first."""
    return render(request, "desk/mine.html", {"entries": trail.by(actor=request.user.pk, limit=100)})

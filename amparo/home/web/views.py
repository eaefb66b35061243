"""The front page for strangers, home for members, and the pages around them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.kernel.gates import MemberRequest, member, public


@public
def home(request: HttpRequest) -> HttpResponse:
    """`/`: the two doors for a stranger, home for a member."""
    return render(request, "home/front.html")


@member
def profile(request: MemberRequest) -> HttpResponse:
    """Names, address of record, contact, choices, family (PROF-1)."""
    return render(request, "home/profile.html")


@member
def coverage(request: MemberRequest) -> HttpResponse:
    """Who is covered by what, since when, until when, in plain words."""
    return render(request, "home/coverage.html")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """How to reach the plan, and answers about registering and signing in (SITE-3, REG-10)."""
    return render(request, "home/help.html")


@member
def more(request: MemberRequest) -> HttpResponse:
    """Everything that has no place in the phone's bar."""
    return render(request, "home/more.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site keeps about people, and who sees it."""
    return render(request, "home/privacy.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not yet, and whom to tell."""
    return render(request, "home/accessibility.html")

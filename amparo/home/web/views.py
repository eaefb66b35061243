"""The front page for strangers, home for members, and the pages around them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

from amparo.home import read, topics
from amparo.kernel import clock
from amparo.kernel.gates import MemberRequest, member, public
from amparo.ui import menu

ENDED, LOST = (
    "ended",
    "ended_lost",
)  # why a session ended: left by accounts/web/ends.py in a stranger's session


@public
def home(request: HttpRequest) -> HttpResponse:
    """`/`: the two doors for a stranger, home for a member; a GET of it goes by language to /es/ (SITE-2)."""
    if elsewhere := _in_their_language(request):
        return elsewhere
    person: Any = request.user
    if not person.is_authenticated:
        return _front(request)
    if person.is_staff:
        return _desk(request)
    page = read.home(user=person, now=clock.now())
    return render(request, "home/home.html" if page else "home/unbound.html", {"page": page})


def _desk(request: HttpRequest) -> HttpResponse:
    """The plan's people go on to the first place of the desk that their role opens."""
    places = menu.desk_places(request.path, request.user)
    if not places:
        raise PermissionDenied
    return redirect(places[0].url)


def _in_their_language(request: HttpRequest) -> HttpResponse | None:
    """A redirect to the Spanish twin: by the profile, else the cookie, else the browser."""
    if request.method != "GET" or request.path_info != "/":
        return None
    person: Any = request.user
    wanted = person.language if person.is_authenticated else translation.get_language_from_request(request)
    if not wanted.startswith("es"):
        return None
    response = HttpResponseRedirect(translate_url(request.get_full_path(), "es"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _front(request: HttpRequest) -> HttpResponse:
    ended, lost = request.session.pop(ENDED, ""), request.session.pop(LOST, False)
    spanish = (translation.get_language() or "en").startswith("es")
    page = {"ended": ended, "lost": lost, "spanish": spanish, "english": not spanish}
    response = render(request, "home/front.html", page)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@member
def profile(request: MemberRequest) -> HttpResponse:
    """Names, address of record, contact, choices, family (PROF-1)."""
    page = read.profile(user=request.user, now=clock.now())
    return render(request, "home/profile.html" if page else "home/unbound.html", {"page": page})


@member
def family_member(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A child's page for the parent who is the subscriber (PROF-5)."""
    person = read.family_member(user=request.user, uuid=uuid, now=clock.now())
    if person is None:
        raise Http404
    if person.me:
        return redirect("home:profile")
    return render(request, "home/family_member.html", {"person": person})


@member
def coverage(request: MemberRequest) -> HttpResponse:
    """Who is covered by what, since when, until when, in plain words."""
    people = read.coverage(user=request.user, now=clock.now())
    page = {
        "people": people,
        "broker": read.broker_of_reader(user=request.user),
        "group": read.group_of_reader(user=request.user),
    }
    return render(request, "home/coverage.html" if people else "home/unbound.html", page)


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """How to reach the plan, and answers about registering and signing in (SITE-3, REG-10)."""
    person: Any = request.user
    broker = read.broker_of_reader(user=person) if person.is_authenticated and not person.is_staff else None
    return render(request, "home/help.html", {"topics": topics.TOPICS, "broker": broker})


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

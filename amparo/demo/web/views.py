"""The demonstration's open pages: who is who, the mails sent, the staff's codes of this moment."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from amparo import config
from amparo.demo import codes as staff_codes
from amparo.demo import facts
from amparo.demo.mailbox import Mailbox, NoSuchMail
from amparo.demo.place import Place
from amparo.kernel import clock
from amparo.kernel.gates import public
from amparo.kernel.headers import POLICY

FRAMED = POLICY + "; frame-src 'self'"
LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def _mailbox() -> Mailbox:
    return Mailbox(Place(config.current().home_path).mails)


@public
def start(request: HttpRequest) -> HttpResponse:
    """The cast, with every fact to type."""
    return render(request, "demo/start.html", {"page": facts.page()})


@public
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent, newest first."""
    return render(request, "demo/mails.html", {"mails": _mailbox().newest()})


@public
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail, as plain text and as its reader would see it."""
    try:
        found = _mailbox().find(number)
    except NoSuchMail:
        raise Http404 from None
    response = render(request, "demo/mail.html", {"mail": found})
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@public
def mail_html(request: HttpRequest, number: int) -> HttpResponse:
    """The mail's HTML part alone, in a sandbox."""
    try:
        found = _mailbox().find(number)
    except NoSuchMail:
        raise Http404 from None
    response = HttpResponse(found.html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = LETTER
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@public
def codes(request: HttpRequest) -> HttpResponse:
    """The six digits that each of the staff's authenticator apps shows now."""
    return render(request, "demo/codes.html", {"codes": staff_codes.at(now=clock.now())})

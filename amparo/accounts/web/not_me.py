"""The page behind "this was not me": a look changes nothing, a button freezes the account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.accounts import notices
from amparo.kernel import clock
from amparo.kernel.gates import public


@public
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first: mail scanners follow links, and some even press buttons on a GET."""
    try:
        about = notices.look(token=token, now=clock.now())
        if request.method == "POST":
            notices.disavow(token=token, now=clock.now())
            return render(request, "accounts/not_me_done.html")
    except notices.DeadLink:
        return render(request, "accounts/not_me_dead.html", status=404)
    return render(request, "accounts/not_me.html", {"about": about})

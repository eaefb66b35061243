"""Changes the language of the pages, and of the profile when somebody is signed in (SITE-2)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.views.decorators.csrf import csrf_exempt

from amparo.accounts import adapter, profile
from amparo.accounts.web import where
from amparo.kernel.gates import public


@csrf_exempt  # so that reading a page in either language starts no session; cross-site posts never get here
@public
def change(request: HttpRequest) -> HttpResponse:
    """POST language=en|es and next=a page of ours; on to the same page in that language."""
    page = where.own_page(request.POST.get("next")) or where.came_from(request) or where.front()
    language = request.POST.get("language", "")
    if request.method != "POST" or language not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(page)
    response = HttpResponseRedirect(translate_url(page, language))
    adapter.remember_language(response, language)
    if request.user.is_authenticated:
        profile.set_language(user=request.user, language=language)
    return response

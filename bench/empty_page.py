"""The site map with one page more: the member's layout with nothing in it, as a measure of what a page costs at least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from amparo.kernel.gates import member
from amparo.urls import handler400, handler403, handler404, handler500
from amparo.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@member
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/base.html")


urlpatterns = [path("empty/", empty), *site]

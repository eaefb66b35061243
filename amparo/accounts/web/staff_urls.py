"""Addresses of staff joining."""

from django.urls import URLPattern, URLResolver, path

from amparo.accounts.web import staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/join/<str:token>/", staff.join, name="staff_join"),
]

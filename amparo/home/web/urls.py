"""Addresses of the pages that need several rooms: front page, home, profile, coverage, help, statements."""

from django.urls import path

from amparo.home.web import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
    path("profile/family/<uuid:uuid>/", views.family_member, name="family_member"),
    path("coverage/", views.coverage, name="coverage"),
    path("help/", views.help_page, name="help"),
    path("more/", views.more, name="more"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]

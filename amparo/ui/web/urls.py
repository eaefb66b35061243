"""Addresses of what the look itself serves: the plan's colours, its logo, the app's manifest."""

from django.urls import path

from amparo.ui.web import brand

urlpatterns = [
    path("brand.css", brand.stylesheet, name="brand"),
    path("logo/<slug:when>", brand.logo, name="logo"),
    path("manifest.webmanifest", brand.manifest, name="manifest"),
]

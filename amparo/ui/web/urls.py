"""Addresses of what belongs to no room: the plan's colours, logo and manifest, health and metrics."""

from django.urls import path

from amparo.ui.web import brand, health

urlpatterns = [
    path("brand.css", brand.stylesheet, name="brand"),
    path("logo/<slug:when>", brand.logo, name="logo"),
    path("manifest.webmanifest", brand.manifest, name="manifest"),
    path("health/", health.health, name="health"),
    path("metrics", health.metrics_text, name="metrics"),
]

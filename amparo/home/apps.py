"""Tells Django about this package."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "amparo.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

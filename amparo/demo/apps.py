"""Tells Django about this package."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "amparo.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

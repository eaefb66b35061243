"""Tells Django about this package."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "amparo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

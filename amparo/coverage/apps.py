"""Tells Django about this package."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "amparo.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"

"""Tells Django about this package."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "amparo.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

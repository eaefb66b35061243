"""Tells Django about this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amparo.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

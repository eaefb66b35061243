"""Tells Django about this package."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "amparo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room register its jobs."""
        from amparo.kernel import mailer  # noqa: F401

        autodiscover_modules("jobs")

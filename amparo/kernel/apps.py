"""Tells Django about this package."""

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "amparo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the kernel and every room register their jobs, and compare the keys before any command."""
        from amparo.kernel import forget, mailer, session_jobs  # noqa: F401
        from amparo.kernel.audit import jobs  # noqa: F401
        from amparo.kernel.vault import guard

        checks.register(guard.system_check)
        autodiscover_modules("jobs")

"""Tells Django about this package, and `amparo check` about plan.toml."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


class PlanConfig(AppConfig):
    name = "amparo.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(plan_file, "plan")


def plan_file(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """One message for each thing that is wrong in plan.toml."""
    from amparo import config
    from amparo.plan import check, profile

    path = config.current().plan_path
    if not path.exists():
        return [
            checks.Warning(
                f"There is no {path.name} yet, so pages show the sample plan.",
                hint="Run `amparo init`.",
                id="plan.W001",
            )
        ]
    text = path.read_text("utf-8")
    found: list[checks.CheckMessage] = [
        checks.Error(sentence, hint=f"Correct it in {path}.", id="plan.E001")
        for sentence in check.faults(text, path.parent)
    ]
    if not found:
        found += [checks.Warning(s, id="plan.W002") for s in check.doubts(profile.read(text))]
    return found

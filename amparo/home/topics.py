"""The help page's topics, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """One topic: its anchor, its title, and the template with its questions and answers."""

    key: str
    title: str | Promise

    @property
    def template(self) -> str:
        return f"home/help/_{self.key.replace('-', '_')}.html"


TOPICS = (
    Topic("registering", _("Registering")),
    Topic("signing-in", _("Signing in")),
    Topic("coverage", _("Your coverage and your family")),
    Topic("language", _("English and Spanish")),
    Topic("privacy", _("Privacy")),
)

"""The roles of the plan's people and the duties each includes: as little as the work needs (DESK-1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """A role: its name and what it may do."""

    name: Promise
    duties: frozenset[str]


EVERYBODY = frozenset({"see_own_trail"})
CALLERS = frozenset({"find_caller", "verify_caller", "give_number", "issue_code", "unlock"}) | EVERYBODY

ROLES: dict[str, Role] = {
    "member_services": Role(_("Member services"), CALLERS),
    "enrollment": Role(_("Enrollment"), EVERYBODY | {"find_caller", "see_imports"}),
    "supervisor": Role(_("Supervisor"), CALLERS | {"see_imports", "release_frozen"}),
    "administrator": Role(_("Administrator"), EVERYBODY | {"see_imports", "see_jobs", "invite_staff"}),
}
DUTIES = frozenset(duty for role in ROLES.values() for duty in role.duties)


def duties(role: str) -> frozenset[str]:
    """What a role may do; a role nobody knows may do nothing."""
    return ROLES[role].duties if role in ROLES else frozenset()

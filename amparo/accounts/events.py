"""What accounts tells other rooms."""

from __future__ import annotations

from dataclasses import dataclass

from amparo.kernel.events import Event


@dataclass(frozen=True)
class MemberRegistered(Event):
    """An account has been bound to a member."""

    account_id: str
    member_id: int

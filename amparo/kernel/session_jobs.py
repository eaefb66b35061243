"""The sessions' periodic job; KernelConfig.ready imports it."""

from __future__ import annotations

from datetime import datetime

from amparo.kernel.jobs import every
from amparo.kernel.sessions import SessionStore


@every("sessions.forget_expired", minutes=30)
def forget_expired(*, now: datetime) -> None:
    """Delete the sessions whose time is over."""
    SessionStore.clear_expired()

"""The audit trail's periodic job; KernelConfig.ready imports it."""

from __future__ import annotations

from datetime import datetime

from amparo.kernel.audit import anchors, chain
from amparo.kernel.jobs import every


@every("audit.chain", minutes=1)
def chain_entries(*, now: datetime) -> None:
    """Chain what waits, then keep the head outside the database."""
    chain.extend(now=now)
    anchors.keep(now=now)

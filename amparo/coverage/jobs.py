"""Coverage's work for later."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.coverage.x834 import apply
from amparo.kernel.jobs import every


@every("coverage.forget_parked", minutes=60)
def forget_parked(*, now: datetime) -> None:
    """Families whose subscriber did not come within 72 hours leave staging."""
    with transaction.atomic():
        apply.forget_parked(now=now)

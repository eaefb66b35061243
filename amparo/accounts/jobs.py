"""What accounts do in the background."""

from __future__ import annotations

import uuid
from datetime import datetime

from amparo.accounts import recovery
from amparo.kernel.jobs import job


@job("accounts.mail_names")
def mail_names(*, user: str, now: datetime) -> None:
    recovery.mail_names(user_id=uuid.UUID(user), now=now)


@job("accounts.send_reset_code")
def send_reset_code(*, user: str, now: datetime) -> None:
    recovery.send_code(user_id=uuid.UUID(user), now=now)

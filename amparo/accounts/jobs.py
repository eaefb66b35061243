"""What accounts do in the background."""

from __future__ import annotations

import uuid
from datetime import datetime

from amparo.accounts import recovery
from amparo.accounts.registration import after
from amparo.kernel.jobs import every, job


@job("accounts.mail_names")
def mail_names(*, user: str, now: datetime) -> None:
    recovery.mail_names(user_id=uuid.UUID(user), now=now)


@job("accounts.send_reset_code")
def send_reset_code(*, user: str, now: datetime) -> None:
    recovery.send_code(user_id=uuid.UUID(user), now=now)


@job("accounts.after_match")
def after_match(*, attempt_id: int, now: datetime) -> None:
    after.tell_holder(attempt_id=attempt_id, now=now)


@every("accounts.forget_attempts", minutes=10)
def forget_attempts(*, now: datetime) -> None:
    after.forget(now=now)

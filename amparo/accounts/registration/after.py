"""What follows a registration in the background: writing to who is registered already, and forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from amparo import config
from amparo.accounts import links
from amparo.accounts.models import ActivationCode, Disavowal, EmailCode, MemberLink, RegistrationAttempt, User
from amparo.ui import mail

CODES_LAST, ATTEMPTS_LAST = timedelta(hours=24), timedelta(days=30)


def tell_holder(*, attempt_id: int, now: datetime) -> None:
    """Write to the account that holds the member somebody tried to register; for every other outcome do nothing."""
    row = RegistrationAttempt.objects.filter(pk=attempt_id).first()
    holder = links.holder_of(row.member_id or 0) if row is not None and row.outcome == "taken" else None
    if holder is None:
        return
    with translation.override(holder.language):
        page = config.current().public_url.rstrip("/") + reverse("accounts:sign_in")
    with transaction.atomic():
        mail.post(
            "accounts/mail/already_registered",
            to=holder.email,
            language=holder.language,
            now=now,
            sign_in=page,
        )


def forget(*, now: datetime) -> None:
    """Drop facts when a journey's time is over, attempts after thirty days; pending accounts when their day is over."""
    RegistrationAttempt.objects.filter(expires_at__lt=now).exclude(sealed_facts=None).update(
        sealed_facts=None
    )
    RegistrationAttempt.objects.filter(created_at__lt=now - ATTEMPTS_LAST).delete()
    with transaction.atomic():
        stale = MemberLink.objects.filter(state=MemberLink.State.PENDING, expires_at__lt=now)
        User.objects.filter(pk__in=stale.values("user_id"), state=User.State.PENDING).delete()
        stale.delete()
    EmailCode.objects.filter(expires_at__lt=now - CODES_LAST).delete()
    ActivationCode.objects.filter(expires_at__lt=now - ATTEMPTS_LAST).delete()
    Disavowal.objects.filter(expires_at__lt=now).delete()

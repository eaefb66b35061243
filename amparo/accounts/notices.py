"""Notices about an account to its owner, with a link that says "this was not me" (accounts.md 3.2, 3.9)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from amparo import config
from amparo.accounts import links
from amparo.accounts.models import Disavowal, User
from amparo.kernel import secret_ids
from amparo.kernel.audit.record import record
from amparo.kernel.refusals import Refusal
from amparo.ui import mail

LASTS = timedelta(days=14)


class DeadLink(Refusal):
    """The link in a notice is too old, was used, or never was."""

    code = "notice_link_dead"


def tell(*, user: User, about: str, now: datetime, to: Sequence[str] = (), links_too: bool = True) -> None:
    """Write to the account's address, or to those given, that `about` happened; each mail has its own link.

    `about` names the letter accounts/mail/<about>. In the caller's transaction.
    """
    for address in to or [user.email]:
        link = _link(user=user, about=about, now=now) if links_too else ""
        mail.post(
            f"accounts/mail/{about}",
            to=address,
            language=user.language,
            now=now,
            link=link,
            at=now,
            user=user,
        )


def _link(*, user: User, about: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    Disavowal.objects.create(
        user=user,
        token_digest=secret_ids.digest("not_me", token),
        about=about[:24],
        created_at=now,
        expires_at=now + LASTS,
    )
    with translation.override(user.language):
        return config.current().public_url.rstrip("/") + reverse("accounts:not_me", args=[token])


def _open(token: str, now: datetime) -> Disavowal:
    digests = secret_ids.digests("not_me", token)
    row = Disavowal.objects.filter(token_digest__in=digests, used_at=None, expires_at__gt=now).first()
    if row is None:
        raise DeadLink
    return row


def look(*, token: str, now: datetime) -> str:
    """What the notice was about. Refuses with DeadLink; changes nothing, so that mail scanners do no harm."""
    return _open(token, now).about


def disavow(*, token: str, now: datetime) -> None:
    """Somebody says this was not them: freeze the account, end its sessions, leave a task for the desk."""
    from amparo.accounts import devices

    with transaction.atomic():
        row = _open(token, now)
        row.used_at = now
        row.save(update_fields=["used_at"])
        user = row.user
        user.state = User.State.FROZEN
        user.save(update_fields=["state"])
        links.freeze(user=user, now=now)
        devices.end_all(user=user, reason="not_me", now=now)
        record(event="account.frozen", now=now, subject=user.pk, facts={"about": row.about})

"""The plan's people: inviting them by a one-time link, their joining, and ending their access (DESK-1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from amparo import config
from amparo.accounts import devices, passwords, roles
from amparo.accounts.models import StaffInvite, User
from amparo.accounts.registration import usernames
from amparo.kernel import secret_ids
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.refusals import Refusal

LASTS = timedelta(days=3)


class NoSuchRole(Refusal):
    """A role that is not in the table."""

    code = "staff_no_such_role"


class AlreadyHere(Refusal):
    """This address has a staff account: one person, one account, or two-person rules mean nothing."""

    code = "staff_already"
    field = "email"


class DeadInvite(Refusal):
    """The link was used, is too old, or never was."""

    code = "staff_invite_dead"


class NoSuchPerson(Refusal):
    """Nobody of the plan's people has this address."""

    code = "staff_nobody"


@dataclass(frozen=True)
class Colleague:
    """One of the plan's people in a list."""

    name: str
    email: str
    role: object
    state: str  # active | invited | closed
    last_signed_in_at: datetime | None


def invite(*, email: str, role: str, by: User | None, now: datetime) -> str:
    """A one-time link, good for three days, with which this person makes their account.

    Refuses NoSuchRole, AlreadyHere. A colleague who changes roles is ended first, then invited anew.
    """
    if role not in roles.ROLES:
        raise NoSuchRole(roles=", ".join(sorted(roles.ROLES)))
    if _here(email).exists():
        raise AlreadyHere
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        StaffInvite.objects.filter(email__iexact=email, used_at=None).delete()
        StaffInvite.objects.create(
            token_digest=secret_ids.digest("staff_invite", token),
            email=email,
            role=role,
            invited_by=by,
            created_at=now,
            expires_at=now + LASTS,
        )
        record(
            event="staff.invited", now=now, actor=by.pk if by else None, facts={"role": role, "email": email}
        )
    return config.current().public_url.rstrip("/") + reverse("accounts:staff_join", args=[token])


def _here(email: str) -> QuerySet[User]:
    return User.objects.filter(is_staff=True, email__iexact=email).exclude(state=User.State.CLOSED)


def _open(token: str, now: datetime) -> StaffInvite:
    digests = secret_ids.digests("staff_invite", token)
    row = StaffInvite.objects.filter(token_digest__in=digests, used_at=None, expires_at__gt=now).first()
    if row is None:
        raise DeadInvite
    return row


def look(*, token: str, now: datetime) -> tuple[str, object]:
    """Address and role of an open invitation. Refuses DeadInvite."""
    row = _open(token, now)
    return row.email, roles.ROLES[row.role].name


def join(
    *,
    token: str,
    name: str,
    username: str,
    password: str,
    language: str,
    now: datetime,
    origin: Origin | None = None,
) -> User:
    """Make the account; its second factor is enrolled before anything else can be opened."""
    row = _open(token, now)
    first, _, last = name.partition(" ")
    kept = usernames.judge(username, first_name=first, last_name=last)
    passwords.validate(password, about=[kept, row.email, name])
    user = User(
        username=kept,
        email=row.email,
        email_proved_at=now,
        display_name=name,
        language=language,
        state=User.State.ACTIVE,
        is_staff=True,
        staff_role=row.role,
        password_changed_at=now,
        created_at=now,
    )
    user.set_password(passwords.normal(password))
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            if not StaffInvite.objects.filter(pk=row.pk, used_at=None).update(used_at=now, user=user):
                raise DeadInvite
            facts = {"role": row.role}
            record(event="staff.joined", now=now, actor=user.pk, subject=user.pk, facts=facts, origin=origin)
    except IntegrityError:
        raise usernames.UsernameTaken(offers=", ".join(usernames.offers(first, last))) from None
    return user


def everybody(*, now: datetime) -> list[Colleague]:
    """All of the plan's people and the open invitations, by name."""
    found = [
        Colleague(
            user.display_name or user.username,
            user.email,
            roles.ROLES[user.staff_role].name if user.staff_role in roles.ROLES else user.staff_role,
            "active" if user.state == User.State.ACTIVE else "closed",
            user.last_login,
        )
        for user in User.objects.filter(is_staff=True).order_by("display_name")
    ]
    for row in StaffInvite.objects.filter(used_at=None, expires_at__gt=now).order_by("email"):
        found.append(Colleague(row.email, row.email, roles.ROLES[row.role].name, "invited", None))
    return found


def end(*, email: str, by: User | None, now: datetime) -> int:
    """Close every staff account of this address, end its sessions and invitations; how many. Refuses NoSuchPerson."""
    who = by.pk if by else None
    with transaction.atomic():
        invited, _ = StaffInvite.objects.filter(email__iexact=email, used_at=None).delete()
        people = list(_here(email))
        if not people and not invited:
            raise NoSuchPerson
        if invited:
            record(event="staff.invite_withdrawn", now=now, actor=who)
        for user in people:
            user.state = User.State.CLOSED
            user.save(update_fields=["state"])
            devices.end_all(user=user, reason="closed", now=now)
            record(event="staff.ended", now=now, actor=who, subject=user.pk)
    return len(people)

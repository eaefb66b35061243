"""Chains the audit entries in order, so that none can be taken out or moved unnoticed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min

from amparo.kernel.audit import macs
from amparo.kernel.audit.models import Entry

AT_ONCE = 500  # entries in one short transaction
LATE = timedelta(minutes=15)  # an entry unchained for longer means that the job does not run

log = logging.getLogger("amparo.audit")

CHAIN_LOCK = 0x616D7061726F  # any number of our own: "amparo"


@dataclass(frozen=True)
class Head:
    """The chain's last link; position 0 before the first entry."""

    position: int = 0
    chain_mac: bytes = macs.START


@dataclass(frozen=True)
class Tail:
    """The entries that the chain does not hold yet: how many, and how long the oldest has waited."""

    count: int
    oldest: timedelta

    @property
    def late(self) -> bool:
        return self.oldest > LATE


def head() -> Head:
    """The last link there is."""
    chained = Entry.objects.exclude(position=None).order_by("-position")
    last = chained.values_list("position", "chain_mac").first()
    return Head(last[0], bytes(last[1])) if last and last[0] and last[1] else Head()


def tail(*, now: datetime) -> Tail:
    """What waits for the chain. Until it is chained, an entry could be deleted unnoticed (never changed)."""
    waiting = Entry.objects.filter(position=None).aggregate(count=Count("id"), oldest=Min("at"))
    return Tail(waiting["count"], now - waiting["oldest"] if waiting["oldest"] else timedelta())


def extend(*, now: datetime) -> int:
    """Chain everything that waits, in the order it was written; how many entries that were.

    An entry that does not bear our MAC is left out and reported: chaining it would vouch for it. Two
    workers at once do no harm: the position is unique, so the second one's transaction fails whole.
    """
    waited = tail(now=now)
    if waited.late:
        log.warning("audit entries waited %s minutes to be chained", int(waited.oldest.total_seconds() // 60))
    chained, after = 0, 0
    while True:
        with transaction.atomic():
            _alone()
            rows = list(Entry.objects.filter(position=None, id__gt=after).order_by("id")[:AT_ONCE])
            chained += _link([row for row in rows if _ours(row)])
        if len(rows) < AT_ONCE:
            return chained
        after = rows[-1].pk


def _alone() -> None:
    """One chainer at a time, until its transaction ends; SQLite's IMMEDIATE transactions are alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _link(rows: list[Entry]) -> int:
    last = head()
    for row in rows:
        position = last.position + 1
        link = macs.of_link(before=last.chain_mac, position=position, kid=row.kid, mac=bytes(row.mac))
        Entry.objects.filter(id=row.pk, position=None).update(position=position, chain_mac=link)
        last = Head(position, link)
    return len(rows)


def _ours(row: Entry) -> bool:
    if macs.holds(row):
        return True
    log.error("audit entry %s does not bear our MAC and was not chained; run `amparo audit verify`", row.pk)
    return False

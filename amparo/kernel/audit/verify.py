"""Reads the whole audit trail again and names every entry that was edited, deleted, put in or moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from amparo.kernel.audit import anchors, chain, macs, triggers
from amparo.kernel.audit.models import Entry
from amparo.kernel.audit.walk import Walk

MOST = 200  # faults that are named; after a renumbering every later entry would be one


@dataclass(frozen=True)
class Report:
    """What a reading found: how many entries, those not chained yet, and a sentence for each fault."""

    entries: int
    waiting: chain.Tail
    faults: Sequence[str]


def verify(*, now: datetime) -> Report:
    """Check every MAC and link, the anchors in rows and files, and that the database refuses changes."""
    known = anchors.all_known()
    walk, count = Walk(), 0
    for row in Entry.objects.exclude(position=None).order_by("position").iterator(chunk_size=2000):
        if len(walk.faults) <= MOST:
            walk.take(row)
        count += 1
    waiting = chain.tail(now=now)
    found = [
        *walk.faults,
        *_put_in(),
        *_twice(),
        *_lost(known),
        *(f"the database does not refuse changes any more: {name} is gone" for name in triggers.missing()),
    ]
    more = ["and more: only the first are named"] if len(found) > MOST else []
    return Report(count + waiting.count, waiting, found[:MOST] + more)


def _put_in() -> Iterator[str]:
    for row in Entry.objects.filter(position=None).order_by("id").iterator(chunk_size=2000):
        if not macs.holds(row):
            yield f"entry {row.pk} (not chained, {row.event}) was put in or edited: it does not bear our MAC"


def _twice() -> Iterator[str]:
    many = Entry.objects.values("nonce").annotate(many=Count("id"), last=Max("id")).filter(many__gt=1)
    for row in many.order_by("last"):
        yield f"entry {row['last']} was put in: it repeats another one"


def _lost(known: Sequence[anchors.Known]) -> Iterator[str]:
    end = chain.head().position
    for link in known:
        if link.position > end:
            yield f"{link.where} knows position {link.position}, the chain ends at {end}: its end was deleted"
        elif not anchors.stands(link):
            yield f"{link.where} and the chain disagree at position {link.position}"

"""Durable limits on how often something may be tried; a try is spent on its own, before the door's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from amparo.kernel import secret_ids
from amparo.kernel.patience import patiently
from amparo.kernel.refusals import Refusal
from amparo.kernel.throttle_rows import Bucket

MOST_MOMENTS = 60  # a bucket that lets more tries through keeps them in so many steps of its period


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `action` by one `subject` in any `per`; an empty subject is ignored."""

    action: str
    subject: str
    most: int
    per: timedelta


class Throttled(Refusal):
    """Too many tries; `until` is when the next one is allowed."""

    code = "throttled"

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)
        self.until = until


@dataclass(frozen=True)
class _Place:
    """Where a limit's bucket is: its order is the order in which rows are locked, the same for everybody."""

    digest: bytes
    period: int


Wanted = dict[_Place, Limit]


def spend(limits: Sequence[Limit], *, now: datetime) -> None:
    """Take one try from every limit, or none and raise Throttled.

    Commits by itself, so that what the request does later, rolled back or not, gives no try back; inside a
    transaction that could undo it, it raises RuntimeError.
    """
    wanted = _wanted(limits)
    if not wanted:
        return
    until = patiently(lambda: _spend(wanted, now))
    if until is not None:
        raise Throttled(until=until)


def give_back(limits: Sequence[Limit], *, now: datetime) -> None:
    """Return the newest try of every limit: what was tried turned out right."""
    wanted = _wanted(limits)
    if wanted:
        patiently(lambda: _give_back(wanted))


def clear(*, action: str, subject: str) -> None:
    """Forget every try of this action by this subject (the desk's unlock)."""
    Bucket.objects.filter(key_digest=_digest(action, subject), action=action).delete()


def forget(*, now: datetime) -> int:
    """Delete the buckets that nothing is left in; how many."""
    return Bucket.objects.filter(until__lt=now).delete()[0]


def _digest(action: str, subject: str) -> bytes:
    return secret_ids.digest(f"throttle|{action}", subject)


def _wanted(limits: Sequence[Limit]) -> Wanted:
    """The limits by the place of their bucket, in locking order; of two in one place the narrower counts."""
    wanted: Wanted = {}
    for limit in limits:
        if limit.subject:
            place = _Place(_digest(limit.action, limit.subject), int(limit.per.total_seconds()))
            if place not in wanted or limit.most < wanted[place].most:
                wanted[place] = limit
    return dict(sorted(wanted.items(), key=lambda item: (item[0].digest, item[0].period)))


def _spend(wanted: Wanted, now: datetime) -> datetime | None:
    moment, until = now.timestamp(), 0.0
    with transaction.atomic(durable=True):
        rows = _all_locked(wanted)
        for place, limit in wanted.items():
            row = rows[place]
            row.tries = [[at, n] for at, n in row.tries if at > moment - place.period]
            until = max(until, _free_again(row.tries, limit.most, place.period))
        if until:
            return datetime.fromtimestamp(until, tz=UTC)
        for place, limit in wanted.items():
            _add(rows[place], _step(moment, place.period, limit.most))
        Bucket.objects.bulk_update(rows.values(), ["tries", "until"])
    return None


def _give_back(wanted: Wanted) -> None:
    with transaction.atomic():
        rows = _locked(wanted)
        for row in rows.values():
            if row.tries:
                row.tries[-1][1] -= 1
                row.tries = [[at, n] for at, n in row.tries if n > 0]
        Bucket.objects.bulk_update(rows.values(), ["tries"])


def _all_locked(wanted: Wanted) -> dict[_Place, Bucket]:
    """Every bucket, made where it is absent; again when `clear` or `forget` took one in between."""
    while True:
        Bucket.objects.bulk_create(
            [Bucket(key_digest=at.digest, period=at.period, action=wanted[at].action) for at in wanted],
            ignore_conflicts=True,
        )
        if len(rows := _locked(wanted)) == len(wanted):
            return rows


def _locked(wanted: Wanted) -> dict[_Place, Bucket]:
    rows = Bucket.objects.filter(key_digest__in=[place.digest for place in wanted])
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()  # SQLite: the transaction holds the one lock already
    found = {_Place(bytes(row.key_digest), row.period): row for row in rows.order_by("key_digest", "period")}
    return {place: row for place, row in found.items() if place in wanted}


def _free_again(tries: list[list[float]], most: int, period: int) -> float:
    """When one more try is allowed, in seconds since the epoch; 0 when it is allowed now."""
    left = sum(n for _, n in tries)
    for at, n in tries if left >= most else []:
        left -= n
        if left < most:
            return at + period
    return 0.0


def _step(moment: float, period: int, most: int) -> float:
    """The moment as it is kept: exact in a small bucket, the end of its step in a large one.

    Rounded up, a try stays a little longer than `per`, so no window ever holds more than `most`, and the row of
    a limit for everybody stays small.
    """
    if most <= MOST_MOMENTS:
        return moment
    step = period / MOST_MOMENTS
    return (moment // step + 1) * step


def _add(row: Bucket, at: float) -> None:
    if row.tries and row.tries[-1][0] == at:
        row.tries[-1][1] += 1
    else:
        row.tries = sorted([*row.tries, [at, 1]])
    row.until = datetime.fromtimestamp(row.tries[-1][0] + row.period, tz=UTC)

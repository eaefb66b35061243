"""Applies a staged file in chunks of whole families, each chunk in one transaction, from where it stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from amparo.coverage.models import ImportFile, StagedFamily, StagedMember
from amparo.coverage.x834 import stage
from amparo.coverage.x834.merge import Outcome, merge
from amparo.coverage.x834.record import Note, from_json
from amparo.coverage.x834.shelf import Shelf

FAMILIES = 100
PARKED_FOR = timedelta(hours=72)


def chunk(*, file_id: int, now: datetime, families: int = FAMILIES) -> bool:
    """Apply the next families of a staged file in the caller's transaction; False when none are left.

    The file's row is locked, so that two who go on with one file take turns. A family that the database
    refuses is held alone; the others of its chunk are applied.
    """
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.APPLYING:
        return False
    waiting = StagedFamily.objects.filter(
        file=file, state=StagedFamily.State.WAITING, position__gt=file.cursor
    ).order_by("position")
    batch = list(waiting[:families])
    if not batch:
        _finish(file, now)
        return False
    try:
        with transaction.atomic():
            outcomes = _apply(file, batch, now)
    except (DataError, IntegrityError):
        outcomes = [_alone(file, family, now) for family in batch]
    for outcome in outcomes:
        _count(file, outcome)
    parked = [family for family, outcome in zip(batch, outcomes, strict=True) if outcome.parked]
    for family in parked:
        family.state, family.until_at = StagedFamily.State.PARKED, now + PARKED_FOR
    StagedFamily.objects.bulk_update(parked, ["state", "until_at"])
    _unstage([family.pk for family in batch if family not in parked])
    file.cursor = batch[-1].position
    file.save()
    return True


def _apply(file: ImportFile, batch: list[StagedFamily], now: datetime) -> list[Outcome]:
    shelf = Shelf(file, batch, now)
    outcomes = [merge(shelf, family) for family in batch]
    shelf.write()
    _unstage([family for outcome in outcomes for family in outcome.settled])
    return outcomes


def _unstage(families: list[int]) -> None:
    StagedMember.objects.filter(family__in=families).delete()
    StagedFamily.objects.filter(id__in=families).delete()


def _alone(file: ImportFile, family: StagedFamily, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return _apply(file, [family], now)[0]
    except (DataError, IntegrityError):
        rows = list(StagedMember.objects.filter(family=family))
        for row in rows:
            record = from_json(row.record)
            note = Note("not_stored", record.line, record.number)
            stage.finding(file, note, record.own_no or record.subscriber_no).save()
        return Outcome(held=len(rows))


def _count(file: ImportFile, outcome: Outcome) -> None:
    file.accepted += outcome.accepted
    file.changed += outcome.changed
    file.held += outcome.held
    for earlier, members in outcome.came_in.items():
        ImportFile.objects.filter(id=earlier).update(
            accepted=F("accepted") + members, changed=F("changed") + members, held=F("held") - members
        )


def _finish(file: ImportFile, now: datetime) -> None:
    """Taken, or held when not one of its members was taken or waits for a subscriber."""
    waits = file.families.filter(state=StagedFamily.State.PARKED).exists()
    everything = file.accepted == 0 and file.held > 0 and not waits
    file.state = ImportFile.State.HELD if everything else ImportFile.State.TAKEN
    if everything:
        file.interchanges.all().delete()
    file.finished_at = now
    stage.forget(file)
    file.save()


def forget_parked(*, now: datetime) -> int:
    """Let go of families whose subscriber did not come in time; how many. Their findings stay."""
    late = StagedFamily.objects.filter(state=StagedFamily.State.PARKED, until_at__lt=now)
    ids = list(late.values_list("id", flat=True))
    _unstage(ids)
    return len(ids)

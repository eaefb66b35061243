"""A member's spans of cover as stretches to work on, and back into rows."""

from __future__ import annotations

from amparo.coverage.models import Member, Span
from amparo.coverage.x834 import spans
from amparo.coverage.x834.record import Enrolment, as_date
from amparo.coverage.x834.rules import RULES, Severity
from amparo.coverage.x834.shelf import Shelf
from amparo.coverage.x834.spans import Stretch


def of(shelf: Shelf, member: Member | None) -> list[Stretch]:
    """Copies to work on; nothing is changed until `store`."""
    if member is None:
        return []
    return [
        Stretch(s.kind, s.product_code, s.starts_on, s.ends_on, s.void, s.plan_text, s.tier, at=n)
        for n, s in enumerate(shelf.spans[member.uuid])
    ]


def change(shelf: Shelf, stretches: list[Stretch], record: Enrolment, *, new: bool) -> str:
    """Let every cover of the record work on the stretches; returns the rule that holds it, if any."""
    cancelled = record.maintenance == "024"
    for cover in record.covers:
        code = spans.apply(
            stretches,
            cover,
            cancelled=cancelled,
            member_ends=record.ends,
            changes_only=record.maintenance == "001" or cover.action == "001",
        )
        if code and RULES[code].severity == Severity.WARNING:
            shelf.say(record, code, cover.line, cover.number)
        elif code:
            return code
    if cancelled and (ends := as_date(record.ends)):
        spans.end_all(stretches, ends)
    return ""


def store(shelf: Shelf, member: Member, stretches: list[Stretch], record: Enrolment) -> bool:
    """Put changed and new stretches on the shelf, sum them up on the member; True when any changed."""
    rows = shelf.spans[member.uuid]
    changed = False
    for stretch in stretches:
        span = rows[stretch.at] if stretch.at is not None else Span(member=member)
        told = {
            "kind": stretch.kind,
            "product_code": stretch.product,
            "starts_on": stretch.starts,
            "ends_on": stretch.ends,
            "void": stretch.void,
            "plan_text": stretch.text,
            "tier": stretch.tier,
        }
        if stretch.at is not None and all(getattr(span, name) == value for name, value in told.items()):
            continue
        changed = True
        for name, value in told.items():
            setattr(span, name, value)
        span.source = shelf.file
        span.source_line = stretch.line or record.line
        span.source_segment = stretch.number or record.number
        if stretch.at is None:
            rows.append(span)
            shelf.new_spans.append(span)
        elif span.pk:
            shelf.changed_spans[span.pk] = span
    live = [s for s in stretches if not s.void]
    ends = [s.ends for s in live]
    member.cover_from = min((s.starts for s in live), default=None)
    member.cover_to = None if None in ends else max((e for e in ends if e), default=None)
    return changed

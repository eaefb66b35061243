"""Sideways talk between rooms: a frozen event, and one job row a follower in the publisher's transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from amparo.kernel import jobs


@dataclass(frozen=True)
class Event:
    """Something that happened; its fields are ids only, whole numbers or UUIDs."""


def publish(event: Event) -> None:
    """Queue the jobs that follow this event (amparo/wiring.py), in the caller's transaction."""
    follows: dict[type[Event], tuple[str, ...]] = import_string(settings.EVENT_WIRING)
    ids: dict[str, Any] = {f.name: _id(getattr(event, f.name)) for f in fields(event)}
    for name in follows.get(type(event), ()):
        jobs.later(name, **ids)


def _id(value: object) -> object:
    return str(value) if isinstance(value, uuid.UUID) else value

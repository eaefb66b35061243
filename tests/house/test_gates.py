"""Every web door wears exactly one gate, and every page has its Spanish twin."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

GATES = {"public", "member", "staff", "signed_in", "machine"}


def doors(resolver=None, prefix=""):
    """Every URL pattern of the site with its whole path."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from doors(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry


@pytest.mark.parametrize(
    ("path", "door"), list(doors()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_door_wears_a_gate(path, door):
    assert getattr(door.callback, "gate", None) in GATES, f"{path} ({door.callback}) wears no gate"


def test_staff_doors_name_the_duty():
    for path, door in doors():
        if getattr(door.callback, "gate", "") == "staff":
            assert getattr(door.callback, "duty", ""), path


def test_nothing_under_the_desk_is_open():
    for path, door in doors():
        if path.startswith("desk/"):
            assert door.callback.gate == "staff", path

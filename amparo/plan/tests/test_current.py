"""The plan in use: read again when its file changes, kept when the file becomes unreadable."""

import os

import pytest

from amparo import config
from amparo.plan import profile


@pytest.fixture
def file():
    path = config.current().plan_path
    profile.forget()
    path.write_text(profile.SAMPLE.read_text("utf-8"), "utf-8")
    yield path
    path.unlink()
    profile.forget()


def change(path, text, later):
    path.write_text(text, "utf-8")
    os.utime(path, (later, later))
    profile.forget() if later < 2_000_000_000 else None


def test_a_changed_file_is_read_again(file):
    assert profile.current().name == "Valle Health Plan"
    change(file, profile.SAMPLE.read_text("utf-8").replace("Valle Health Plan", "Otro Plan"), 1_900_000_000)
    assert profile.current().name == "Otro Plan"


def test_a_fault_in_the_file_leaves_the_plan_read_before(file, monkeypatch):
    assert profile.current().name == "Valle Health Plan"
    monkeypatch.setattr(profile, "LOOK_AGAIN_SECONDS", 0.0)
    change(file, "[plan\nname = 3", 2_100_000_000)
    assert profile.current().name == "Valle Health Plan"

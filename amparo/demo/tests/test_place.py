"""The demonstration's folder: its own, one process at a time, started over when asked or half made."""

import socket
from pathlib import Path

import pytest

from amparo.demo.place import Busy, NotOurs, Place, first_free, free


def test_a_seeded_folder_is_kept_and_a_fresh_start_empties_it(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    place = Place(home)
    place.open(fresh=False)
    (home / "amparo.sqlite3").write_text("rows")
    place.mark_seeded()
    again = Place(home)
    del place._lock
    again.open(fresh=False)
    assert (home / "amparo.sqlite3").exists()
    assert again.seeded
    again._lock = None
    last = Place(home)
    last.open(fresh=True)
    assert not (home / "amparo.sqlite3").exists()
    assert not last.seeded


def test_a_half_seeded_folder_starts_over(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    place = Place(home)
    place.open(fresh=False)
    (home / "amparo.sqlite3").write_text("half the rows")
    place._lock = None
    Place(home).open(fresh=False)
    assert not (home / "amparo.sqlite3").exists()


def test_a_past_told_by_another_story_starts_over_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    place = Place(home)
    place.open(fresh=False)
    place.mark_seeded()
    assert not place.outdated
    (home / "seeded").write_text("of last year")
    place._lock = None
    again = Place(home)
    again.open(fresh=False)
    assert again.outdated
    assert not again.seeded


def test_a_folder_of_somebody_else_is_left_alone_even_when_fresh_is_asked(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("a real plan")
    with pytest.raises(NotOurs):
        Place(tmp_path).open(fresh=True)
    assert (tmp_path / "plan.toml").read_text() == "a real plan"


def test_a_second_start_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    place = Place(tmp_path / "demo")
    place.open(fresh=False)
    place.say_who("http://localhost:8123")
    with pytest.raises(Busy, match="http://localhost:8123"):
        Place(tmp_path / "demo").open(fresh=True)


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not free(port)
        assert first_free(port) > port

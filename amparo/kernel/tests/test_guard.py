"""A process with keys that are not this database's own refuses to start; a new key is noted and never replaced."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from amparo.kernel import clock
from amparo.kernel.vault import guard, keyring
from amparo.kernel.vault.models import KeyCheck

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of(ring_of_its_own):
    """The database has met this ring and no other."""
    KeyCheck.objects.all().delete()
    guard.note(now=clock.now())
    return ring_of_its_own


def without(settings, name):
    held = json.loads(settings.keys_path.read_text())
    taken = held["keys"].pop(name)
    settings.keys_path.write_text(json.dumps(held))
    keyring.forget()
    return taken


def test_the_keys_a_database_was_written_with_are_welcome(settings_of):
    assert guard.faults() == []
    guard.at_boot(now=clock.now())
    assert KeyCheck.objects.count() == len(keyring.NAMES)


def test_a_database_that_has_met_no_key_refuses_none(ring_of_its_own):
    KeyCheck.objects.all().delete()
    assert guard.faults() == []


def test_a_database_is_born_knowing_its_keys(django_db_blocker):
    """The migration noted them, so that the first digest cannot come before the first note."""
    from importlib import import_module

    from django.apps import apps

    KeyCheck.objects.all().delete()
    import_module("amparo.kernel.migrations.0003_note_keys").note(apps, None)
    assert KeyCheck.objects.count() == len(keyring.NAMES)
    assert guard.faults() == []


def test_a_lost_index_key_stops_the_start(settings_of):
    without(settings_of, "idx")
    with pytest.raises(guard.WrongKeys, match=r"does not hold: idx 1\."):
        guard.at_boot(now=clock.now())


def test_a_key_made_anew_is_noticed_and_does_not_take_the_old_ones_place(settings_of):
    without(settings_of, "idx")
    keyring.create(settings_of, now=clock.now())
    keyring.forget()
    for _ in range(2):
        guard.note(now=clock.now())
        with pytest.raises(guard.WrongKeys, match=r"are others in keys\.json: idx 1\."):
            guard.at_boot(now=clock.now())


def test_a_whole_new_ring_is_noticed_in_one_sentence(settings_of):
    settings_of.keys_path.unlink()
    settings_of.root_key_path.unlink()
    keyring.create(settings_of, now=clock.now())
    keyring.forget()
    assert len(guard.faults()) == 1
    assert all(name in guard.faults()[0] for name in keyring.NAMES)


def test_no_ring_at_all_is_noticed(settings_of):
    settings_of.keys_path.unlink()
    keyring.forget()
    assert "cannot be opened" in guard.faults()[0]


def test_no_command_runs_with_the_wrong_keys(settings_of):
    without(settings_of, "field")
    with pytest.raises(SystemCheckError, match="field 1"):
        call_command("worker", "--once", skip_checks=False)


def test_a_renewed_key_is_noted_and_both_generations_are_needed(settings_of):
    call_command("keys", "renew", "field", "session")
    assert guard.faults() == []
    assert KeyCheck.objects.filter(name="field").count() == 2
    held = json.loads(settings_of.keys_path.read_text())
    held["keys"]["field"] = held["keys"]["field"][:1]  # only the new one is kept
    settings_of.keys_path.write_text(json.dumps(held))
    keyring.forget()
    assert "field 1" in guard.faults()[0]


def test_a_session_key_that_was_dropped_in_its_time_is_not_missed(settings_of):
    for days in (3, 2, 1):
        keyring.renew(settings_of, ["session_row"], now=clock.now() - days * keyring.GRACE)
        guard.note(now=clock.now())
    assert [key.kid for key in keyring.ring().generations("session_row")] == [4, 3]
    assert KeyCheck.objects.filter(name="session_row").count() == 4
    assert guard.faults() == []


def test_a_backup_of_another_installation_is_told_apart(settings_of, tmp_path):
    copy = tmp_path / "copy.json"
    call_command("keys", "backup", str(copy))
    held = json.loads(copy.read_text())
    settings_of.keys_path.unlink()
    keyring.create(settings_of, now=clock.now())  # the same root key, other keys
    keyring.forget()
    assert held != json.loads(settings_of.keys_path.read_text())
    call_command("keys", "verify", "--file", str(copy))
    with pytest.raises(CommandError, match="others"):
        call_command("keys", "verify")


def test_a_damaged_ring_makes_no_backup(settings_of, tmp_path):
    held = json.loads(settings_of.keys_path.read_text())
    held["keys"]["idx"][0]["wrapped"] = held["keys"]["field"][0]["wrapped"]
    settings_of.keys_path.write_text(json.dumps(held))
    with pytest.raises(CommandError, match=r"damaged \(idx\)"):
        call_command("keys", "backup", str(tmp_path / "copy.json"))
    assert not (tmp_path / "copy.json").exists()


def test_the_index_key_cannot_be_renewed_by_the_way(settings_of):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("keys", "renew", "idx")

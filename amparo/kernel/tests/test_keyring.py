"""Where the root key may come from, and how the ring behaves while processes use it."""

import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from amparo import config
from amparo.config import Config
from amparo.kernel import clock, secret_ids
from amparo.kernel.vault import files, keyring, root, seal


def test_the_root_key_may_come_from_the_environment(tmp_path):
    home = Config(home=str(tmp_path), root_key="5c" * 32)
    keyring.create(home, now=clock.now())
    assert not home.root_key_path.exists()
    assert root.read(home) == b"\x5c" * 32
    assert "environment" in root.place(home)
    keyring.read(home.keys_path, settings=home)


@pytest.mark.parametrize("text", ["zz" * 32, "ab" * 31, ""])
def test_what_is_no_root_key_is_refused_without_being_repeated(tmp_path, text):
    home = Config(home=str(tmp_path))
    home.root_key_path.write_text(text)
    home.root_key_path.chmod(0o600)
    with pytest.raises(keyring.NoKeys, match="64 hexadecimal") as refused:
        root.read(home)
    assert not text or text not in str(refused.value)


def test_a_wrong_root_key_in_the_environment_is_refused(tmp_path):
    with pytest.raises(keyring.NoKeys, match="AMPARO_ROOT_KEY"):
        root.read(Config(home=str(tmp_path), root_key="zz" * 32))


def test_the_root_key_may_be_a_systemd_credential(tmp_path, monkeypatch):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "amparo-root").write_text("7a" * 32)
    (credentials / "amparo-root").chmod(0o440)  # how the access list of systemd shows
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    home = Config(home=str(tmp_path / "home"))
    assert root.read(home) == b"\x7a" * 32
    assert "credential" in root.place(home)
    (credentials / "amparo-root").chmod(0o444)
    with pytest.raises(keyring.NoKeys, match="chmod 600"):
        root.read(home)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
@pytest.mark.parametrize("which", ["root_key_path", "keys_path"])
def test_a_file_wider_than_its_owner_is_refused(tmp_path, which, mode):
    home = Config(home=str(tmp_path))
    keyring.create(home, now=clock.now())
    getattr(home, which).chmod(mode)
    with pytest.raises(keyring.NoKeys, match="Others than its owner"):
        keyring.read(home.keys_path, settings=home)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "keys": {}}', '{"format": 1, "keys": [1]}'])
def test_what_is_no_ring_is_said_to_be_none(tmp_path, text):
    home = Config(home=str(tmp_path))
    keyring.create(home, now=clock.now())
    home.keys_path.write_text(text)
    with pytest.raises(keyring.NoKeys, match="cannot be read as a key ring"):
        keyring.read(home.keys_path, settings=home)


def test_nothing_shows_a_key_by_accident(tmp_path):
    home = Config(home=str(tmp_path))
    keyring.create(home, now=clock.now())
    key = keyring.read(home.keys_path, settings=home).current("idx")
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret)[2:-1] not in repr(key)
    assert len(key.check_value("idx")) == 16
    assert key.check_value("idx") != key.check_value("field")


def test_two_that_set_up_at_once_make_one_ring(tmp_path):
    home, faults = Config(home=str(tmp_path / "new")), []

    def work():
        try:
            keyring.create(home, now=clock.now())
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert keyring.read(home.keys_path, settings=home).names() == sorted(keyring.NAMES)


def test_a_running_process_takes_a_renewed_key_up(ring_of_its_own):
    old = secret_ids.digest("a", "b")
    sealed = seal.seal(b"x", key="field", about="here")
    keyring.renew(ring_of_its_own, ["idx", "field"], now=clock.now())
    assert secret_ids.digest("a", "b") != old
    assert secret_ids.digests("a", "b") == [secret_ids.digest("a", "b"), old]
    assert secret_ids.current_kid() == 2
    assert seal.unseal(sealed, key="field", about="here") == b"x"
    assert seal.seal(b"x", key="field", about="here")[1:3] == b"\0\2"


def test_a_running_process_goes_on_when_the_file_is_damaged_or_gone(ring_of_its_own, caplog):
    before = secret_ids.digest("a", "b")
    ring_of_its_own.keys_path.write_text("{")
    assert not keyring.look_again()
    assert not keyring.look_again()
    assert secret_ids.digest("a", "b") == before
    assert caplog.text.count("going on with the keys read before") == 1
    ring_of_its_own.keys_path.unlink()
    assert not keyring.look_again()
    assert secret_ids.digest("a", "b") == before


def test_what_another_process_sealed_with_a_new_key_opens_at_once(ring_of_its_own):
    here = keyring.ring()
    make = "import sys; from amparo import config; from amparo.kernel import clock; from amparo.kernel.vault import {}"
    deed = (
        "keyring, seal; keyring.renew(config.current(), ['field'], now=clock.now());"
        "sys.stdout.buffer.write(seal.seal(b'x', key='field', about='here'))"
    )
    environment = {"AMPARO_HOME": ring_of_its_own.home}
    words = [sys.executable, "-c", make.format(deed)]
    sealed = subprocess.run(words, env=environment, capture_output=True, check=True, timeout=60).stdout
    assert sealed[1:3] == b"\0\2"
    assert seal.unseal(sealed, key="field", about="here") == b"x"
    assert keyring.ring() is not here


def test_a_ring_is_never_taken_for_that_of_another_home(ring_of_its_own, tmp_path, monkeypatch):
    keyring.ring()
    monkeypatch.setattr(config, "current", lambda: Config(home=str(tmp_path / "other")))
    with pytest.raises(keyring.NoKeys, match="amparo init"):
        keyring.ring()


def test_a_process_without_a_ring_has_a_passing_secret_only(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "current", lambda: Config(home=str(tmp_path)))
    assert keyring.django_secret() != keyring.django_secret()


def test_a_session_key_lives_for_a_day_after_it_was_replaced(ring_of_its_own):
    now = clock.now()
    keyring.renew(ring_of_its_own, ["session_row"], now=now)
    almost, after = now + keyring.GRACE - timedelta(seconds=1), now + keyring.GRACE
    assert [key.kid for key in keyring.ring().live("session_row", now=almost)] == [2, 1]
    assert [key.kid for key in keyring.ring().live("session_row", now=after)] == [2]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "keys"
    files.write(path, "first")
    path.chmod(0o644)
    files.write(path, "second")
    assert path.read_text() == "second"
    assert not files.open_to_others(path)
    assert not files.write_new(path, "third")
    assert path.read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["keys"]

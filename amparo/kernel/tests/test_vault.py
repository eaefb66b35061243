"""Keys and sealing: nothing opens with another key, in another place, or after a change."""

import json
import stat

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from amparo.config import Config
from amparo.kernel import clock, secret_ids
from amparo.kernel.vault import keyring, seal


@pytest.fixture
def home(tmp_path):
    return Config(home=str(tmp_path / "home"))


def test_root_key_and_ring_are_made_once_private_and_apart(home):
    made = keyring.create(home, now=clock.now())
    assert len(made) == 2 and keyring.create(home, now=clock.now()) == []
    for path in (home.root_key_path, home.keys_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    root = bytes.fromhex(home.root_key_path.read_text().strip())
    held = json.loads(home.keys_path.read_text())
    assert root.hex() not in home.keys_path.read_text()
    assert all(entry["wrapped"] for entries in held["keys"].values() for entry in entries)


def test_no_two_keys_are_alike_and_none_comes_from_another(home, tmp_path):
    keyring.create(home, now=clock.now())
    ring = keyring.read(home.keys_path, settings=home)
    secrets = {ring.current(name).secret for name in keyring.NAMES}
    assert len(secrets) == len(keyring.NAMES) and all(len(secret) == 32 for secret in secrets)


def test_a_root_key_others_can_read_is_refused(home):
    keyring.create(home, now=clock.now())
    home.root_key_path.chmod(0o644)
    with pytest.raises(keyring.NoKeys, match="chmod 600"):
        keyring.read(home.keys_path, settings=home)


def test_another_root_key_opens_nothing(home, tmp_path):
    keyring.create(home, now=clock.now())
    home.root_key_path.write_text("ab" * 32)
    with pytest.raises(keyring.NoKeys):
        keyring.read(home.keys_path, settings=home)


def test_a_wrapped_key_cannot_take_the_place_of_another(home):
    keyring.create(home, now=clock.now())
    held = json.loads(home.keys_path.read_text())
    held["keys"]["idx"], held["keys"]["field"] = held["keys"]["field"], held["keys"]["idx"]
    home.keys_path.write_text(json.dumps(held))
    with pytest.raises(keyring.NoKeys):
        keyring.read(home.keys_path, settings=home)


def test_a_ring_without_its_root_key_is_not_given_a_new_one(home):
    keyring.create(home, now=clock.now())
    home.root_key_path.unlink()
    with pytest.raises(keyring.NoKeys, match="backup"):
        keyring.create(home, now=clock.now())


def test_a_renewed_key_still_opens_what_the_older_one_closed(home):
    keyring.create(home, now=clock.now())
    before = keyring.read(home.keys_path, settings=home).current("field")
    keyring.renew(home, ["field"], now=clock.now())
    ring = keyring.read(home.keys_path, settings=home)
    assert (
        ring.current("field").kid == before.kid + 1 and ring.find("field", before.kid).secret == before.secret
    )


@given(plain=st.binary(max_size=300), about=st.text(max_size=30))
def test_what_is_sealed_opens_as_it_was(plain, about):
    assert seal.unseal(seal.seal(plain, key="field", about=about), key="field", about=about) == plain


@given(plain=st.binary(min_size=1, max_size=60), at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_changed_bit_is_noticed(plain, at, bit):
    sealed = bytearray(seal.seal(plain, key="field", about="row 1"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises((seal.CannotOpen, keyring.NoKeys)):
        seal.unseal(bytes(sealed), key="field", about="row 1")


def test_a_sealed_value_opens_only_in_its_own_place_and_with_its_own_key():
    sealed = seal.seal(b"459-37-1826", key="field", about="member 1")
    for key, about in (("field", "member 2"), ("mail", "member 1")):
        with pytest.raises(seal.CannotOpen):
            seal.unseal(sealed, key=key, about=about)
    assert b"459" not in sealed
    assert seal.seal(b"x", key="field", about="a") != seal.seal(b"x", key="field", about="a")


def test_the_format_is_what_the_page_says_to_another_implementation():
    """01, kid, nonce, ciphertext, tag; opened by OpenSSL's streaming interface rather than the one that sealed."""
    key = keyring.ring().current("field")
    sealed = seal.seal(b"hello", key="field", about="here")
    head, nonce, closed, tag = sealed[:3], sealed[3:15], sealed[15:-16], sealed[-16:]
    assert head == b"\x01" + key.kid.to_bytes(2, "big")
    assert len(closed) == 5
    opener = Cipher(algorithms.AES(key.secret), modes.GCM(nonce, tag)).decryptor()
    opener.authenticate_additional_data(head + b"here")
    assert opener.update(closed) + opener.finalize() == b"hello"


P = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
C = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
K, IV = "feffe9928665731c6d6a8f9467308308" * 2, "cafebabefacedbaddecaf888"
AAD = "feedfacedeadbeeffeedfacedeadbeefabaddad2"


@pytest.mark.parametrize(
    ("key", "nonce", "about", "plain", "closed", "tag"),
    [
        ("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        ("00" * 32, "00" * 12, "", "00" * 16, "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
        (K, IV, "", P, C, "b094dac5d93471bdec1a502270e3cc6c"),
        (K, IV, AAD, P[:120], C[:120], "76fc6ece0f4e1768cddf8853bb2d551b"),
    ],
    ids=["case 13", "case 14", "case 15", "case 16"],
)  # fmt: skip
def test_aes_gcm_is_the_standards_own(key, nonce, about, plain, closed, tag):
    """The 256-bit cases with 96-bit nonces of McGrew and Viega's specification of GCM, appendix B."""
    key, nonce, about, plain, sealed = map(bytes.fromhex, (key, nonce, about, plain, closed + tag))
    assert AESGCM(key).encrypt(nonce, plain, about) == sealed
    assert AESGCM(key).decrypt(nonce, sealed, about) == plain


def test_no_nonce_comes_twice():
    sealed = [seal.seal(b"", key="field", about="") for _ in range(2000)]
    assert len({value[3:15] for value in sealed}) == 2000


@given(st.binary(max_size=80))
def test_what_was_never_sealed_opens_nothing(raw):
    with pytest.raises(seal.CannotOpen):
        seal.unseal(raw, key="field", about="row 1")


def test_a_generation_we_do_not_hold_opens_nothing():
    sealed = seal.seal(b"x", key="field", about="row 1")
    with pytest.raises(seal.CannotOpen, match="do not hold"):
        seal.unseal(sealed[:1] + b"\xff\xff" + sealed[3:], key="field", about="row 1")


def test_a_digest_needs_the_key_and_tells_labels_apart():
    one = secret_ids.digest("ssn|1", "459371826")
    assert one == secret_ids.digest("ssn|1", "459371826") and len(one) == 32
    assert one != secret_ids.digest("member", "459371826")
    assert secret_ids.digests("ssn|1", "459371826")[0] == one


@pytest.mark.django_db
def test_the_command_says_where_the_keys_are_and_shows_none(capsys, tmp_path):
    call_command("keys", "status")
    call_command("keys", "verify")
    call_command("keys", "backup", str(tmp_path / "copy.json"))
    said = capsys.readouterr().out
    ring = keyring.ring()
    assert "idx" in said and all(ring.current(n).secret.hex() not in said for n in ring.names())
    call_command("keys", "verify", "--file", str(tmp_path / "copy.json"))
    with pytest.raises(CommandError, match="never writes over"):
        call_command("keys", "backup", str(tmp_path / "copy.json"))

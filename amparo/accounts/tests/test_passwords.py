"""Which passwords are taken, and how they are kept."""

import threading
import time
import unicodedata

import pytest

from amparo import config
from amparo.accounts import breached, hashing, passwords
from amparo.kernel.vault import keyring


@pytest.mark.parametrize(
    "password",
    [
        "caballo amarillo canta ranchera",
        "correct horse battery staple",
        "rueda-lampara-44-nube",
        "Xq7!mzR2#vLp",
        "the goat ate my blue umbrella on tuesday",
        "ñandú ñoño pingüino acordeón",
        "🦙🌵🌞🦉🦊🐢🐙🐝🦜🦩🐌🦋",
        "vanilla 7 roof " + "q9zK-" * 3 + "".join(chr(0x61 + (i * i * 7) % 26) for i in range(200)),
    ],
)
def test_a_long_password_of_any_characters_is_taken(password):
    passwords.validate(password, about=["ana.rivera", "ana.rivera@example.com"])


def test_eleven_characters_are_too_few_and_the_reason_is_told():
    with pytest.raises(passwords.TooShort) as no:
        passwords.validate("Xq7!mzR2#vL")
    assert no.value.facts == {"least": 12}
    assert no.value.field == "password"


def test_sixty_four_characters_are_taken_and_two_hundred_fifty_seven_are_not():
    passwords.validate("kx9 nube verde " * 4 + "zorr")
    with pytest.raises(passwords.TooLong):
        passwords.validate("kx9 nube verde " * 17 + "zo")


@pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "qwerty123456", "Unbelievable", "PASSWORD1234"])
def test_a_password_that_others_have_lost_is_refused(password):
    with pytest.raises(passwords.Breached):
        passwords.validate(password)


@pytest.mark.parametrize(
    "password",
    [
        "contraseña123456",
        "contrasena2026!",
        "Guadalupe1992!",
        "TeQuieroMucho1",
        "mexicomexico12",
        "abcabcabcabcabc",
    ],
)
def test_what_a_program_guesses_in_spanish_or_english_is_refused(password):
    with pytest.raises((passwords.Guessable, passwords.Breached)):
        passwords.validate(password)


def test_ones_own_name_and_address_are_refused_with_that_reason():
    about = ["ana.rivera84", "ana.garcia@example.com", "Ana García Rivera"]
    for password in ("ana.rivera84!", "AnaGarciaRivera", "ana.garcia@example.com"):
        with pytest.raises(passwords.AboutYou):
            passwords.validate(password, about=about)


def test_anas_words_are_no_reason_against_ben():
    passwords.validate("rivera tambor 91 zanja", about=["ana.rivera84"])


def test_both_ways_to_write_an_accent_are_one_password():
    composed, decomposed = (unicodedata.normalize(form, "piñata añeja y dragón") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert hashing.check_secret(decomposed, hashing.hash_secret(composed))


def test_judging_a_long_password_takes_no_long_time():
    began = time.perf_counter()
    passwords.validate("kx9 nube verde " * 17)
    assert time.perf_counter() - began < 1.0


def test_the_list_is_small_and_rarely_wrong():
    assert breached.FILE.stat().st_size <= 2_500_000
    wrong = sum(breached.knows(f"nobody ever typed {n} of these") for n in range(20_000))
    assert wrong / 20_000 < 0.004


def test_a_hash_fits_its_column_and_names_its_pepper():
    kept = hashing.hash_secret("rueda lampara nube")
    assert kept.startswith(f"peppered${keyring.ring().current('pepper').kid}$argon2id$v=19$m=64,t=2,p=1$")
    assert len(kept) <= 128
    assert hashing.check_secret("rueda lampara nube", kept)
    assert not hashing.check_secret("rueda lampara nubes", kept)


def test_the_same_password_is_never_hashed_the_same():
    assert hashing.hash_secret("rueda lampara nube") != hashing.hash_secret("rueda lampara nube")


@pytest.mark.parametrize(
    "kept", ["", "!unusable", "peppered$x$y", "pbkdf2_sha256$1$x$y", "peppered$1$argon2id$v=19$"]
)
def test_what_is_no_hash_of_ours_opens_nothing(kept):
    assert not hashing.check_secret("rueda lampara nube", kept)


def test_a_lost_pepper_is_the_operators_trouble_and_no_wrong_password():
    kept = hashing.hash_secret("rueda lampara nube").split("$", 2)[2]
    with pytest.raises(keyring.NoKeys):
        hashing.check_secret("rueda lampara nube", f"peppered$99${kept}")


def test_a_hash_of_another_cost_is_outdated():
    kept = hashing.hash_secret("rueda lampara nube")
    assert not hashing.outdated(kept)
    assert hashing.outdated(kept.replace("m=64", "m=32"))
    assert hashing.outdated("pbkdf2_sha256$1$x$y")


def test_the_pepper_is_needed():
    """A stolen table without the key ring cannot be guessed at: the hash is not of the password itself."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    kept = hashing.hash_secret("rueda lampara nube")
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify("$" + kept.split("$", 2)[2], "rueda lampara nube")


def test_when_every_place_is_taken_the_answer_is_busy(monkeypatch):
    monkeypatch.setattr(hashing, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
    with hashing._place(), pytest.raises(hashing.Busy):
        hashing.hash_secret("rueda lampara nube")
    assert hashing.hash_secret("rueda lampara nube")


def test_the_installed_cost_is_what_the_decision_says():
    assert config.Config().argon2_memory_kib == 46 * 1024

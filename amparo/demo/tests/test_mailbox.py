"""The mail catcher keeps what it is given; the mailbox reads it back."""

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from amparo.demo.catcher import Catcher
from amparo.demo.mailbox import Mailbox, NoSuchMail
from amparo.demo.place import any_free

THEN = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def letter(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "no-reply@localhost",
        "ana@mail.example",
        "Su código · Your code",
    )
    message.set_content(text)
    message.add_alternative(f"<html><head></head><body><p>{text}</p></body></html>", subtype="html")
    message["Content-Language"] = "es"
    return message


def test_a_mail_sent_over_smtp_is_kept_whole_with_the_storys_own_time(tmp_path: Path) -> None:
    mailbox, port = Mailbox(tmp_path / "mails.sqlite3"), any_free()
    catcher = Catcher(mailbox, port=port, when=lambda: THEN)
    catcher.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.send_message(letter("Su código es 1234 5678, Ana García."))
            smtp.send_message(letter("Nada que escribir."))
    finally:
        catcher.stop()
    second, first = mailbox.newest()
    assert (first.to, first.at, first.subject) == ("ana@mail.example", THEN, "Su código · Your code")
    assert "Ana García" in first.text
    assert "<p>Su código" in first.html
    assert first.language == "es"
    assert first.code == "1234 5678"
    assert second.code == ""
    assert mailbox.find(first.number) == first


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345678", "1234 5678"),
        ("1234-5678", "1234 5678"),
        ("call 19565550142", ""),
        ("ID VH440277190188", ""),
    ],
)
def test_only_a_code_of_eight_digits_is_taken_for_one(tmp_path: Path, text: str, code: str) -> None:
    mailbox = Mailbox(tmp_path / "mails.sqlite3")
    mailbox.put(raw=letter(text).as_bytes(), recipients=["a@b.example"], at=THEN)
    assert mailbox.newest()[0].code == code


def test_a_mail_that_never_was_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchMail):
        Mailbox(tmp_path / "mails.sqlite3").find(7)

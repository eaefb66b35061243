"""Mails on their way: sealed in a row until a job has handed them to the mail server, then wiped."""

from __future__ import annotations

import json
import smtplib
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.utils import translation

from amparo.kernel import jobs, secret_ids
from amparo.kernel.mail_rows import WaitingMail
from amparo.kernel.vault import seal

TOO_OLD = timedelta(days=5)  # as long as mail servers keep trying; then a mail is wiped unsent
KEPT = timedelta(days=90)  # how long we remember that a mail went, or did not


def send_later(*, to: str, subject: str, text: str, html: str = "", language: str = "", now: datetime) -> int:
    """Seal a mail and queue it, in the caller's transaction. Returns the row's id.

    `to` is one plain address. `language`: of the text, "en" or "es"; else the one that is active. Raises
    ValueError for what is no address, and for a line break in the subject.
    """
    _check(to, subject)
    language = language or translation.get_language() or "en"
    letter = {"to": to, "subject": subject, "text": text, "html": html, "language": language}
    row = WaitingMail.objects.create(made_at=now)
    row.sealed_letter = seal.seal(json.dumps(letter).encode(), key="mail", about=_about(row.pk))
    row.save(update_fields=["sealed_letter"])
    jobs.later("mail.send", mail_id=row.pk)
    return int(row.pk)


# Tried for about a day and a half: 5 seconds, doubling to an hour.
@jobs.job("mail.send", tries=44, longest=timedelta(minutes=5))
def send(*, mail_id: int, now: datetime) -> None:
    """Hand one mail to the mail server and wipe it; a refusal for good is kept by its code alone.

    Runs outside any transaction. If the process dies between the server's yes and our note of it, the mail goes
    twice, with one and the same Message-ID.
    """
    row = WaitingMail.objects.filter(pk=mail_id, sent_at=None, refused_at=None).first()
    if row is None or row.sealed_letter is None:
        return
    letter = json.loads(seal.unseal(row.sealed_letter, key="mail", about=_about(row.pk)))
    refusal = _hand_over(_mail(row, letter))
    kept = {"refused_at": now, "refusal_code": refusal} if refusal else {"sent_at": now}
    WaitingMail.objects.filter(pk=row.pk, sent_at=None).update(sealed_letter=None, **kept)


def forget(*, now: datetime) -> None:
    """Wipe what could not be sent in five days; after ninety forget that there was a mail."""
    late = WaitingMail.objects.filter(made_at__lt=now - TOO_OLD, sent_at=None, refused_at=None)
    late.update(sealed_letter=None, refused_at=now, refusal_code="too old")
    WaitingMail.objects.filter(made_at__lt=now - KEPT).delete()


def _check(to: str, subject: str) -> None:
    """Nothing that is written into a header may end it or hold a second recipient."""
    try:
        validate_email(to)
    except ValidationError:
        raise ValueError("not a mail address") from None
    if any(ord(c) < 32 or ord(c) == 127 for c in to + subject):
        raise ValueError("a control character in an address or subject")


def _about(mail_id: int) -> str:
    return f"mail|{mail_id}"


def _mail(row: WaitingMail, letter: dict[str, str]) -> EmailMultiAlternatives:
    number = secret_ids.digest("mail", str(row.pk)).hex()[:32]  # the same at every try; says nothing
    headers = {
        "Message-ID": f"<{number}@{settings.CONFIG.public_host}>",
        "Date": format_datetime(row.made_at),
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter["language"],
    }
    mail = EmailMultiAlternatives(letter["subject"], letter["text"], to=[letter["to"]], headers=headers)
    if letter["html"]:
        mail.attach_alternative(letter["html"], "text/html")
    return mail


def _hand_over(mail: EmailMultiAlternatives) -> str:
    """Give the mail to the server. Empty when it took it, else the code of a refusal that will not change.

    Anything that may be better later is raised: a server that is away, 4xx, and all that is about us and not
    about this mail (certificate, sign-in, sender).
    """
    line = get_connection()
    line.open()
    try:
        line.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as no:
        return _for_good(no, next(iter(no.recipients.values()))[0])
    except smtplib.SMTPDataError as no:
        return _for_good(no, no.smtp_code)
    finally:
        with suppress(smtplib.SMTPException, OSError):  # taken is taken, however the goodbye goes
            line.close()
    return ""


def _for_good(no: smtplib.SMTPException, code: int) -> str:
    if 500 <= code < 600:
        return str(code)
    raise no

"""Mails on their way: sealed in a row until a job has handed them to the mail server, then wiped."""

from __future__ import annotations

import json
import smtplib
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from amparo.kernel import jobs
from amparo.kernel.mail_rows import WaitingMail
from amparo.kernel.vault import seal


def send_later(*, to: str, subject: str, text: str, html: str = "", now: datetime) -> int:
    """Seal a mail and queue it, in the caller's transaction. Returns the row's id."""
    if any(c in to + subject for c in "\r\n"):
        raise ValueError("a line break in an address or subject")
    letter = {
        "to": to,
        "subject": subject,
        "text": text,
        "html": html,
        "language": translation.get_language() or "en",
    }
    row = WaitingMail.objects.create(made_at=now)
    row.sealed_letter = seal.seal(json.dumps(letter).encode(), key="mail", about=f"mail|{row.pk}")
    row.save(update_fields=["sealed_letter"])
    jobs.later("mail.send", mail_id=row.pk)
    return int(row.pk)


@jobs.job("mail.send", tries=12)
def send(*, mail_id: int, now: datetime) -> None:
    """Hand one mail to the mail server; a refusal for good is kept by its code alone."""
    row = WaitingMail.objects.filter(pk=mail_id, sent_at=None, refused_at=None).first()
    if row is None or row.sealed_letter is None:
        return
    letter = json.loads(seal.unseal(row.sealed_letter, key="mail", about=f"mail|{row.pk}"))
    mail = EmailMultiAlternatives(letter["subject"], letter["text"], to=[letter["to"]])
    mail.extra_headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter["language"]}
    if letter["html"]:
        mail.attach_alternative(letter["html"], "text/html")
    kept: dict[str, object] = {"sealed_letter": None, "sent_at": now}
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as no:
        code = next(iter(no.recipients.values()))[0]
        if code < 500:
            raise
        kept = {"sealed_letter": None, "refused_at": now, "refusal_code": str(code)}
    WaitingMail.objects.filter(pk=row.pk).update(**kept)

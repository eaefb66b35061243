"""Letters by e-mail: plain text first, the same words in a calm page, in the reader's language, with nothing fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from amparo.kernel import mailer
from amparo.plan import profile
from amparo.ui import brand


@dataclass(frozen=True)
class Letter:
    """A mail ready to send."""

    subject: str
    text: str
    html: str


def compose(template: str, *, language: str, **context: Any) -> Letter:
    """A letter from `TEMPLATE.subject.txt` and `TEMPLATE.txt`; `template` is like "accounts/mail/code".

    The text's paragraphs, divided by empty lines, also make the HTML, unless `TEMPLATE.html` is there (it extends
    ui/mail.html). A paragraph that is only an address becomes a link; a code after four spaces is set
    large. The plan's name and both telephones are added below.
    """
    with translation.override(language):
        page = {"plan": profile.current(), "language": language, "brand": brand.readable_primary(), **context}
        subject = " ".join(render_to_string(f"{template}.subject.txt", page).split())
        body = _unescaped(f"{template}.txt", page)
        page |= {"subject": subject, "paragraphs": paragraphs(body)}
        text = body.strip() + "\n\n" + _unescaped("ui/mail_foot.txt", page).strip() + "\n"
        return Letter(subject, text, _html(template, page))


def post(template: str, *, to: str, language: str, now: datetime, **context: Any) -> int:
    """Compose a letter and leave it with the mailer, in the caller's transaction; the number of the waiting mail."""
    letter = compose(template, language=language, **context)
    with translation.override(language):  # the mailer writes the letter's language into its head
        words = {"subject": letter.subject, "text": letter.text, "html": letter.html}
    return mailer.send_later(to=to, **words, language=language, now=now)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a letter: `kind` is text, link or code."""

    kind: str
    text: str


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of a plain text, with what each of them is."""
    found = []
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        words = " ".join(block.split())
        if not words:
            continue
        if re.fullmatch(r"https?://\S+", words):
            found.append(Paragraph("link", words))
        elif block.startswith("    "):
            found.append(Paragraph("code", words))
        else:
            found.append(Paragraph("text", words))
    return found


def _unescaped(template: str, page: dict[str, Any]) -> str:
    """Plain text is no HTML: nothing in it is escaped."""
    from django.template import Context

    found = get_template(template)
    return str(found.template.render(Context(page, autoescape=False)))  # type: ignore[attr-defined]


def _html(template: str, page: dict[str, Any]) -> str:
    try:
        return render_to_string(f"{template}.html", page)
    except TemplateDoesNotExist as missing:
        if missing.args and str(missing.args[0]) != f"{template}.html":
            raise
        return render_to_string("ui/mail.html", page)

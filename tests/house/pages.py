"""Reads a page as a person would: its links, its words, and the language each of them stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.house.words import CATALOGUE

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "svg", "template"}
# Common words that give a language away; names of plans, people and places do not hold them.
ENGLISH = re.compile(r"\b(the|your|and|with|you|is|are|this|please|sign|our|from)\b", re.IGNORECASE)
SPANISH = re.compile(r"\b(el|los|las|su|sus|usted|con|para|está|son|una|del)\b", re.IGNORECASE)


@dataclass
class Page(HTMLParser):
    """One parsed page: `texts` are (language, words) of every text a reader sees or hears."""

    html: str
    language: str = ""
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    texts: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str, bool]] = []
        self.feed(self.html)

    def _language(self) -> str:
        return next((lang for _, lang, _ in reversed(self._open) if lang), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag not in VOID:
            silent = tag in SILENT or any(s for *_, s in self._open)
            self._open.append((tag, given.get("lang", ""), silent))
        heard = ("aria-label", "alt", "title", "placeholder", "data-busy", "data-show", "data-hide")
        for name in heard:
            if given.get(name):
                self.texts.append((given.get("lang") or self._language(), given[name]))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(t == tag for t, *_ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not (self._open and self._open[-1][2]):
            if self._open and self._open[-1][0] == "title":
                self.title = words
            self.texts.append((self._language(), words))

    def inner_links(self, at: str) -> set[str]:
        """Paths on this site that the page leads to."""
        found = set()
        for link in self.links:
            whole = urldefrag(urljoin(at, link)).url
            parts = urlsplit(whole)
            if parts.scheme in {"", "http", "https"} and not parts.netloc:
                found.add(whole)
        return found

    def dead_anchors(self) -> list[str]:
        return [link for link in self.links if link.startswith("#") and link[1:] and link[1:] not in self.ids]


def _untranslated() -> set[str]:
    import polib

    if not CATALOGUE.exists():
        return set()
    return {
        " ".join(entry.msgid.split())
        for entry in polib.pofile(str(CATALOGUE))
        if entry.msgstr and entry.msgstr != entry.msgid and "%" not in entry.msgid
    }


def wrong_language(page: Page) -> list[str]:
    """Texts of a Spanish page that stand there in English without saying so (and the other way round)."""
    english = _untranslated()
    found = []
    for language, words in page.texts:
        if language.startswith("es") and (words in english or len(ENGLISH.findall(words)) >= 2):
            found.append(f"English on a Spanish page: {words[:80]}")
        if language.startswith("en") and len(SPANISH.findall(words)) >= 2:
            found.append(f"Spanish on an English page: {words[:80]}")
    return found

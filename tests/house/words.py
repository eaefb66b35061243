"""Gathers every marked string into the one Spanish catalogue and names what is missing (./run words)."""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
HOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Words that give away the other language when they stand in a Spanish text.
ENGLISH = re.compile(r"\b(the|you|your|and|with|please|sign in|password|click)\b", re.IGNORECASE)
INFORMAL = re.compile(r"\b(tú|tu|tus|haz|puedes|tienes|quieres|clic|contigo)\b", re.IGNORECASE)


def gather() -> None:
    """Run makemessages over the whole project into locale/es."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    command = [
        str(Path(sys.executable).with_name("django-admin")),
        *("makemessages", "-l", "es", "--no-location", "--no-obsolete", "--no-wrap"),
        *("-i", "tests", "-i", ".venv", "-i", "var", "-i", "static", "-i", "bench", "-v", "0"),
        *("-e", "html,txt,py"),
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Report-Msgid-Bugs-To",
    ):
        catalogue.metadata.pop(name, None)
    catalogue.header = (
        "Amparo in Spanish. Usted, neutral where the person is unknown, for readers in the United States."
    )
    catalogue.metadata_is_fuzzy = 0
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(CATALOGUE))


def faults() -> list[str]:
    """Everything wrong with the catalogue, one sentence each."""
    found = []
    for entry in polib.pofile(str(CATALOGUE)):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        start = entry.msgid[:60].replace("\n", " ")
        if not all(texts):
            found.append(f"no Spanish: {start}")
            continue
        if entry.fuzzy:
            found.append(f"fuzzy: {start}")
        wanted = set(HOLDER.findall(entry.msgid)) | set(HOLDER.findall(entry.msgid_plural or ""))
        for text in texts:
            given = set(HOLDER.findall(text))
            if given - wanted or (wanted - given and not entry.msgid_plural):
                found.append(f"placeholders differ: {start}")
            if INFORMAL.search(text):
                found.append(f"not usted: {text[:60]}")
            if ENGLISH.search(re.sub(r"«[^»]*»|<[^>]*>", "", text)):
                found.append(f"English inside: {text[:60]}")
    return found


def main() -> int:
    before = CATALOGUE.read_text("utf-8") if CATALOGUE.exists() else ""
    gather()
    after = CATALOGUE.read_text("utf-8")
    found = faults()
    if "--check" in sys.argv[1:] and before != after:
        CATALOGUE.write_text(before, "utf-8")
        found.append("the catalogue is not up to date: call ./run words, then fill what is new")
    print("\n".join(found) if found else "Every string has its Spanish.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

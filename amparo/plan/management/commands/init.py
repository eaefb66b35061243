"""`amparo init`: writes plan.toml and the keys, makes the database, and says what to back up."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo import config
from amparo.kernel import clock
from amparo.kernel.vault import keyring
from amparo.plan import check, write
from amparo.plan.profile import Product, Words
from amparo.plan.questions import QUESTIONS, Question

BACKUP = """
Back up, in two places that no one person can lose together:
  1. {root}   the root key. Keep a copy off this machine: on paper in a safe, or in your password vault.
     It is not in the database, and no one can make it again.
  2. {keys}   the named keys, locked with the root key. Copy it whenever you copy the database.
  3. {database}
  4. {plan}

Never keep the root key beside a copy of the database: together they open everything.

If the root key or the named keys are lost, nobody can open what they sealed, and we cannot help:
  - no one can sign in any more: every password, answer and second factor must be made anew;
  - people can no longer be found by their Social Security number until the next full enrollment file;
  - waiting mails and, later, every message in the Secure Inbox are gone for good.
Try your copy now: `amparo keys verify`. `amparo keys backup` writes one."""

NEXT = """
Next:
  amparo check                                     what is still wrong
  amparo import_834 FILE                           take in an enrollment file
  amparo staff invite EMAIL --role ROLE            a link for the first of your people
  amparo serve                                     the web site and the worker"""


class Command(BaseCommand):
    """Set up one installation. Safe to run again: what is there is kept and said."""

    help = "Write plan.toml and the keys, make the database, say what to back up. Safe to run again."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sample", action="store_true", help="Take the invented sample plan, ask nothing."
        )
        parser.add_argument(
            "--no-input", action="store_true", help="Ask nothing; a flag that is missing stops the command."
        )
        for question in QUESTIONS:
            parser.add_argument(question.flag, help=f"{question.words} (like {question.example})")
        parser.add_argument(
            "--mail-domain", help="Domain of the departments' mail addresses (like plan.example)."
        )
        parser.add_argument(
            "--product",
            action="append",
            type=_product,
            default=[],
            metavar="CODE=ENGLISH|SPANISH[|KIND]",
            help="A product by the code in the enrollment file; may be given several times.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings = config.current()
        settings.home_path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._plan(settings.plan_path, options)
        self._keys(settings)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self.stdout.write(f"The database is ready: {_database(settings)}")
        found = check.faults(settings.plan_path.read_text("utf-8"), settings.plan_path.parent)
        for sentence in found:
            self.stdout.write(self.style.ERROR(f"plan.toml: {sentence}"))
        self.stdout.write(
            BACKUP.format(
                root="AMPARO_ROOT_KEY" if settings.root_key else settings.root_key_path,
                keys=settings.keys_path,
                database=_database(settings),
                plan=settings.plan_path,
            )
        )
        self.stdout.write(NEXT)
        if found:
            raise CommandError("plan.toml needs the corrections above; then run `amparo check`.")

    def _plan(self, path: Path, options: dict[str, Any]) -> None:
        if path.exists():
            self.stdout.write(f"plan.toml is there and was kept: {path}")
            return
        text = write.sample() if options["sample"] else write.plan_toml(self._answers(options))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.stdout.write(f"Wrote plan.toml: {path}")

    def _keys(self, settings: config.Config) -> None:
        there = settings.keys_path.exists()
        keyring.create(settings, now=clock.now())
        self.stdout.write(
            f"The keys {'are there and were kept' if there else 'were made'}: {settings.keys_path}"
        )

    def _answers(self, options: dict[str, Any]) -> write.Answers:
        asking = not options["no_input"] and sys.stdin.isatty()
        lines: dict[tuple[str, str], write.Value] = {}
        for question in QUESTIONS:
            given = self._answer(question, options.get(question.name), asking)
            if question.half:
                before = lines.get(question.place)
                words = before if isinstance(before, Words) else Words("", "")
                lines[question.place] = Words(
                    **{"en": words.en, "es": words.es, question.half: given},
                )
            else:
                lines[question.place] = given
        domain = options["mail_domain"]
        if domain is None and asking:
            domain = input(
                "Domain of the departments' mail addresses (like plan.example; may be empty): "
            ).strip()
        return write.Answers(lines, domain or "", tuple(options["product"]))

    def _answer(self, question: Question, given: str | None, asking: bool) -> str:
        if given is None and not asking:
            if question.default is None:
                raise CommandError(f"{question.flag} is missing: {question.words.lower()}.", returncode=2)
            return question.default
        if given is not None:
            if fault := question.fault(given):
                raise CommandError(f"{question.flag} {fault}.", returncode=2)
            return given
        while True:
            hint = f" [{question.default}]" if question.default else f" (like {question.example})"
            typed = input(f"{question.words}{hint}: ").strip() or question.default
            if typed is None:
                self.stdout.write("This one is needed.")
            elif fault := question.fault(typed):
                self.stdout.write(f"It {fault}.")
            else:
                return typed


def _database(settings: config.Config) -> str:
    """The database without its password."""
    scheme, _, rest = settings.database.partition("://")
    return "/" + rest.lstrip("/") if scheme == "sqlite" else f"{scheme}://{rest.rpartition('@')[2]}"


def _product(text: str) -> Product:
    code, sign, names = text.partition("=")
    parts = [part.strip() for part in names.split("|")]
    if not sign or not code.strip() or len(parts) not in {2, 3} or not all(parts):
        raise argparse.ArgumentTypeError(
            "takes CODE=English name|Spanish name, and |kind if it is not medical"
        )
    return Product(code.strip(), Words(parts[0], parts[1]), parts[2] if len(parts) == 3 else "medical")

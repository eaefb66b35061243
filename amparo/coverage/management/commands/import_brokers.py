"""`amparo import_brokers FILE`: takes brokers in, by the id that enrolment files carry (SITE-3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from amparo.coverage import brokers


class Command(BaseCommand):
    help = "Take brokers in from a CSV file (UTF-8) whose first line is id,name,phone,email."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        with transaction.atomic():
            read = brokers.keep(path=path)
        for line, code in read.faults:
            self.stdout.write(f"{path.name} line {line}: {brokers.SENTENCES[code]}")
        held = len(read.faults)
        self.stdout.write(f"accepted {read.accepted} changed {read.changed} held {held} rejected 0")
        if held and not read.accepted:
            raise SystemExit(1)

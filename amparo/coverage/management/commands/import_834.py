"""`amparo import_834 FILE…`: takes enrolment files in (DESK-4)."""

from __future__ import annotations

from typing import Any

from amparo.coverage.management.importing import ImportCommand


class Command(ImportCommand):
    kind = "834"
    help = (
        "Take X12 834 enrolment files (005010X220A1) in. Every record that is not taken is named with line "
        "and reason; the last line counts members. Exit 0: taken, wholly or in part; 1: a whole file held or "
        "rejected; 2: wrong call. A file that was interrupted goes on when it is started again."
    )

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--partner", default="", metavar="NAME", help="who sent them, for your own records"
        )

"""`amparo import_roster FILE…`: takes rosters in, for plans without 834 files (DESK-4)."""

from __future__ import annotations

from typing import Any

from amparo.coverage.management.importing import ImportCommand
from amparo.coverage.roster import COLUMNS


class Command(ImportCommand):
    kind = "roster"
    help = (
        "Take CSV rosters in: UTF-8, one row a person and product, the first line naming these columns in "
        "any order (* must be there and filled):\n"
        + "\n".join(f"  {c.name}{'*' if c.needed else ''}: {c.takes}" for c in COLUMNS)
        + "\nWho is absent from a roster keeps their cover; end it by cover_ends."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        import argparse

        kwargs["formatter_class"] = argparse.RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

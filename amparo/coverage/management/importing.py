"""What the commands that import members share: files in, findings and counts out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amparo.coverage import imports
from amparo.coverage.x834 import stage
from amparo.kernel import clock

WORDS = {"reject": "rejected", "hold": "held", "family": "held", "member": "held", "warning": "warning"}
COUNTS = ("accepted", "changed", "held", "rejected")


class ImportCommand(BaseCommand):
    """Imports each FILE in turn; interrupted files are finished first."""

    kind = ""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
        parser.add_argument(
            "--json", action="store_true", help="a JSON object a line; the last line stays as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(name) for name in options["files"]]
        for path in paths:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.", returncode=2)
        now = clock.now()
        if not options["dry_run"]:
            for report in imports.go_on(now=now):
                self._say(report, as_json=options["json"])
        reports = []
        for path in paths:
            try:
                report = imports.take(
                    path=path,
                    kind=self.kind,
                    now=now,
                    partner=(options.get("partner") or "")[:60],
                    dry_run=options["dry_run"],
                )
            except stage.TakenOver:
                raise CommandError(f"Another process is importing {path} now.", returncode=2) from None
            except PermissionError:
                raise CommandError(f"{path} may not be read.", returncode=2) from None
            self._say(report, as_json=options["json"])
            reports.append(report)
        totals = (f"{name} {sum(getattr(r, name) for r in reports)}" for name in COUNTS)
        self.stdout.write(" ".join(totals))
        if any(report.whole_file_refused for report in reports):
            raise SystemExit(1)

    def _say(self, report: imports.Report, *, as_json: bool) -> None:
        for said in report.findings:
            if as_json:
                self.stdout.write(json.dumps({"file": report.name, **vars(said)}, ensure_ascii=False))
                continue
            place = f"line {said.line}" + (f", segment {said.segment}" if said.segment else "")
            member = f", member {said.member_no}" if said.member_no else ""
            self.stdout.write(f"{report.name} {place}{member}: {WORDS[said.severity]}: {said.sentence}")
        if as_json:
            kept = {name: getattr(report, name) for name in ("state", "again", "resumed", *COUNTS)}
            self.stdout.write(json.dumps({"file": report.name, **kept}))
        elif report.again:
            self.stdout.write(f"{report.name}: was taken before; nothing to do.")
        else:
            begun = "went on where it was interrupted; " if report.resumed else ""
            self.stdout.write(f"{report.name}: {begun}{report.state}.")

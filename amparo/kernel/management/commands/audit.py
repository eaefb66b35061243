"""`amparo audit verify | status`: whether the trail is whole, and what waits to be chained."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.kernel import clock
from amparo.kernel.audit import anchors, chain
from amparo.kernel.audit.verify import verify


class Command(BaseCommand):
    """Names every entry that was changed, removed, put in or moved; exit 1 when there is one."""

    help = "verify | status"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["what"] == "status":
            waiting, head = chain.tail(now=now), chain.head()
            minutes = int(waiting.oldest.total_seconds() // 60)
            self.stdout.write(f"chained to {head.position}, waiting {waiting.count}, oldest {minutes} min")
            self.stdout.write(f"head {head.chain_mac.hex()}, last anchor {anchors.last_day() or 'none yet'}")
            if waiting.late:
                raise CommandError("The chain is late: is `amparo worker` running?")
            return
        report = verify(now=now)
        if report.faults:
            raise CommandError("\n".join(report.faults))
        self.stdout.write(f"{report.entries} entries, all whole; {report.waiting.count} wait for the chain.")

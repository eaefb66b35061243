"""`amparo worker`: does what waits in the queue, until it is told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.kernel import clock, redact, worker
from amparo.kernel.vault import guard, keyring


class Command(BaseCommand):
    """Any number of workers may run, on any number of machines."""

    help = "Do what waits in the queue. --once: until nothing is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keyring.ring()
            guard.at_boot(now=clock.now())
        except (keyring.NoKeys, guard.WrongKeys) as fault:
            raise CommandError(str(fault)) from None
        redact.catch_what_nobody_caught()
        done = worker.work(stop=worker.stop_on_signal(), once=options["once"])
        if options["once"]:
            self.stdout.write(f"{done} done")

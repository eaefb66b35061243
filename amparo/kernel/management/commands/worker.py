"""`amparo worker`: does what waits in the queue, until it is told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from amparo.kernel import worker


class Command(BaseCommand):
    """Any number of workers may run, on any number of machines."""

    help = "Do what waits in the queue. --once: until nothing is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        done = worker.work(stop=worker.stop_on_signal(), once=options["once"])
        if options["once"]:
            self.stdout.write(f"{done} done")

"""`amparo jobs`: what waits, what was given up, and trying a given-up job again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.kernel import clock, jobs


class Command(BaseCommand):
    """For the administrator; the desk has the same as a page."""

    help = "status | given-up | retry ID"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["status", "given-up", "retry"])
        parser.add_argument("id", nargs="?", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["what"] == "status":
            state = jobs.status(now=now)
            self.stdout.write(f"waiting {state.waiting}  due {state.due}  given up {state.given_up}")
        elif options["what"] == "given-up":
            for row in jobs.given_up():
                self.stdout.write(f"{row.id}  {row.name}  {row.tries} tries  {row.fault}")
        elif options["id"] is None or not jobs.retry(job_id=options["id"], now=now):
            raise CommandError(
                "There is no given-up job with this number. `amparo jobs given-up` lists them."
            )

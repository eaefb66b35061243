"""`amparo jobs`: what waits, what was given up, and trying a given-up job again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.kernel import clock, jobs


class Command(BaseCommand):
    """For the administrator; the desk has the same as a page."""

    help = "status | given-up | retry ID"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["status", "given-up", "retry"])
        parser.add_argument("id", nargs="?", type=int, help="the number that given-up shows")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "status":
            self.stdout.write(_status())
        elif options["what"] == "given-up":
            for row in jobs.given_up():
                when = row.given_up_at.strftime("%Y-%m-%d %H:%M")
                self.stdout.write(f"{row.id}  {row.name}  {when} UTC  {row.tries} tries  {row.fault}")
        elif options["id"] is None or not jobs.retry(job_id=options["id"], now=clock.now()):
            raise CommandError(
                "There is no given-up job with this number. `amparo jobs given-up` lists them."
            )


def _status() -> str:
    state = jobs.status(now=clock.now())
    oldest, beat = int(state.oldest_due.total_seconds()), state.heartbeat
    seen = "no worker has given a sign" if beat is None else f"last sign {int(beat.total_seconds())} s ago"
    lines = [
        f"waiting {state.waiting}  due {state.due} (oldest {oldest} s)  given up {state.given_up}",
        f"workers {state.workers}  ({seen})",
    ]
    if state.unknown:
        lines.append(f"{state.unknown} wait under names that this release does not know")
    return "\n".join(lines)

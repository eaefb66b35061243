"""`amparo staff invite EMAIL --role ROLE | list | end EMAIL`: who of the plan's people may come in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.accounts import roles, staff
from amparo.kernel import clock
from amparo.kernel.refusals import Refusal


class Command(BaseCommand):
    """The first administrator is invited here; later ones at the desk, too."""

    help = "Invite, list or end the plan's people."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        invite = parts.add_parser("invite", help="print a one-time link for this address")
        invite.add_argument("email")
        invite.add_argument("--role", required=True, choices=sorted(roles.ROLES))
        parts.add_parser("list", help="who may come in, and who is invited")
        end = parts.add_parser("end", help="close the accounts of this address")
        end.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["what"] == "invite":
            try:
                link = staff.invite(email=options["email"], role=options["role"], by=None, now=now)
            except Refusal:
                raise CommandError("This address has a staff account. End it first.") from None
            self.stdout.write("Give this link to that person alone. It works once, for three days:")
            self.stdout.write(link)
        elif options["what"] == "list":
            for person in staff.everybody(now=now):
                self.stdout.write(f"{person.state:8} {person.email:40} {person.role}  {person.name}")
        else:
            try:
                staff.end(email=options["email"], by=None, now=now)
            except Refusal:
                raise CommandError("Nobody of the plan's people has this address.") from None
            self.stdout.write("Closed. Every session and invitation of theirs has ended.")

"""`amparo demo_seed`: gives an empty demonstration its past; run by `amparo demo`."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amparo import config
from amparo.demo import seed
from amparo.demo.catcher import Catcher
from amparo.demo.mailbox import Mailbox
from amparo.demo.place import Place
from amparo.demo.progress import step
from amparo.kernel import clock


class Command(BaseCommand):
    """Needs a database without members and the mail port that its own settings name."""

    help = "Give the demonstration its past (run by `amparo demo`)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        settings = config.current()
        place = Place(settings.home_path)
        if place.seeded:
            raise CommandError("This demonstration has its past already; ./run demo --fresh starts over.")
        now = clock.now()
        tale = seed.Tale(end=now, mailbox=Mailbox(place.mails), now=now)
        with step(self.stdout, "Enrollment file"):
            report = seed.enrolment_file(tale)
        self.stdout.write(f"    {report.accepted} people on the enrollment records")
        logging.getLogger("amparo.jobs").setLevel(logging.CRITICAL)  # one job is given up on purpose
        tale.catcher = Catcher(tale.mailbox, port=settings.smtp_port, when=lambda: tale.now)
        tale.catcher.start()
        try:
            with step(self.stdout, "Six months of accounts, calls and mails"):
                seed.tell(tale)
        finally:
            tale.catcher.stop()

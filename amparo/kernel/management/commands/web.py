"""`amparo web`: the web server alone, for machines whose supervisor starts each part."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from amparo.kernel.management.commands import serve


class Command(BaseCommand):
    """Becomes granian."""

    help = "Serve the pages."

    def handle(self, *args: Any, **options: Any) -> None:
        serve.check()
        line = serve.web()
        os.execv(line[0], line)  # noqa: S606

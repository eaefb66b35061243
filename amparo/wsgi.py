"""The web application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")  # noqa: TID251
application = get_wsgi_application()

from amparo.kernel import clock, redact  # noqa: E402
from amparo.kernel.vault import guard  # noqa: E402

redact.catch_what_nobody_caught()
guard.at_boot(now=clock.now())

"""Real processes for the kernel's tests: Python with Django on the test's own database."""

import os
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection


def environment(**more):
    """The environment in which a child works on this test's database, with this test's keys."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite://{name}"
    if connection.vendor == "postgresql":
        url = settings.CONFIG.database.rpartition("/")[0] + f"/{name}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "amparo.settings", "AMPARO_DATABASE_URL": url, **more}


def python(code, *, stdin=False, **more):
    """Start Python with this code, after django.setup(); what it writes is kept for `communicate`."""
    return subprocess.Popen(
        [sys.executable, "-c", "import django\ndjango.setup()\n" + code],
        env=environment(**more),
        stdin=subprocess.PIPE if stdin else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(true, seconds=30):
    """Wait for something to become true, and fail when it does not; what it became."""
    end = time.monotonic() + seconds
    while not (became := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.03)
    return became

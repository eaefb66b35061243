"""Sets the stage for measures that need pages: a home of its own, the cast on record, Ana signed in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any


def set_up() -> Any:
    """A signed-in client of Ana's on a fresh SQLite database; Django is started here."""
    home = tempfile.mkdtemp(prefix="amparo-bench-")
    os.environ.update(
        AMPARO_HOME=home,
        AMPARO_DATABASE_URL=f"sqlite://{home}/amparo.sqlite3",
        AMPARO_ARGON2_MEMORY_KIB="64",
        AMPARO_ANSWER_FLOOR_MS="0",
        AMPARO_SMTP_SECURITY="none",
        AMPARO_LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="amparo.settings",
    )
    from amparo import config
    from amparo.kernel import clock
    from amparo.kernel.vault import keyring

    keyring.create(config.current(), now=clock.now())
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from django.core import mail

    mail.outbox = []
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.test import Client

    from amparo.coverage import imports
    from amparo.demo import cast, enrolment

    path = Path(home) / "cast.edi"
    path.write_text(enrolment.write(today=clock.now().date(), families=325), "utf-8")
    imports.take(path=path, kind="834", now=clock.now())
    from tests.stories.walk import Walker

    client = Client()
    answer = Walker(client).register(cast.ANA)
    assert answer.status_code == 302, answer.content[:300]
    from datetime import timedelta

    from amparo.accounts.models import User

    User.objects.update(created_at=clock.now() - timedelta(days=180))  # in mid-life
    return client

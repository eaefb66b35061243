"""Sets the stage before Django starts: a home of its own, real keys, cheap password hashes."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="amparo-tests-"))
os.environ["AMPARO_HOME"] = str(HOME)
os.environ["AMPARO_ARGON2_MEMORY_KIB"] = "64"
os.environ["AMPARO_ANSWER_FLOOR_MS"] = "0"
os.environ["AMPARO_SMTP_SECURITY"] = "none"
os.environ["AMPARO_LOG_LEVEL"] = "WARNING"
os.environ["AMPARO_DATABASE_URL"] = os.environ.get(
    "AMPARO_TEST_DATABASE_URL", f"sqlite:///{HOME}/amparo.sqlite3"
)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from amparo import config  # noqa: E402
from amparo.kernel import clock  # noqa: E402
from amparo.kernel.vault import keyring  # noqa: E402

keyring.create(config.current(), now=clock.now())


@pytest.fixture(scope="session", autouse=True)
def audit_trail_gives_way_between_tests():
    """A test with real transactions empties every table at its end, which the triggers refuse."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from amparo.kernel.audit import triggers

    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_all(self, statements):
        triggers.take_away()
        empty(self, statements)
        triggers.put()

    BaseDatabaseOperations.execute_sql_flush = empty_all
    yield
    BaseDatabaseOperations.execute_sql_flush = empty


def pytest_unconfigure():
    shutil.rmtree(HOME, ignore_errors=True)

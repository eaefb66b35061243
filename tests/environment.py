"""Sets the stage before Django starts: a home of its own, real keys, cheap password hashes."""

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="amparo-tests-"))
os.environ["AMPARO_HOME"] = str(HOME)
os.environ["AMPARO_ARGON2_MEMORY_KIB"] = "64"
os.environ["AMPARO_ANSWER_FLOOR_MS"] = "0"
os.environ["AMPARO_SMTP_SECURITY"] = "none"
os.environ["AMPARO_LOG_LEVEL"] = "WARNING"
os.environ["AMPARO_DATABASE_URL"] = os.environ.get("AMPARO_TEST_DATABASE_URL", f"sqlite:///{HOME}/amparo.sqlite3")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from amparo import config  # noqa: E402
from amparo.kernel import clock  # noqa: E402
from amparo.kernel.vault import keyring  # noqa: E402

keyring.create(config.current(), now=clock.now())

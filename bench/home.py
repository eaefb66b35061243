"""The signed-in home page: its CPU against an empty page of the same layout, and its queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.measure import Measure

ROUNDS, EACH = 15, 20


def measures() -> Iterator[Measure]:
    """Both pages in turn, so that a slower moment of the machine slows both."""
    from bench import stage

    client = stage.set_up()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    count = len([q for q in queries if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])
    settings.ROOT_URLCONF = "bench.empty_page"
    for page in ("/", "/empty/"):
        assert client.get(page).status_code == 200, page
    ratios = [_cpu(client, "/") / _cpu(client, "/empty/") for _ in range(ROUNDS)]
    yield Measure(
        "home page, CPU × an empty page of the layout", statistics.median(ratios), 2, at_least=False
    )
    yield Measure("home page, queries", count, 8, at_least=False)


def _cpu(client: Any, page: str) -> float:
    begun = time.process_time()
    for _ in range(EACH):
        client.get(page)
    return time.process_time() - begun

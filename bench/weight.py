"""What a first visit transfers: the page, its sheet, its script, the plan's colours, compressed as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure


def measures() -> Iterator[Measure]:
    """Sizes in kB (1,000 bytes); static files brotli-compressed as whitenoise sends them, pages as they are."""
    from bench import stage

    client = stage.set_up()
    import brotli
    from django.conf import settings

    def static(address: str) -> int:
        path = Path(settings.STATIC_ROOT) / address.removeprefix("/static/")
        return len(brotli.compress(path.read_bytes()))

    sheets = scripts = 0
    worst = 0.0
    client.post("/sign-out/")
    for page in ("/", "/es/", "/register/", "/sign-in/", "/help/"):
        answer = client.get(page)
        html = answer.content.decode()
        css = sum(static(a) for a in re.findall(r'<link[^>]+href="(/static/[^"]+\.css)"', html))
        js = sum(static(a) for a in re.findall(r'<script[^>]+src="(/static/[^"]+)"', html))
        brand = len(client.get("/brand.css").content)
        sheets, scripts = max(sheets, css), max(scripts, js)
        worst = max(worst, len(answer.content) + css + js + brand)
    yield Measure("first visit, transferred", worst / 1000, 80, at_least=False, unit="kB")
    yield Measure("JavaScript, compressed", scripts / 1000, 20, at_least=False, unit="kB")
    yield Measure("CSS, compressed", sheets / 1000, 25, at_least=False, unit="kB")

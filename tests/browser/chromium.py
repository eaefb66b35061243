"""Starts Chromium as the tests want it: no calls home, no sandbox where we are root, axe injected from our own copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 720}
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What axe cannot decide by itself and we have looked at: text on the drawings' own ground, the sticky phone bar. A
# target that lies half under that bar can be scrolled clear (scroll-padding does it for focus): a false alarm.
INCOMPLETE_ALLOWED = {"color-contrast", "target-size"}


def program() -> str | None:
    """The browser to drive: the one `./run` found, or what is on the path; None lets Playwright use its own."""
    if given := os.environ.get("AMPARO_TEST_BROWSER"):
        return given
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def started() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGS)
        yield browser
        browser.close()


def context(
    browser: Browser, *, view: dict[str, int] = PHONE, language: str = "en", **more: Any
) -> BrowserContext:
    """A fresh person at a fresh device."""
    locale = "es-US" if language == "es" else "en-US"
    made = browser.new_context(viewport=view, locale=locale, timezone_id="America/Chicago", **more)  # type: ignore[arg-type]
    made.set_default_timeout(10_000)
    return made


def axe(page: Page) -> list[str]:
    """Everything axe finds on the page, what it cannot decide included; empty is what we want."""
    page.evaluate(AXE)
    found = page.evaluate(
        """async () => {
            const tags = ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'];
            const r = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
            const row = kind => one => one.nodes.map(n => [kind, one.id, n.target.join(' '), n.failureSummary || '']);
            return [...r.violations.flatMap(row('wrong')), ...r.incomplete.flatMap(row('unsure'))];
        }"""
    )
    return [
        f"{kind} {rule} at {where}: {why[:160]}"
        for kind, rule, where, why in found
        if not (kind == "unsure" and rule in INCOMPLETE_ALLOWED)
        and not (rule == "target-size" and "partially obscured" in why)
    ]


def sideways(page: Page) -> list[str]:
    """What sticks out of the window to the side, or is clipped inside a button, link or field."""
    return page.evaluate(
        """() => {
            const out = [];
            if (document.documentElement.scrollWidth > window.innerWidth + 1) {
                for (const e of document.querySelectorAll('body *')) {
                    const r = e.getBoundingClientRect();
                    if (r.width && r.right > window.innerWidth + 1) out.push('wide: ' + e.tagName + '.' + e.className);
                }
                out.push('page is ' + document.documentElement.scrollWidth + ' px wide');
            }
            for (const e of document.querySelectorAll('button, .usa-button, nav a, .am-chip')) {
                if (e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
                    out.push('clipped: ' + e.textContent.trim());
            }
            return out.slice(0, 8);
        }"""
    )

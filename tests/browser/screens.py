"""Takes the reference screenshots of the named screens from a fresh demonstration into docs/screens (./run screens)."""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "screens"
MEMBER = ("ana.morales", "tres naranjos al sol")
STAFF = ("tom.keller", "copper lantern by the river")
Shot = Callable[[Page, str], None]


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration of our own, or of the one named in AMPARO_TEST_SCREENS_AT."""
    if given := os.environ.get("AMPARO_TEST_SCREENS_AT"):
        yield given
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = tempfile.mkdtemp(prefix="amparo-screens-")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
    environment |= {"AMPARO_DEMO": "1", "AMPARO_HOME": f"{home}/demo"}
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo", "demo", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def root(language: str) -> str:
    return "/es" if language == "es" else ""


def plain(path: str) -> Shot:
    def shot(page: Page, language: str) -> None:
        page.goto(root(language) + path)

    return shot


def person(page: Page, language: str) -> None:
    page.goto(f"{root(language)}/register/")
    page.locator("form.am-actions button").click()
    page.locator("[name=first_name]").fill("Ana")
    page.locator("[name=last_name]").fill("García Rivera")
    page.locator("[name=birth_month]").select_option("4")
    page.locator("[name=birth_day]").fill("28")
    page.locator("[name=birth_year]").fill("84")
    page.locator("[name=zip5]").fill("7850")
    page.locator("#page-form .am-actions button").click()


def found_as(page: Page, language: str, how: str) -> None:
    person(page, language)
    page.locator("[name=last_name]").fill(f"García {secrets.token_hex(3)}")
    page.locator("[name=birth_year]").fill("1984")
    page.locator("[name=zip5]").fill("78501")
    page.locator("#page-form .am-actions button").click()
    page.locator(f"[value={how}]").check()


def method(page: Page, language: str) -> None:
    found_as(page, language, "number")


def no_match(page: Page, language: str) -> None:
    found_as(page, language, "number")
    page.locator("#page-form .am-actions button").click()
    page.locator("[name=number]").fill(f"555{secrets.randbelow(10**7):07d}")
    page.locator("#page-form .am-actions button").click()


def timeout(page: Page, language: str) -> None:
    """The warning two minutes before: the server's answer is brought forward, everything else is real."""
    page.route("**/session/status", lambda route: route.fulfill(json={"seconds": 114, "limit": 1800}))
    page.goto(f"{root(language)}/")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("alertdialog").wait_for()
    page.wait_for_timeout(600)  # until it has risen
    page.unroute("**/session/status")


def caller(page: Page, language: str) -> None:
    page.goto(f"{root(language)}/desk/")
    page.locator("[name=text]").fill("garcia")
    page.locator("#page-form button.usa-button").first.click()


def called(page: Page, language: str) -> None:
    caller(page, language)
    page.locator("table a").first.click()


def sign_in(page: Page, who: tuple[str, str], address: str) -> None:
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(who[0])
    page.locator("[name=password]").fill(who[1])
    page.locator("#page-form .am-actions button").click()
    if "second-factor" in page.url:
        codes = urllib.request.urlopen(f"{address}/demo/codes/").read().decode()
        text = re.sub(r"<[^>]+>", " ", codes)
        code = re.search(re.escape(who[0]) + r"\D*?(\d{3})\s?(\d{3})", text) or re.search(
            r"\b(\d{3})\s?(\d{3})\b", text
        )
        page.locator("[name=code]").fill("".join(code.groups()))
        page.locator("#page-form .am-actions button").click()


SCREENS: dict[str, tuple[str, Shot]] = {
    "front": ("", plain("/")),
    "register-start": ("", plain("/register/")),
    "register-person": ("", person),
    "register-method": ("", method),
    "register-no-match": ("", no_match),
    "sign-in": ("", plain("/sign-in/")),
    "help": ("", plain("/help/")),
    "home": ("member", plain("/")),
    "profile": ("member", plain("/profile/")),
    "coverage": ("member", plain("/coverage/")),
    "security": ("member", plain("/profile/security/")),
    "activity": ("member", plain("/profile/activity/")),
    "time-out": ("member", timeout),
    "desk-find": ("staff", caller),
    "desk-member": ("staff", called),
}
WIDTHS = {390: chromium.PHONE, 1280: chromium.DESK}


def take(browser: Browser, address: str, names: list[str], target: Path) -> None:
    """Every named screen, both widths, both languages; dark and 320 px for the ones that matter most."""
    target.mkdir(parents=True, exist_ok=True)
    looks = [(w, lang, "light") for w in WIDTHS for lang in ("en", "es")] + [
        (390, "es", "dark"),
        (1280, "en", "dark"),
        (320, "es", "light"),
    ]
    signed_in = {"": None}
    for who, login in (("member", MEMBER), ("staff", STAFF)):
        context = chromium.context(browser, base_url=address)
        sign_in(context.new_page(), login, address)
        signed_in[who] = context.storage_state()
    for width, language, scheme in looks:
        view = WIDTHS.get(width, chromium.NARROW)
        for who, state in signed_in.items():
            context = chromium.context(
                browser,
                view=view,
                language=language,
                color_scheme=scheme,
                base_url=address,
                storage_state=state,
                bypass_csp=True,
            )
            page = context.new_page()
            for name in names:
                if SCREENS[name][0] != who or (
                    scheme == "dark" and name in {"security", "activity", "register-start"}
                ):
                    continue
                SCREENS[name][1](page, language)
                ending = {"dark": "-dark"}.get(scheme, "")
                page.screenshot(
                    path=target / f"{name}-{width}-{language}{ending}.png", full_page=name != "time-out"
                )
            context.close()


def _keep(picture: bytes, path: Path) -> None:
    """As a PNG of 192 colours: a quarter of the size, and the eye sees no difference."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(192, dither=Image.Dither.NONE).save(path, optimize=True)


# the ten that are kept in the project; ./run screens NAME … takes others
NAMED = [
    *("front", "register-start", "register-person", "register-no-match", "sign-in"),
    *("home", "profile", "coverage", "time-out", "desk-member"),
]


# pages ask for the reader's own face; a server's is poor, so the pictures borrow one close to a phone's
FACE = ':root { --font: Inter, Roboto, "Liberation Sans", sans-serif }'


def main() -> None:
    target = Path(os.environ.get("AMPARO_TEST_SCREENS_TO", TARGET))
    with demonstration() as address, chromium.started() as browser:
        take(browser, address, sys.argv[1:] or NAMED, target)


if __name__ == "__main__":
    main()

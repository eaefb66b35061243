"""Registering in a real browser: by keyboard alone, without JavaScript, in Spanish on a phone, with axe on every page."""

import re

import pytest

from amparo.demo import cast
from tests.browser import chromium, keys
from tests.browser.keys import choose, press, write
from tests.stories import walk
from tests.stories.people import colleague

SPANISH = {
    "start": "Empezar",
    "go on": "Continuar",
    "find": "Buscar mi registro",
    "make": "Crear mi cuenta",
    "finish": "Terminar",
}


def check(page, seen):
    """axe finds nothing, nothing sticks out, the page says its language, the console is quiet."""
    seen.append(page.url)
    assert chromium.axe(page) == [], page.url
    assert chromium.sideways(page) == [], page.url


@pytest.fixture
def watched(browser, live_server, members):
    """Opens pages and fails on any complaint of the browser's console."""
    complaints = []

    def opened(**more):
        context = chromium.context(browser, **more)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    yield opened
    complaints = [c for c in complaints if not any(status in c for status in ("422", "404", "429"))]
    assert complaints == []


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_rosa_registers_in_spanish_on_a_phone_with_the_keyboard_alone(
    watched, live_server, mailbox, javascript
):
    page, seen, rosa = watched(language="es", java_script_enabled=javascript), [], cast.ROSA
    look = check if javascript else lambda page, seen: None  # axe itself needs scripts
    page.goto(live_server.url + "/")
    assert page.url.endswith("/es/")
    look(page, seen)
    press(page, "Registrarse")
    look(page, seen)
    press(page, SPANISH["start"])
    press(page, SPANISH["go on"])  # nothing typed: the errors are named
    assert page.title().startswith("Error:") and page.locator(".am-errors li").count() >= 3
    look(page, seen)
    write(page, "Nombre legal", rosa.first_name)
    write(page, "Apellidos legales", rosa.last_name)
    choose(page, "Mes", "agosto")
    write(page, "Día", str(rosa.birth_on.day))
    write(page, "Año", str(rosa.birth_on.year))
    write(page, "Código postal", rosa.zip5)
    press(page, SPANISH["go on"])
    look(page, seen)
    keys.tab_to(page, "Seguro Social")
    page.keyboard.press("Space")
    press(page, SPANISH["go on"])
    look(page, seen)
    write(page, "Seguro Social", f"{rosa.ssn[:3]}-{rosa.ssn[3:5]}-{rosa.ssn[5:]}")
    press(page, SPANISH["find"])
    look(page, seen)
    for n, answer in enumerate(["Jilguero", "Canela", "Hidalgo"], 1):
        keys.tab_to(page, f"Pregunta {n}")
        for _ in range(n):
            page.keyboard.press("ArrowDown")
        write(page, f"Respuesta {n}", answer)
    press(page, SPANISH["go on"])
    look(page, seen)
    write(page, "Nombre de usuario", "rosa.garcia.r")
    write(page, "Correo", rosa.email)
    write(page, "Contraseña", walk.PASSWORD)
    keys.tab_to(page, "acuerdo")
    page.keyboard.press("Space")
    press(page, SPANISH["make"])
    look(page, seen)
    write(page, "Código", mailbox.code(rosa.email))
    press(page, SPANISH["finish"])
    assert page.url.endswith("/es/profile/") and "Rosa Elena" in page.content()
    look(page, seen)
    page.goto(live_server.url + "/es/")
    assert "Rosa" in page.locator("h1").inner_text()
    look(page, seen)


def test_walter_registers_in_english_with_the_number_read_out_at_the_desk(
    watched, live_server, mailbox, client
):
    tom, _ = colleague("member_services")
    desk = watched(view=chromium.DESK)
    desk.context.add_cookies([{"name": "sid", "value": tom.cookies["sid"].value, "url": live_server.url}])
    desk.goto(live_server.url + "/desk/")
    assert chromium.axe(desk) == []
    write(desk, "Who is calling", "brooks 12/01/1959")
    press(desk, "Search")
    assert chromium.axe(desk) == []
    press(desk, "Walter Brooks")
    assert chromium.axe(desk) == []
    press(desk, "Open the script")
    assert chromium.axe(desk) == []
    write(desk, "date of birth", "12/01/1959")
    write(desk, "ZIP code", cast.WALTER.zip5)
    write(desk, "street", cast.WALTER.household.street)
    press(desk, "Compare")
    press(desk, "Show the member number")
    number = desk.locator(".am-once").inner_text()
    assert chromium.axe(desk) == []

    page, seen, walter = watched(), [], cast.WALTER
    page.goto(live_server.url + "/register/")
    press(page, "Start")
    write(page, "first name", walter.first_name)
    write(page, "last name", walter.last_name)
    choose(page, "Month", "December")
    write(page, "Day", "1")
    write(page, "Year", "1959")
    write(page, "ZIP code", walter.zip5)
    press(page, "Continue")
    keys.tab_to(page, "What do you have at hand")
    page.keyboard.press("ArrowDown")
    press(page, "Continue")
    write(page, "Member number", number)
    press(page, "Find my record")
    check(page, seen)
    for n in (1, 2, 3):
        keys.tab_to(page, f"Question {n}")
        for _ in range(n):
            page.keyboard.press("ArrowDown")
        write(page, f"Answer {n}", ["Lincoln High", "Biscuit", "Sycamore Lane"][n - 1])
    press(page, "Continue")
    write(page, "User name", "walter.brooks")
    write(page, "E-mail", walter.email)
    write(page, "Password", walk.PASSWORD)
    keys.tab_to(page, "I agree")
    page.keyboard.press("Space")
    press(page, "Make my account")
    write(page, "Code", mailbox.code(walter.email))
    press(page, "Finish")
    assert page.url.endswith("/profile/") and re.search("Walter", page.content())
    check(page, seen)


def test_the_refusal_and_the_waiting_page_are_clean_in_both_languages(watched, live_server):
    for language, root in (("en", ""), ("es", "/es")):
        page, seen = watched(language=language), []
        page.goto(f"{live_server.url}{root}/register/")
        page.locator("form.am-actions button").click()
        for n in range(6):
            page.goto(f"{live_server.url}{root}/register/person/")
            page.locator("[name=first_name]").fill("Nadie")
            page.locator("[name=last_name]").fill(f"Ninguno{root[1:]}")
            page.locator("[name=birth_month]").select_option("4")
            page.locator("[name=birth_day]").fill("3")
            page.locator("[name=birth_year]").fill("1980")
            page.locator("[name=zip5]").fill("78501")
            page.locator("#page-form .am-actions button").click()
            page.locator("[value=ssn]").check()
            page.locator("#page-form .am-actions button").click()
            page.locator("[name=ssn]").fill(f"4506{n}1{language == 'en':d}82"[:9].ljust(9, "7"))
            page.locator("#page-form .am-actions button").click()
            if n == 0:
                assert page.locator(".am-once").count() == 1
            if n in {0, 5}:
                check(page, seen)
        assert page.locator("h1").inner_text() in {"Too many tries for now", "Demasiados intentos por ahora"}

"""Signing in, recovery and security in a real browser: keyboard alone, no scripts, passkeys, axe on every page."""

from datetime import timedelta

import pytest

from amparo.accounts import questions, second_factor
from amparo.accounts.tests.people import OTHER_PASSWORD, PASSWORD, account
from amparo.kernel import clock
from tests.browser import chromium
from tests.browser.keys import press, tab_to, write

ANSWERS = {"first_pet": "Canela", "first_school": "Escuela Travis", "dream_job": "astronauta"}
BUTTON = "#page-form .am-actions .usa-button"
OPEN = ["/sign-in/", "/forgot-username/", "/forgot-username/sent/", "/forgot-password/", "/sign-out/"]
CLOSED = [
    "security", "security/confirm", "security/password", "security/questions", "security/app", "security/devices",
    "security/passkeys/add", "security/recovery-code", "security/app/remove", "activity", "email", "phone",
    "language", "notices",
]  # fmt: skip


@pytest.fixture
def ana(db, members):
    user = account(member=members.ana, display_name="Ana Morales")
    questions.keep(user=user, answers=ANSWERS, now=clock.now())
    return user


def with_app(user):
    """An authenticator app for the account; its secret."""
    secret, earlier = second_factor.new_secret(), clock.now() - timedelta(minutes=5)
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=earlier), now=earlier
    )
    return secret


@pytest.fixture
def opened(browser, live_server):
    """Opens pages at our server and fails on any complaint of the browser's console."""
    complaints = []

    def page(**more):
        made = chromium.context(browser, base_url=live_server.url, **more).new_page()
        made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        made.on("pageerror", lambda fault: complaints.append(str(fault)))
        return made

    yield page
    assert [said for said in complaints if "422" not in said] == []


def enter(page, root="", password=PASSWORD):
    page.goto(f"{root}/sign-in/")
    page.locator("[name=username]").fill("ana.rivera")
    page.locator("[name=password]").fill(password)
    page.locator(BUTTON).click()


def clean(page):
    assert chromium.axe(page) == [], page.url
    assert chromium.sideways(page) == [], page.url


@pytest.mark.parametrize(
    ("language", "view", "scheme"),
    [("en", chromium.PHONE, "light"), ("es", chromium.NARROW, "dark"), ("es", chromium.DESK, "light")],
    ids=["english-phone", "spanish-narrow-dark", "spanish-desk"],
)
def test_every_page_and_every_error_is_clean(opened, ana, language, view, scheme):
    ana.language = language
    ana.save()
    root, page = "/es" if language == "es" else "", opened(language=language, view=view, color_scheme=scheme)
    for path in OPEN:
        page.goto(root + path)
        clean(page)
    page.goto(f"{root}/sign-in/")
    page.locator(BUTTON).click()
    clean(page)
    enter(page, root, password="wrong wrong wrong")
    assert page.title().startswith("Error:")
    clean(page)
    page.goto(f"{root}/forgot-password/")
    page.locator("[name=username]").fill("nobody.here")
    page.locator(BUTTON).first.click()
    clean(page)
    page.locator("[name=code]").fill("12345678")
    page.locator(BUTTON).first.click()
    clean(page)
    enter(page, root)
    for path in CLOSED:
        page.goto(f"{root}/profile/{path}/")
        assert page.url.endswith(f"{root}/profile/{path}/"), page.url
        clean(page)
    page.goto(f"{root}/profile/security/password/")
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("[name=password]").fill("qwerty123456")
    page.locator(BUTTON).click()
    clean(page)
    page.goto(f"{root}/profile/security/app/")
    secret = page.locator(".am-key").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(second_factor.code_at(secret, now=clock.now()))
    page.locator(BUTTON).click()
    assert page.url.endswith("/recovery-code/")
    clean(page)
    page.goto(f"{root}/profile/security/")
    clean(page)
    fresh = opened(language=language, view=view, color_scheme=scheme)
    enter(fresh, root)
    clean(fresh)
    fresh.goto(f"{root}/sign-in/second-factor/?way=recovery")
    fresh.locator("[name=code]").fill("not the code")
    fresh.locator(BUTTON).click()
    clean(fresh)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_ana_signs_in_with_two_steps_and_out_again_by_keyboard_alone(opened, ana, scripts):
    secret, page = with_app(ana), opened(java_script_enabled=scripts)
    page.goto("/sign-in/")
    write(page, "User name", "ana.rivera")
    write(page, "Password", PASSWORD)
    press(page, "Sign in")
    write(page, "Code from your app", second_factor.code_at(secret, now=clock.now()))
    press(page, "Sign in")
    assert page.locator("h1").inner_text().endswith("Ana")
    page.goto("/sign-out/")
    tab_to(page, "Skip to the content")
    page.keyboard.press("Enter")
    press(page, "Sign out")
    assert "You signed out." in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_ana_gets_a_new_password_in_spanish_by_keyboard_alone(opened, ana, mailbox, scripts):
    ana.language = "es"
    ana.save()
    page = opened(language="es", java_script_enabled=scripts)
    page.goto("/es/sign-in/")
    press(page, "Olvidé mi contraseña")
    write(page, "Nombre de usuario", "ana.rivera")
    press(page, "Enviarme un código")
    write(page, "Código del correo", mailbox.code(ana.email))
    press(page, "Continuar")
    for key in questions.ask(ana):
        write(page, page.locator(f"label[for=id_{key}]").inner_text(), ANSWERS[key])
    press(page, "Continuar")
    write(page, "Contraseña nueva", OTHER_PASSWORD)
    press(page, "Guardar mi contraseña nueva")
    assert "Su contraseña nueva está lista." in page.locator("main").inner_text()
    write(page, "Nombre de usuario", "ana.rivera")
    write(page, "Contraseña", OTHER_PASSWORD)
    press(page, "Iniciar sesión")
    assert page.url.endswith("/es/")
    assert page.locator("h1").inner_text().endswith("Ana")
    said = [mail["subject"] for mail in mailbox.to(ana.email)]
    assert any("Se cambió su contraseña" in subject for subject in said)


def phone_in(page):
    """A phone that makes passkeys and always finds its owner's finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_ana_adds_a_passkey_and_signs_in_with_it_alone(opened, ana):
    page = opened()
    tools, phone = phone_in(page)
    enter(page)
    page.goto("/profile/security/passkeys/add/")
    write(page, "Name for this passkey", "My phone")
    press(page, "Make a passkey")
    assert page.url.endswith("/recovery-code/")
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]) == 1
    page.goto("/sign-out/")
    page.locator("main .am-actions button").click()
    page.goto("/sign-in/?next=/profile/security/")
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/profile/security/")
    assert "My phone" in page.locator("main").inner_text()
    page.goto("/sign-out/")
    page.locator("main .am-actions button").click()
    enter(page)
    press(page, "Use my passkey")
    assert page.locator("h1").inner_text().endswith("Ana")


def test_a_phone_that_says_no_leaves_the_password(opened, ana):
    page = opened()
    tools, phone = phone_in(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey did not work.").wait_for()
    clean(page)
    enter(page)
    assert page.url.endswith("/")


def test_without_scripts_a_passkey_is_explained_and_another_way_is_there(opened, ana):
    page = opened(java_script_enabled=False)
    page.goto("/sign-in/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    enter(page)
    page.goto("/profile/security/passkeys/add/")
    assert "needs JavaScript" in page.locator("main").inner_text()
    press(page, "Add an authenticator app instead")
    assert page.url.endswith("/profile/security/app/")

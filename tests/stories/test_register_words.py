"""REG-1, SITE-2: every page of registering stands whole in both languages, with one heading and one filled button."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from amparo.demo import cast
from amparo.kernel import clock
from amparo.plan import profile
from tests.house.pages import Page, wrong_language
from tests.stories import walk
from tests.stories.test_register_limits import guess
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db
FILLED = re.compile(r'class="usa-button(?: usa-button--big)?"')


def pages(es):
    """Every page and refusal on the way, by name; walked with a plan that asks for everything."""
    walker, rosa, seen = Walker(Client(), es=es), cast.ROSA, {}
    seen["start"] = walker.get()
    seen["help"] = walker.get("help")
    walker.post()
    seen["person"] = walker.get("person")
    seen["person wrong"] = walker.post("person", walk.facts(rosa, zip5="7", birth_day="", last_name=""))
    walker.post("person", walk.facts(rosa))
    seen["method"] = walker.get("method")
    seen["method wrong"] = walker.post("method")
    for method in ("activation", "number", "ssn"):
        walker.post("method", {"method": method})
        seen[method] = walker.get(method)
        seen[f"{method} wrong"] = walker.post(method)
    for n in range(3):
        seen[f"refused {n}"] = walker.post("ssn", {"ssn": f"45562039{n + 3}"})
    seen["help on the way"] = walker.get("help")
    seen["stop"] = walker.get("stop")
    walker.post("ssn", {"ssn": rosa.ssn})
    seen["contact"] = walker.get("contact")
    walker.post("contact/send")
    seen["contact sent"] = walker.get("contact")
    walker.post("contact", {"code": walk.code_for(rosa.email)})
    seen["questions"] = walker.get("questions")
    seen["questions wrong"] = walker.post("questions", walk.ANSWERS | {"answer1": "perro"})
    walker.post("questions", walk.ANSWERS)
    seen["account"] = walker.get("account")
    seen["account wrong"] = walker.post(
        "account", {"username": "ana", "email": "x", "password": "contraseña123"}
    )
    walker.account(rosa)
    seen["code"] = walker.get("code")
    seen["code wrong"] = walker.post("code", {"code": "1"})
    seen["code again"] = walker.get("code/again")
    walker.post("code", {"code": walk.code_for(rosa.email)})
    guesser = Walker(Client(), es=es)
    for n in range(6):
        seen["wait"] = guess(guesser, n)
    session = guesser.client.session
    session["registration"] = "no such journey"
    session.save()
    seen["expired"] = guesser.get("person")
    return seen


@pytest.mark.parametrize("es", [False, True], ids=["en", "es"])
def test_every_page_speaks_its_language_and_has_one_heading_and_one_button(members, monkeypatch, es):
    plan = profile.current()
    asking = replace(plan, rules=replace(plan.rules, contact_proof="required"))
    monkeypatch.setattr(profile, "current", lambda: asking)
    faults = []
    for name, answer in pages(es).items():
        text = answer.content.decode()
        assert answer.status_code in {200, 422, 429}, (name, answer.status_code)
        main = text[text.index("<main") : text.index("</main>")]
        page = Page(text)
        faults += [f"{name}: {fault}" for fault in wrong_language(page)]
        faults += [f"{name}: dead {link}" for link in page.dead_anchors()]
        if main.count("<h1") != 1 or len(FILLED.findall(main)) > 1:
            faults.append(f"{name}: {main.count('<h1')} headings, {len(FILLED.findall(main))} filled buttons")
        if ("wrong" in name) != text.split("<title>")[1].startswith(("Error:", "Errores:")):
            faults.append(f"{name}: {page.title}")
    assert faults == []


def test_the_letters_speak_the_language_of_the_pages(members):
    Walker(Client(), es=True).register(cast.ROSA)
    for letter in walk.letters(cast.ROSA.email):
        text = f'<html lang="es"><title>{letter.subject}</title><p>{letter.body}</p></html>'
        assert wrong_language(Page(text)) == [], letter.subject
        assert letter.extra_headers["Content-Language"] == "es"


def test_the_journey_goes_on_in_the_other_language_and_the_account_keeps_the_last(members):
    from amparo.accounts.models import User

    client = Client()
    Walker(client).identify(cast.WALTER, method="number")
    spanish = Walker(client, es=True)
    assert "Preguntas de seguridad" in spanish.get("questions").content.decode()
    spanish.account(cast.WALTER)
    answer = spanish.post("code", {"code": walk.code_for(cast.WALTER.email)})
    assert answer.url == "/es/profile/" and answer.cookies["language"].value == "es"
    assert User.objects.get().language == "es" and User.objects.get().created_at <= clock.now()

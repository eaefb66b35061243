"""No dead link, no English on a Spanish page, whoever reads: the site is walked as visitor, member and staff."""

import pytest
from django.test import Client

from amparo.demo import cast
from tests.house.pages import Page, wrong_language
from tests.stories.people import colleague
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db
NOT_PAGES = ("/static/", "/brand.css", "/manifest", "/logo/", "/sign-out/", "/demo/")


def walk(client, start, most=400):
    """Every page that can be reached by links from `start`: address -> parsed page."""
    seen, waiting, faults = {}, [start], []
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or address.startswith(NOT_PAGES):
            continue
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            faults.append(f"{address} answers {answer.status_code}")
            seen[address] = None
            continue
        page = seen[address] = Page(answer.content.decode())
        at = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        faults += [f"{address}: {link} leads nowhere on the page" for link in page.dead_anchors()]
        faults += [f"{address}: {fault}" for fault in wrong_language(page)]
        language = "es" if at.startswith("/es/") else "en"
        if page.language != language:
            faults.append(f"{address} says it is in {page.language}")
        waiting += sorted(page.inner_links(at) - seen.keys())
    return seen, faults


@pytest.mark.parametrize("root", ["/", "/es/"])
def test_a_visitor_finds_no_dead_link_and_no_other_language(client, members, root):
    seen, faults = walk(client, root)
    assert len(seen) > 8 and faults == []


@pytest.mark.parametrize("root", ["/", "/es/"])
def test_a_member_finds_no_dead_link_and_no_other_language(client, members, root):
    Walker(client, es=root == "/es/").register(cast.ANA)
    seen, faults = walk(client, root)
    assert len(seen) > 15 and faults == []


@pytest.mark.parametrize("role", ["member_services", "administrator"])
@pytest.mark.parametrize("root", ["/desk/", "/es/desk/"])
def test_the_desk_has_no_dead_link_and_no_other_language(members, role, root):
    client, _ = colleague(role)
    start = root if role == "member_services" else f"{root}jobs/"
    seen, faults = walk(client, start)
    assert seen and faults == []


def test_the_pages_of_registering_speak_one_language(members):
    from tests.stories import walk as walking

    for es in (False, True):
        walker = Walker(Client(), es=es)
        walker.post()
        texts = [walker.get("person"), walker.post("person", {})]
        walker.post("person", walking.facts(cast.ROSA))
        texts += [walker.get("method"), walker.post("method", {})]
        walker.post("method", {"method": "ssn"})
        texts += [
            walker.get("ssn"),
            walker.post("ssn", {"ssn": "1"}),
            walker.post("ssn", {"ssn": "455620399"}),
        ]
        walker.post("ssn", {"ssn": cast.ROSA.ssn})
        texts += [walker.get("questions"), walker.post("questions", {})]
        walker.post("questions", walking.ANSWERS)
        texts += [
            walker.get("account"),
            walker.post("account", {"username": "x", "password": "short", "email": "y"}),
        ]
        for answer in texts:
            page = Page(answer.content.decode())
            assert page.language == ("es" if es else "en")
            assert wrong_language(page) == []

"""The reader of pages sees what it should: it is itself a check, so it must be able to fail."""

from tests.house.pages import Page, wrong_language


def test_english_on_a_spanish_page_is_seen():
    page = Page(
        "<html lang=es><body><p>Call us with your number</p><p lang=en>Call us with your number</p></body></html>"
    )
    assert wrong_language(page) == ["English on a Spanish page: Call us with your number"]


def test_links_anchors_and_hidden_words_are_told_apart():
    page = Page(
        '<html lang=en><body><a href="#gone">a</a><a href="/x/#y">b</a><svg><title>the and your</title></svg>'
    )
    assert page.dead_anchors() == ["#gone"]
    assert page.inner_links("/here/") == {"/here/", "/x/"}
    assert page.language == "en"

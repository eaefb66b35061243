"""Letters: plain text first, both languages, whom to call, nothing fetched and nobody followed."""

import re

import pytest

from amparo.ui import mail


@pytest.fixture
def letters(settings, tmp_path):
    (tmp_path / "hello.subject.txt").write_text("{% load i18n %}{{ what }}\n and more\n", "utf-8")
    (tmp_path / "hello.txt").write_text(
        "Hello {{ name }}.\nSecond line.\n\n    1234-5678\n\nhttps://plan.example/not-me/abc\n\nBye.\n",
        "utf-8",
    )
    templates = [dict(settings.TEMPLATES[0], DIRS=[str(tmp_path)])]
    settings.TEMPLATES = templates
    return tmp_path


def test_a_letter_has_text_and_the_same_words_in_html(letters):
    letter = mail.compose("hello", language="es", name="Ana & <b>Ben</b>", what="Su código")
    assert letter.subject == "Su código and more"
    assert letter.text.startswith(
        "Hello Ana & <b>Ben</b>.\nSecond line.\n\n    1234-5678\n\nhttps://plan.example/not-me/abc"
    )
    assert '<html lang="es">' in letter.html
    assert "Hello Ana &amp; &lt;b&gt;Ben&lt;/b&gt;. Second line." in letter.html
    assert re.search(r"font-size:28px[^>]*>1234-5678<", letter.html)
    assert 'href="https://plan.example/not-me/abc" style="color:#0b5e66' in letter.html


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Technical support: (956) 555-0199"), ("es", "Soporte técnico: (956) 555-0199")],
)
def test_both_telephones_are_in_the_reader_s_language(letters, language, said):
    letter = mail.compose("hello", language=language, name="Ana", what="x")
    assert said in letter.text
    assert "(956) 555-0142" in letter.text
    assert "(956) 555-0142" in letter.html
    assert "Valle Health Plan, McAllen, Texas" in letter.text


def test_a_letter_fetches_nothing_and_follows_nobody(letters):
    html = mail.compose("hello", language="en", name="Ana", what="x").html
    for word in ("src=", "<img", "<script", "url(", "<link", "@import", "background="):
        assert word not in html
    assert re.findall(r'href="(http[^"]*)"', html) == ["https://plan.example/not-me/abc"]


def test_a_subject_cannot_grow_a_header(letters):
    letter = mail.compose("hello", language="en", name="Ana", what="x\r\nBcc: eve@mail.example")
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_a_room_s_own_layout_wins(letters):
    (letters / "hello.html").write_text(
        '{% extends "ui/mail.html" %}{% block letter %}<h1>Own</h1>{% endblock %}', "utf-8"
    )
    html = mail.compose("hello", language="en", name="Ana", what="x").html
    assert "<h1>Own</h1>" in html
    assert "(956) 555-0199" in html


def test_a_fault_inside_a_room_s_layout_is_not_hidden(letters):
    from django.template import TemplateDoesNotExist

    (letters / "hello.html").write_text('{% extends "ui/gone.html" %}', "utf-8")
    with pytest.raises(TemplateDoesNotExist):
        mail.compose("hello", language="en", name="Ana", what="x")


def test_a_posted_letter_waits_with_the_mailer(letters, db):
    from amparo.kernel import clock
    from amparo.kernel.mail_rows import WaitingMail

    number = mail.post("hello", to="ana@mail.example", language="en", now=clock.now(), name="Ana", what="x")
    assert WaitingMail.objects.filter(pk=number).exists()

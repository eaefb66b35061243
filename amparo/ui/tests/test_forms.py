"""How fields look, what they say when they are wrong, and what they take."""

from datetime import date

import pytest
from django.utils import translation

from amparo.ui import forms
from amparo.ui.fields import only_digits
from amparo.ui.templatetags import parts
from amparo.ui.tests.reading import page
from amparo.ui.tests.site import GOOD, AboutYou

WRONG = GOOD | {"birth_year": "84", "zip5": "7850", "way": "", "agree": ""}


def born(**parts_given):
    typed = {"birth_month": "4", "birth_day": "28", "birth_year": "1984"} | parts_given
    form = AboutYou(GOOD | typed)
    return form.is_valid() and form.cleaned_data["birth"], form.errors.get("birth", [])


def test_good_facts_are_taken():
    form = AboutYou(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth"] == date(1984, 4, 28)
    assert form.cleaned_data["ssn"] == "123456789"
    assert form.cleaned_data["code"] == "12345678"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"birth_year": "84"}, "Enter the year with four digits, like 1984"),
        ({"birth_year": ""}, "Enter the year with four digits, like 1984"),
        ({"birth_year": "19844"}, "Enter the year with four digits, like 1984"),
        ({"birth_month": ""}, "Choose the month"),
        ({"birth_month": "13"}, "Choose the month"),
        ({"birth_day": "0"}, "Enter the day as a number, like 28"),
        ({"birth_day": "x"}, "Enter the day as a number, like 28"),
        ({"birth_day": "²"}, "Enter the day as a number, like 28"),
        ({"birth_month": "", "birth_day": ""}, "Choose the month and enter the day"),
        ({"birth_day": "", "birth_year": "4"}, "Enter the day and the year, like 28 and 1984"),
        ({"birth_month": "", "birth_day": "", "birth_year": ""}, "Enter the month, the day and the year"),
        ({"birth_month": "4", "birth_day": "31"}, "April has no day 31. Check the day and the month"),
        ({"birth_month": "2", "birth_day": "30"}, "February has no day 30. Check the day and the month"),
        ({"birth_month": "2", "birth_day": "29", "birth_year": "1985"},
         "February had 28 days in 1985. Check the day and the year"),
        ({"birth_year": "2190"}, "This day is still to come. Check the year"),
        ({"birth_year": "1870"}, "Check the year: 1870 is too long ago"),
    ],
)  # fmt: skip
def test_a_wrong_date_says_what_to_type(typed, said):
    assert born(**typed) == (False, [said])


def test_a_leap_day_is_a_day():
    assert born(birth_month="2", birth_day="29", birth_year="1984")[0] == date(1984, 2, 29)


def test_only_the_wrong_box_of_a_date_is_marked():
    html = str(AboutYou(GOOD | {"birth_year": "84"})["birth"].as_field_group())
    assert html.count('aria-invalid="true"') == 1
    assert 'id="id_birth_year" aria-invalid="true" aria-describedby="id_birth_error"' in html


def test_months_are_names_in_both_languages():
    assert ">April<" in str(AboutYou()["birth"])
    with translation.override("es"):
        assert ">Abril<" in str(AboutYou()["birth"])


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("123-45-6789", "123456789"), (" 123 45 6789 ", "123456789"), ("123\u201145\u20116789", "123456789"),
     ("(956) 555.0142", "9565550142"), ("１２３", "123"), ("12a", "12a"), ("", "")],
)  # fmt: skip
def test_digits_are_read_as_people_write_them(typed, taken):
    assert only_digits(typed) == taken


@pytest.mark.parametrize("typed", ["7850", "785011", "7850a", "٧٨٥٠", "-----1"])
def test_five_digits_are_five(typed):
    form = AboutYou(GOOD | {"zip5": typed})
    assert form.errors.get("zip5") == ["Enter a ZIP code of five digits"]


def test_everything_that_describes_a_field_is_on_the_page(stranger):
    tree = page(stranger.post("/about-you/", WRONG))
    ids = tree.ids
    assert len(ids) == len(set(ids))
    described = [name for node in tree.nodes for name in (node.attrs.get("aria-describedby") or "").split()]
    assert set(described) >= {"id_birth_error", "id_zip5_error", "id_last_name_helptext", "id_way_error"}
    assert set(described) <= set(ids)
    labelled = {node.attrs["for"] for node in tree.all("label")}
    for field in [*tree.all("input"), *tree.all("select"), *tree.all("textarea")]:
        assert field.attrs.get("type") == "hidden" or field.attrs["id"] in labelled, field.attrs


def test_every_line_of_the_summary_leads_to_its_field_in_the_same_words(stranger):
    response = stranger.post("/about-you/", WRONG)
    tree = page(response)
    assert response.status_code == 422
    assert tree.one("title").text.startswith("Error: Tell us who you are")
    summary = tree.one("div", class_="am-errors")
    assert "Four things to fix" in summary.text
    assert summary.inside[0].attrs == {"role": "alert"}
    links = [n for n in tree.all("a") if (n.attrs["href"] or "").startswith("#id_")]
    assert [n.attrs["href"] for n in links] == ["#id_birth_year", "#id_zip5", "#id_way_0", "#id_agree"]
    focusable = {n.attrs.get("id") for n in [*tree.all("input"), *tree.all("select"), *tree.all("textarea")]}
    assert {(n.attrs["href"] or "#")[1:] for n in links} <= focusable
    for message in tree.all("p", class_="usa-error-message"):
        assert message.text in [n.text for n in links]


def test_one_thing_is_said_in_the_singular_and_eleven_with_figures():
    assert parts.things_to_fix(1) == "One thing to fix"
    assert parts.things_to_fix(11) == "11 things to fix"
    with translation.override("es"):
        assert parts.things_to_fix(2) == "Hay dos datos por corregir"


def test_a_page_at_rest_has_no_summary_and_answers_200(stranger):
    response = stranger.get("/about-you/")
    assert response.status_code == 200
    assert "am-errors" not in response.content.decode()


def test_a_refusal_becomes_the_error_of_its_field(stranger):
    response = stranger.post("/about-you/", GOOD | {"zip5": "00000"})
    assert response.status_code == 422
    assert page(response).one("p", id="id_zip5_error").text == (
        "There have been too many tries. Wait until 4 p.m., or call us."
    )


def test_optional_fields_say_so_and_required_ones_do_not(stranger):
    labels = {n.attrs["for"]: n.text for n in page(stranger.get("/es/about-you/")).all("label")}
    assert labels["id_note"].endswith("(opcional)")
    assert "opcional" not in labels["id_first_name"]


def test_a_secret_is_never_written_back(stranger):
    html = stranger.post("/about-you/", WRONG).content.decode()
    assert "four quiet words here" not in html
    assert "123-45-6789" not in html
    assert "García Rivera" in html


def test_what_a_person_types_is_text_and_nothing_else(stranger):
    evil = '{{7|add:7}}"><script>alert(1)</script>'
    html = stranger.post("/about-you/", WRONG | {"first_name": evil, "note": evil}).content.decode()
    assert "<script>alert" not in html
    assert html.count("{{7|add:7}}&quot;&gt;&lt;script&gt;") == 2


def test_a_phone_shows_the_number_pad_and_fills_codes_and_birthdays():
    form = AboutYou()
    assert 'inputmode="numeric"' in str(form["zip5"])
    assert 'autocomplete="one-time-code"' in str(form["code"])
    assert 'autocomplete="bday-year"' in str(form["birth"])
    assert 'type="password"' in str(form["ssn"])


def test_a_tile_has_a_second_line():
    assert "<small>It is on the front of your ID card.</small>" in str(AboutYou()["way"])


def test_good_facts_go_on(stranger):
    assert stranger.post("/about-you/", GOOD).status_code == 302


def test_a_refusal_without_its_field_belongs_to_the_form():
    from amparo.ui.tests.site import Closed

    class Bare(forms.Form):
        pass

    form = Bare({})
    with forms.refusals_to(form):
        raise Closed(until="noon")
    assert form.non_field_errors() == ["There have been too many tries. Wait until noon, or call us."]

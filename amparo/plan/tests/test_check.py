"""plan.toml's faults are named, all of them, with their key."""

from pathlib import Path

import pytest

from amparo.plan import check, colour, profile, write

HERE = Path(__file__).parent


def faults(old: str, new: str) -> list[str]:
    text = write.sample()
    assert old in text
    return check.faults(text.replace(old, new), HERE)


def test_the_sample_plan_is_without_fault() -> None:
    assert check.faults(write.sample(), HERE) == []
    assert check.doubts(profile.read(write.sample())) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Valle Health Plan"', 'nam = "Valle Health Plan"', "[plan] does not know nam"),
        ('name = "Valle Health Plan"', "", "[plan] needs name"),
        ('"(956) 555-0142"', '"call us"', "[member_services] number takes a phone number"),
        ('"(956) 555-0199"', '"555-0199"', "[technical_support] number takes a phone number of ten digits"),
        ('colour = "#0b5e66"', 'colour = "teal"', "[plan] colour: takes a colour like"),
        ('colour = "#0b5e66"', 'colour = "#f5b544"', "too pale to read; the nearest shade"),
        ('logo = ""', 'logo = "logo.gif"', "[plan] logo takes an SVG or PNG"),
        ('logo = ""', 'logo = "nowhere.svg"', "there is no file nowhere.svg"),
        ('code = "BRZHSA"', 'code = "SLV1500"', "[[products]] SLV1500 stands 2 times"),
        ('kind = "dental"', 'kind = "teeth"', "[[products]] DEN100: kind takes medical"),
        ('es = "Visión 50"', 'es = ""', "[[products]] VIS50: name is empty in one"),
        ('code = "VIS50"', "", "[[products]] needs code"),
        ("billing@valle.example", "billing", "[[departments]] billing: email takes an address"),
        ("idle_minutes = 30", 'idle_minutes = "30"', "[rules] idle_minutes takes a whole number"),
        ("idle_minutes = 30", "idle_minutes = 90", "[rules] idle_minutes takes 5 to 60"),
        ("accept_itin = true", "accept_itin = 1", "[rules] accept_itin takes true or false"),
        ("idle_minutes = 30", "idle_minuets = 30", "[rules] does not know idle_minuets"),
        ('"America/Chicago"', '"Texas"', "[rules] time_zone takes a time zone"),
        ("[technical_support]", "[tech]", "[tech] is not known"),
        ("[plan]", "[plan", "plan.toml is not TOML"),
    ],
)
def test_every_fault_names_its_key(old: str, new: str, said: str) -> None:
    assert any(said in sentence for sentence in faults(old, new)), faults(old, new)


def test_several_faults_are_named_at_once() -> None:
    text = (
        write.sample().replace('"(956) 555-0142"', '"?"').replace("#0b5e66", "#ffee00").replace("teeth", "")
    )
    assert len(check.faults(text, HERE)) == 2


def test_the_nearest_shade_can_be_read_and_a_readable_colour_stays() -> None:
    for pale in ("#f5b544", "#ff9999", "#7fd6c2", "#cccccc"):
        assert not colour.readable(pale)
        assert colour.readable(colour.nearest(pale))
    assert colour.nearest("#0b5e66") == "#0b5e66"


@pytest.mark.parametrize(
    ("primary", "white", "paper"), [("#0b5e66", 7.5, 7.0), ("#6d2077", 9.9, 9.2), ("#8a3b12", 7.7, 7.2)]
)
def test_contrast_is_the_one_in_the_look(primary: str, white: float, paper: float) -> None:
    assert colour.contrast(primary, colour.SURFACE) == pytest.approx(white, abs=0.06)
    assert colour.contrast(primary, colour.PAPER) == pytest.approx(paper, abs=0.06)


def test_a_red_plan_is_warned_and_a_green_one_is_not() -> None:
    red = write.sample().replace("#0b5e66", "#b0231c")
    assert check.faults(red, HERE) == []
    assert "look like errors" in check.doubts(profile.read(red))[0]

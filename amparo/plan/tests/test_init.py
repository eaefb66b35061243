"""`amparo init` sets up an installation once, keeps what is there, and says what to back up."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.plan import check, profile, write
from amparo.plan.profile import Product, Words

ANSWERS = [
    "--name=Sierra Co-op",
    "--short-name=Sierra",
    "--place=Taos, New Mexico",
    "--phone=(575) 555-0110",
    "--phone-hours-en=Weekdays",
    "--phone-hours-es=Entre semana",
    "--support-phone=(575) 555-0111",
    "--support-hours-en=Every day",
    "--support-hours-es=Todos los días",
]


def amparo(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
    return subprocess.run(
        [sys.executable, "-m", "amparo", *words],
        env=kept | {"AMPARO_HOME": str(home)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_answers_become_a_plan_without_fault() -> None:
    answers = write.Answers(
        {
            ("plan", "name"): 'The "Good" Plan',
            ("plan", "place"): "Añasco, Puerto Rico",
            ("plan", "colour"): "#6d2077",
            ("member_services", "hours"): Words("Weekdays", "Entre semana"),
            ("member_services", "number"): "(787) 555-0100",
            ("technical_support", "number"): "(787) 555-0101",
            ("rules", "time_zone"): "America/Puerto_Rico",
        },
        mail_domain="good.example",
        products=(Product("GLD", Words("Gold", "Oro")), Product("DEN", Words("Dental", "Dental"), "dental")),
    )
    text = write.plan_toml(answers)
    assert check.faults(text, Path()) == []
    plan = profile.read(text)
    assert (plan.name, plan.place, plan.colour) == ('The "Good" Plan', "Añasco, Puerto Rico", "#6d2077")
    assert plan.member_services.number == "(787) 555-0100"
    assert plan.technical_support.number == "(787) 555-0101"
    assert plan.member_services.hours == Words("Weekdays", "Entre semana")
    assert plan.rules.time_zone == "America/Puerto_Rico"
    assert [(p.code, p.kind) for p in plan.products] == [("GLD", "medical"), ("DEN", "dental")]
    assert {d.email.partition("@")[2] for d in plan.departments} == {"good.example"}


def test_a_plan_without_products_shows_how_to_write_one_and_claims_none() -> None:
    text = write.plan_toml(write.Answers({}))
    assert profile.read(text).products == ()
    assert "# [[products]]" in text
    assert check.faults(text, Path()) == []


def test_init_makes_everything_and_running_it_again_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = amparo(home, "init", "--no-input", *ANSWERS, "--product=GLD=Gold|Oro")
    assert first.returncode == 0, first.stdout + first.stderr
    assert profile.read((home / "plan.toml").read_text("utf-8")).name == "Sierra Co-op"
    root = home / "root.key"
    assert stat.S_IMODE(root.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for said in (str(root), str(home / "keys.json"), str(home / "amparo.sqlite3"), "Back up"):
        assert said in first.stdout
    assert "sign in any more" in first.stdout
    before = {p.name: p.read_bytes() for p in (root, home / "keys.json", home / "plan.toml")}

    again = amparo(home, "init", "--no-input", "--sample")
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.count("kept") == 2
    assert {name: (home / name).read_bytes() for name in before} == before


def test_init_never_prints_a_key(tmp_path: Path) -> None:
    done = amparo(tmp_path / "home", "init", "--sample")
    assert done.returncode == 0, done.stdout + done.stderr
    root = (tmp_path / "home" / "root.key").read_text().strip()
    assert root
    assert root not in done.stdout + done.stderr
    for value in json.dumps(json.loads((tmp_path / "home" / "keys.json").read_text())).split('"'):
        if len(value) > 30:
            assert value not in done.stdout


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ([], "--name is missing"),
        ([*ANSWERS, "--colour=#ffee00"], "too pale to read"),
        ([*ANSWERS, "--time-zone=Texas"], "--time-zone takes a time zone"),
        ([*ANSWERS, "--product=GLD"], "takes CODE=English name|Spanish name"),
    ],
)
def test_a_wrong_call_says_which_flag_and_writes_nothing(tmp_path: Path, flags: list[str], said: str) -> None:
    done = amparo(tmp_path / "home", "init", "--no-input", *flags)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "home" / "plan.toml").exists()
    assert not (tmp_path / "home" / "root.key").exists()


def test_check_names_what_is_wrong_and_fails(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert amparo(home, "init", "--sample").returncode == 0
    assert amparo(home, "check").returncode == 0
    plan = home / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("#0b5e66", "#f5b544"), "utf-8")
    done = amparo(home, "check")
    assert done.returncode == 1
    assert "[plan] colour: #f5b544 is too pale to read" in done.stderr

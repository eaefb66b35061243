"""What `amparo init` asks, one row a question: flag, where the answer goes, words, and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amparo.plan import check


def _anything(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Question:
    """One question. `place` is (table, key) in plan.toml; `half` names the language when the line has two."""

    flag: str
    place: tuple[str, str]
    words: str
    example: str
    fault: Callable[[str], str] = _anything
    half: str = ""
    default: str | None = None

    @property
    def name(self) -> str:
        """The flag as Django's options dictionary names it."""
        return self.flag.removeprefix("--").replace("-", "_")


def _hours(table: str, flag: str, who: str) -> list[Question]:
    return [
        Question(
            f"--{flag}-hours-en",
            (table, "hours"),
            f"Hours of {who}, in English",
            "Monday to Friday, 8 a.m. to 8 p.m.",
            half="en",
        ),
        Question(
            f"--{flag}-hours-es",
            (table, "hours"),
            f"Hours of {who}, in Spanish",
            "De lunes a viernes, de 8 a.m. a 8 p.m.",
            half="es",
        ),
        Question(f"--{flag}-tty", (table, "tty"), f"TTY of {who}", "711", default="711"),
    ]


QUESTIONS: tuple[Question, ...] = (
    Question("--name", ("plan", "name"), "The plan's full name", "Valle Health Plan"),
    Question("--short-name", ("plan", "short_name"), "Its short name", "Valle"),
    Question("--place", ("plan", "place"), "Where it is", "McAllen, Texas"),
    Question(
        "--phone",
        ("member_services", "number"),
        "Phone of member services",
        "(956) 555-0142",
        check.phone_fault,
    ),
    *_hours("member_services", "phone", "member services"),
    Question(
        "--support-phone",
        ("technical_support", "number"),
        "Phone of technical support",
        "(956) 555-0199",
        check.phone_fault,
    ),
    *_hours("technical_support", "support", "technical support"),
    Question(
        "--colour", ("plan", "colour"), "The plan's colour", "#0b5e66", check.colour_fault, default="#0b5e66"
    ),
    Question(
        "--logo",
        ("plan", "logo"),
        "Logo beside plan.toml, SVG or PNG; empty draws the arch",
        "logo.svg",
        default="",
    ),
    Question(
        "--website",
        ("plan", "website"),
        "The plan's web site; may be empty",
        "https://plan.example",
        default="",
    ),
    Question(
        "--time-zone",
        ("rules", "time_zone"),
        "Time zone",
        "America/Chicago",
        check.zone_fault,
        default="America/Chicago",
    ),
)

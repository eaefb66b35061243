"""The plan's profile: who this plan is, read from plan.toml into one frozen object."""

from __future__ import annotations

import logging
import time
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from amparo import config

log = logging.getLogger("amparo.plan")


class WrongPlanFile(Exception):
    """plan.toml says something that cannot be; the message names the key and what it takes."""


@dataclass(frozen=True)
class Words:
    """One text in both languages; str() is the one the reader has chosen."""

    en: str
    es: str

    def __str__(self) -> str:
        return self.es if (get_language() or "en").startswith("es") else self.en


@dataclass(frozen=True)
class Phone:
    """A number people call: `number` as shown, like (956) 555-0142; `tty` may be empty."""

    number: str
    hours: Words
    tty: str = ""

    @property
    def link(self) -> str:
        """The number as a tel: link wants it, +1 and ten digits."""
        digits = "".join(c for c in self.number if c.isdigit())
        return "+" + (digits if digits.startswith("1") else "1" + digits)


@dataclass(frozen=True)
class Product:
    """One product the plan sells: `code` is what the enrolment file's group or policy number carries."""

    code: str
    name: Words
    kind: str = "medical"
    market: str = "individual"


@dataclass(frozen=True)
class Department:
    """People who answer members: a key for addresses and roles, a name in both languages."""

    key: str
    name: Words
    email: str = ""


@dataclass(frozen=True)
class Rules:
    """What the plan may decide about accounts; the defaults are ours and argued in docs/decisions."""

    contact_proof: str = "notice"  # notice | required
    security_questions: str = "extra_step"  # extra_step | off
    idle_minutes: int = 30  # 5–60
    session_hours: int = 12
    password_length: int = 12  # 8–64
    adult_age: int = 18
    former_member_months: int = 18
    accounts_per_address: int = 4
    second_factor: str = "encourage"  # off | encourage | require
    accept_itin: bool = True
    member_number_pattern: str = ""
    time_zone: str = "America/Chicago"


@dataclass(frozen=True)
class Plan:
    """Everything about the plan that a page may show or a rule may ask."""

    name: str
    short_name: str
    place: str
    member_services: Phone
    technical_support: Phone
    colour: str = "#0b5e66"
    logo: str = ""
    logo_dark: str = ""
    website: str = ""
    member_number_where: Words = field(
        default_factory=lambda: Words("On the front of your ID card.", "En el frente de su tarjeta.")
    )
    products: tuple[Product, ...] = ()
    departments: tuple[Department, ...] = ()
    rules: Rules = field(default_factory=Rules)

    def product(self, code: str) -> Product | None:
        """The product with this code, or None when the enrolment file names one we do not know."""
        return next((p for p in self.products if p.code == code), None)


def _words(where: str, value: Any) -> Words:
    if isinstance(value, str):
        return Words(value, value)
    if not isinstance(value, dict) or not {"en", "es"} <= value.keys():
        raise WrongPlanFile(f"{where} takes a text, or {{ en = …, es = … }}.")
    return Words(str(value["en"]), str(value["es"]))


def _phone(where: str, value: Any) -> Phone:
    if not isinstance(value, dict) or "number" not in value or "hours" not in value:
        raise WrongPlanFile(f"{where} takes number, hours and, if there is one, tty.")
    return Phone(str(value["number"]), _words(f"{where}.hours", value["hours"]), str(value.get("tty", "")))


KINDS_OF_VALUE: dict[type, str] = {
    int: "a whole number without quotation marks",
    bool: "true or false",
    str: "a text in quotation marks",
}


def _rows(data: dict[str, Any], table: str, *needed: str) -> list[dict[str, Any]]:
    rows = data.get(table, [])
    if not isinstance(rows, list):
        raise WrongPlanFile(f"{table} is a list: write [[{table}]].")
    for row in rows:
        if missing := [key for key in needed if not row.get(key)]:
            raise WrongPlanFile(f"[[{table}]] needs {missing[0]}.")
    return rows


def _rules(value: dict[str, Any]) -> Rules:
    known = {k: v for k, v in value.items() if k in Rules.__dataclass_fields__}
    if strange := sorted(value.keys() - known.keys()):
        raise WrongPlanFile(f"[rules] does not know {', '.join(strange)}.")
    for key, given in known.items():
        wanted = type(getattr(Rules, key))
        if type(given) is not wanted:
            raise WrongPlanFile(f"[rules] {key} takes {KINDS_OF_VALUE[wanted]}.")
    rules = Rules(**known)
    limits = [
        (rules.contact_proof in {"notice", "required"}, "contact_proof takes notice or required"),
        (rules.security_questions in {"extra_step", "off"}, "security_questions takes extra_step or off"),
        (5 <= rules.idle_minutes <= 60, "idle_minutes takes 5 to 60"),
        (8 <= rules.password_length <= 64, "password_length takes 8 to 64"),
        (
            rules.second_factor in {"off", "encourage", "require"},
            "second_factor takes off, encourage or require",
        ),
    ]
    for fits, sentence in limits:
        if not fits:
            raise WrongPlanFile(f"[rules] {sentence}.")
    return rules


def read(text: str) -> Plan:
    """A Plan from the text of plan.toml. Raises WrongPlanFile naming the key that is missing or wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise WrongPlanFile(f"plan.toml is not TOML: {fault}") from None
    plan = data.get("plan", {})
    if not isinstance(plan, dict):
        raise WrongPlanFile("plan is a table: write [plan].")
    for key in ("name", "short_name", "place"):
        if not plan.get(key):
            raise WrongPlanFile(f"[plan] needs {key}.")
    optional = {k: str(plan[k]) for k in ("colour", "logo", "logo_dark", "website") if k in plan}
    if "member_number_where" in plan:
        optional["member_number_where"] = _words("plan.member_number_where", plan["member_number_where"])  # type: ignore[assignment]
    return Plan(
        name=str(plan["name"]),
        short_name=str(plan["short_name"]),
        place=str(plan["place"]),
        member_services=_phone("[member_services]", data.get("member_services")),
        technical_support=_phone("[technical_support]", data.get("technical_support")),
        products=tuple(
            Product(
                str(p["code"]),
                _words("products.name", p["name"]),
                str(p.get("kind", "medical")),
                str(p.get("market", "individual")),
            )
            for p in _rows(data, "products", "code", "name")
        ),
        departments=tuple(
            Department(str(d["key"]), _words("departments.name", d["name"]), str(d.get("email", "")))
            for d in _rows(data, "departments", "key", "name")
        ),
        rules=_rules(data.get("rules", {})),
        **optional,  # type: ignore[arg-type]
    )


@lru_cache(maxsize=4)
def _at(path: Path, changed: float) -> Plan:
    return read(path.read_text("utf-8"))


SAMPLE = Path(__file__).with_name("sample.toml")


_seen: tuple[float, Plan] | None = None
LOOK_AGAIN_SECONDS = 1.0


def current() -> Plan:
    """This installation's plan; read again when plan.toml changes, the sample one before `amparo init`.

    The file is looked at once a second at most, for a page asks a dozen times.
    """
    global _seen
    moment = time.monotonic()
    if _seen and moment - _seen[0] < LOOK_AGAIN_SECONDS:
        return _seen[1]
    path = config.current().plan_path
    if not path.exists():
        path = SAMPLE
    try:
        found = _at(path, path.stat().st_mtime)
    except (WrongPlanFile, OSError):
        if not _seen:
            raise
        log.error(
            "plan.toml cannot be used as it is now; going on with the plan read before (`amparo check`)"
        )
        found = _seen[1]
    _seen = (moment, found)
    return found


def forget() -> None:
    """Look at the file again at the next question (after writing it)."""
    global _seen
    _seen = None

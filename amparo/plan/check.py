"""What is wrong in plan.toml, in sentences that name the key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from amparo.plan import colour
from amparo.plan.profile import Phone, Plan, Rules, Words, WrongPlanFile, read

KINDS = ("medical", "dental", "vision", "pharmacy")
MARKETS = ("individual", "group", "medicare", "medicaid")
PHONE_KEYS = {"number", "hours", "tty"}
KEYS: dict[str, set[str]] = {
    "plan": {"name", "short_name", "place", "website", "colour", "logo", "logo_dark", "member_number_where"},
    "member_services": PHONE_KEYS,
    "technical_support": PHONE_KEYS,
    "departments": {"key", "name", "email"},
    "products": {"code", "name", "kind", "market"},
    "rules": set(Rules.__dataclass_fields__),
}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def faults(text: str, folder: Path) -> list[str]:
    """Everything that is wrong in a plan.toml; `folder` is where its logo lies. Empty: all is well."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return [f"plan.toml is not TOML: {fault}"]
    found = list(_strange_keys(data))
    try:
        plan = read(text)
    except WrongPlanFile as fault:
        return [*found, str(fault)]
    return [*found, *_contact(plan), *_brand(plan, folder), *_lists(plan), *_rules(plan.rules)]


def doubts(plan: Plan) -> list[str]:
    """What works but will look wrong."""
    if colour.HEX.fullmatch(plan.colour) and colour.looks_like_an_error(plan.colour):
        return [
            "[plan] colour is red: buttons will look like errors. Another colour of yours would read better."
        ]
    return []


def phone_fault(number: str) -> str:
    """Why members cannot call this number, or nothing."""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return "takes a phone number like (956) 555-0142"
    whole = phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE
    return "" if whole else "takes a phone number of ten digits"


def colour_fault(value: str) -> str:
    """Why a colour cannot be a plan's primary colour, or nothing."""
    if not colour.HEX.fullmatch(value):
        return "takes a colour like #0b5e66"
    if colour.readable(value):
        return ""
    return f"{value} is too pale to read; the nearest shade that can be read is {colour.nearest(value)}"


def zone_fault(name: str) -> str:
    """Why a time zone cannot be used, or nothing."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "takes a time zone like America/Chicago"
    return ""


def _strange_keys(data: dict[str, Any]) -> Iterator[str]:
    for table, value in data.items():
        if table not in KEYS:
            yield f"[{table}] is not known; plan.toml has {', '.join(KEYS)}."
            continue
        for row in value if isinstance(value, list) else [value]:
            if not isinstance(row, dict):
                yield f"{table} is a table: write [{table}]."
            elif table != "rules" and (strange := sorted(row.keys() - KEYS[table])):
                yield f"[{table}] does not know {', '.join(strange)}."


def _contact(plan: Plan) -> Iterator[str]:
    phones: list[tuple[str, Phone]] = [
        ("member_services", plan.member_services),
        ("technical_support", plan.technical_support),
    ]
    for table, phone in phones:
        if fault := phone_fault(phone.number):
            yield f"[{table}] number {fault}."
        yield from _both(f"[{table}] hours", phone.hours)
    for department in plan.departments:
        if department.email and not EMAIL.fullmatch(department.email):
            yield f"[[departments]] {department.key}: email takes an address like billing@plan.example."
    if plan.website and not plan.website.startswith("https://"):
        yield "[plan] website takes an address that starts with https://."


def _both(where: str, words: Words) -> Iterator[str]:
    if not words.en.strip() or not words.es.strip():
        yield f"{where} is empty in one of the two languages."


def _brand(plan: Plan, folder: Path) -> Iterator[str]:
    if fault := colour_fault(plan.colour):
        yield f"[plan] colour: {fault}."
    for key, path in (("logo", plan.logo), ("logo_dark", plan.logo_dark)):
        if not path:
            continue
        if Path(path).suffix.lower() not in {".svg", ".png"}:
            yield f"[plan] {key} takes an SVG or PNG file."
        elif not (folder / path).is_file():
            yield f"[plan] {key}: there is no file {path} beside plan.toml."


def _lists(plan: Plan) -> Iterator[str]:
    for table, keys in (
        ("products", [p.code for p in plan.products]),
        ("departments", [d.key for d in plan.departments]),
    ):
        for key, times in Counter(keys).items():
            if times > 1:
                yield f"[[{table}]] {key} stands {times} times."
    for product in plan.products:
        yield from _both(f"[[products]] {product.code}: name", product.name)
        if product.kind not in KINDS:
            yield f"[[products]] {product.code}: kind takes {', '.join(KINDS)}."
        if product.market not in MARKETS:
            yield f"[[products]] {product.code}: market takes {', '.join(MARKETS)}."
    for department in plan.departments:
        yield from _both(f"[[departments]] {department.key}: name", department.name)


def _rules(rules: Rules) -> Iterator[str]:
    if fault := zone_fault(rules.time_zone):
        yield f"[rules] time_zone {fault}."
    try:
        re.compile(rules.member_number_pattern)
    except re.error:
        yield "[rules] member_number_pattern is not a regular expression."
    bounds = {
        "session_hours": (1, 24),
        "adult_age": (13, 21),
        "former_member_months": (0, 120),
        "accounts_per_address": (1, 20),
    }
    for key, (least, most) in bounds.items():
        if not least <= getattr(rules, key) <= most:
            yield f"[rules] {key} takes {least} to {most}."

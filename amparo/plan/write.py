"""The text of a new plan.toml: the sample's own lines, with this plan's answers in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from amparo.plan.profile import SAMPLE, Product, Words

Value = str | Words


@dataclass(frozen=True)
class Answers:
    """What `amparo init` asked. `lines` maps (table, key) to a value."""

    lines: Mapping[tuple[str, str], Value]
    mail_domain: str = ""
    products: tuple[Product, ...] = field(default=())


def sample() -> str:
    """The sample plan's file, comments included."""
    return SAMPLE.read_text("utf-8")


def plan_toml(answers: Answers) -> str:
    """plan.toml for these answers. Lines that were not asked keep the sample's value and comment."""
    table, kept, written = "", [], False
    for line in sample().splitlines():
        if line.startswith("["):
            table = line.strip("[] ")
        if table == "products":
            if not written:
                kept += _products(answers.products)
                written = True
            continue
        kept.append(_line(table, line, answers))
    return "\n".join(kept) + "\n"


def _line(table: str, line: str, answers: Answers) -> str:
    key, sign, rest = line.partition(" = ")
    if not sign or line.startswith("#"):
        return line
    if table == "departments" and key == "email":
        name = rest.strip('"').partition("@")[0]
        return f"email = {_text(f'{name}@{answers.mail_domain}' if answers.mail_domain else '')}"
    value = answers.lines.get((table, key))
    if value is None:
        return line
    _, mark, comment = rest.partition("  # ") if "  # " in rest else rest.partition(" # ")
    return f"{key} = {_value(value)}" + (f"  # {comment.strip()}" if mark else "")


def _products(products: tuple[Product, ...]) -> list[str]:
    if not products:
        return [
            "# Every product the plan sells, by the code that its enrolment files carry:",
            "# [[products]]",
            '# code = "SLV1500"',
            '# name = { en = "PPO Silver 1500", es = "PPO Plata 1500" }',
            '# kind = "medical"',
            "",
        ]
    lines: list[str] = []
    for product in products:
        lines += ["[[products]]", f"code = {_text(product.code)}", f"name = {_value(product.name)}"]
        lines += [f"kind = {_text(product.kind)}", ""]
    return lines


def _value(value: Value) -> str:
    if isinstance(value, Words):
        return f"{{ en = {_text(value.en)}, es = {_text(value.es)} }}"
    return _text(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

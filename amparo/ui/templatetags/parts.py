"""The tags and filters of pages: icons, drawings, dates, money, telephones and the list of what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amparo.plan.profile import Phone
from amparo.ui import words
from amparo.ui.dates import DateBoundField

register = template.Library()
PICTURES = Path(__file__).resolve().parents[1] / "templates" / "ui"
SIZES = {"": "i", "s": "i i--s", "xs": "i i--xs"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of our set: 24 px, `size="s"` 20 px, `size="xs"` 16 px. Decoration: a word stands beside it."""
    return _picture("icons", name, SIZES[size])


@register.simple_tag
def drawing(name: str) -> SafeString:
    """One of our drawings under an arch. Decoration: the words beside it say it all."""
    return _picture("drawings", name, "art")


@lru_cache(maxsize=256)
def _picture(folder: str, name: str, classes: str) -> SafeString:
    text = (PICTURES / folder / f"{name}.svg").read_text("utf-8").strip()
    return mark_safe(
        text.replace("<svg ", f'<svg class="{classes}" aria-hidden="true" focusable="false" ', 1)
    )


@register.filter
def long_date(day: date | datetime | None) -> str:
    """November 24, 2026 · 24 de noviembre de 2026."""
    return words.long_date(day) if day else ""


@register.filter
def time_of_day(at: datetime | None) -> str:
    """8:05 a.m., where the plan is."""
    return words.time_of_day(at) if at else ""


@register.filter
def dated_moment(at: datetime | None) -> str:
    """The day and the time, also today: for letters."""
    return words.dated_moment(at) if at else ""


@register.filter
def moment(at: datetime | None) -> str:
    """The time when it is today, else the day and the time."""
    return words.moment(at) if at else ""


@register.filter
def money(cents: int | None) -> str:
    """$1,234.50 from whole cents."""
    return words.money(cents) if cents is not None else ""


@register.filter
def phone(line: Phone) -> SafeString:
    """A telephone as a link, with its TTY when it has one."""
    link = format_html('<a class="nowrap" href="tel:{}">{}</a>', line.link, line.number)
    if not line.tty:
        return link
    return format_html('{}, <span class="nowrap">TTY {}</span>', link, line.tty)


@register.filter
def two_lines(name: str) -> SafeString:
    """A plan's name beside its mark: broken once, where both lines come out most alike, when it is long."""
    words_of = name.split()
    if len(name) <= 12 or len(words_of) < 2:
        return format_html("{}", name)
    lines = [(" ".join(words_of[:i]), " ".join(words_of[i:])) for i in range(1, len(words_of))]
    return format_html("{}<br>{}", *min(lines, key=lambda pair: max(len(pair[0]), len(pair[1]))))


@register.filter
def initials(name: str) -> str:
    """AG for Ana García Rivera: the first letters of the first two names."""
    return "".join(part[0] for part in name.split()[:2]).upper()


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `target` is the id of what is wrong, empty for the whole form."""

    text: str
    target: str = ""


@register.filter
def problems(form: Any) -> list[Problem]:
    """Everything wrong in a form, in the order of its fields, each with the id of its field."""
    if not form or not form.is_bound:
        return []
    found = [Problem(str(text)) for text in form.non_field_errors()]
    for field in form:
        found += [Problem(str(text), "" if field.is_hidden else target_of(field)) for text in field.errors]
    return found


@register.filter
def target_of(field: Any) -> str:
    """The id a link to this field leads to: its first wrong box, its first choice, or itself."""
    if isinstance(field, DateBoundField):
        return field.first_wrong
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.filter
def things_to_fix(count: int) -> str:
    """Two things to fix: the number in words as far as ten."""
    named = {
        1: _("One thing to fix"), 2: _("Two things to fix"), 3: _("Three things to fix"), 4: _("Four things to fix"),
        5: _("Five things to fix"), 6: _("Six things to fix"), 7: _("Seven things to fix"),
        8: _("Eight things to fix"), 9: _("Nine things to fix"), 10: _("Ten things to fix"),
    }  # fmt: skip
    return named.get(count) or _("%(count)s things to fix") % {"count": count}


@register.filter
def is_choice_group(field: Any) -> bool:
    """Whether a field is a group of radio buttons or boxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_checkbox(field: Any) -> bool:
    """Whether a field is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def hint_of(label: Any) -> str:
    """The second line of a choice tile (forms.Option)."""
    return str(getattr(label, "hint", "") or "")

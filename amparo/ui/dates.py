"""The memorable date: month by name, day, year, and a clear sentence for each thing that can be wrong."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.plan import profile

PARTS = ("month", "day", "year")
OLDEST = 1900


class MemorableDateWidget(forms.MultiWidget):
    """Three labelled boxes in one group; `NAME_month`, `NAME_day`, `NAME_year`."""

    template_name = "django/forms/widgets/memorable_date.html"
    use_fieldset = True

    def __init__(self, *, autocomplete: str = "bday", attrs: dict[str, Any] | None = None) -> None:
        def fill(part: str) -> dict[str, str]:
            return {"autocomplete": f"{autocomplete}-{part}"} if autocomplete else {"autocomplete": "off"}

        digits = {"inputmode": "numeric"}
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": forms.Select(attrs=fill("month"), choices=[("", "")]),
            "day": forms.TextInput(attrs=fill("day") | digits | {"maxlength": "4", "class": "nums"}),
            "year": forms.TextInput(attrs=fill("year") | digits | {"maxlength": "6", "class": "nums"}),
        }
        super().__init__(widgets=boxes, attrs=attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.month, value.day, value.year] if isinstance(value, date) else ["", "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}_{part}", "") or "").strip() for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""  # the legend names the group

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong, told_by = attrs.pop("wrong", frozenset()), attrs.pop("told_by", "")
        attrs.pop("aria-invalid", None)
        self.widgets[0].choices = [("", _("Choose")), *((n, capfirst(MONTHS[n])) for n in range(1, 13))]  # type: ignore[attr-defined]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part, box in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            box["part"], box["label"] = part, LABELS[part]
            if "id" in box["attrs"]:
                box["attrs"]["id"] = f"{attrs['id']}_{part}"
            if part in wrong:
                box["attrs"] |= {"aria-invalid": "true", "aria-describedby": told_by}
        return context


LABELS = {"month": _("Month"), "day": _("Day"), "year": _("Year")}


class DateBoundField(BoundField):
    """Tells the widget which of the three boxes are wrong, and where the error summary leads."""

    @property
    def wrong(self) -> frozenset[str]:
        codes = {fault.code for fault in self.errors.as_data()} if self.errors else set()
        named = {part for code in codes if code for part in str(code).split("_") if part in PARTS}
        return frozenset(named or (PARTS if codes else ()))

    @property
    def first_wrong(self) -> str:
        """The id of the first box that is wrong."""
        part = next((part for part in PARTS if part in self.wrong), "month")
        return f"{self.auto_id}_{part}"

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        return built | {"wrong": self.wrong, "told_by": f"{self.auto_id}_error"}


class MemorableDateField(forms.Field):
    """A date that a person knows by heart. Cleans to a date.

    `past`: refuse days to come (the day in the plan's time zone). `error_messages` may replace any sentence below;
    the words around the parts ("of birth") belong to the form: pass `year_short`, `required` and so on.
    """

    widget = MemorableDateWidget
    default_error_messages = {
        "required": _("Enter the month, the day and the year"),
        "month": _("Choose the month"),
        "day": _("Enter the day as a number, like 28"),
        "year": _("Enter the year with four digits, like 1984"),
        "month_day": _("Choose the month and enter the day"),
        "month_year": _("Choose the month and enter the year with four digits, like 1984"),
        "day_year": _("Enter the day and the year, like 28 and 1984"),
        "no_such_day": _("%(month)s has no day %(day)s. Check the day and the month"),
        "no_leap_day": _("February had 28 days in %(year)s. Check the day and the year"),
        "to_come": _("This day is still to come. Check the year"),
        "too_old": _("Check the year: %(year)s is too long ago"),
    }

    def __init__(self, *, past: bool = True, **kw: Any) -> None:
        self.past = past
        super().__init__(**kw)

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        return DateBoundField(form, self, field_name)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(data or []) if initial is None else True

    def clean(self, value: Any) -> date | None:
        month, day, year = value if isinstance(value, list) and len(value) == 3 else ("", "", "")
        if not (month or day or year):
            if self.required:
                raise self._no("required", code="required")
            return None
        wrong = [part for part, text in zip(PARTS, (month, day, year), strict=True) if not SHAPES[part](text)]
        if wrong:
            key = "required" if len(wrong) == 3 else "_".join(wrong)
            raise self._no(key, code="_".join(wrong))
        return self._judged(int(month), int(day), int(year))

    def _judged(self, month: int, day: int, year: int) -> date:
        if year < OLDEST:
            raise self._no("too_old", code="year", year=year)
        if day > calendar.monthrange(year, month)[1]:
            if (month, day) == (2, 29):
                raise self._no("no_leap_day", code="day_year", year=year)
            raise self._no("no_such_day", code="month_day", month=capfirst(MONTHS[month]), day=day)
        found = date(year, month, day)
        if self.past and found > today():
            raise self._no("to_come", code="year")
        return found

    def _no(self, key: str, *, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[key], code=code, params=params)


def _between(least: int, most: int, length: str) -> Any:
    shape = re.compile(rf"\d{length}", re.ASCII)
    return lambda text: bool(shape.fullmatch(text)) and least <= int(text) <= most


SHAPES = {
    "month": _between(1, 12, "{1,2}"),
    "day": _between(1, 31, "{1,2}"),
    "year": _between(1, 9999, "{4}"),
}


def today() -> date:
    """The day it is where the plan is."""
    return clock.now().astimezone(ZoneInfo(profile.current().rules.time_zone)).date()

"""One measured value against its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A line of `./run bench`. `at_least` says on which side of the goal is good."""

    name: str
    value: float
    goal: float
    at_least: bool
    unit: str = ""

    @property
    def ok(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def line(self) -> str:
        sign, verdict = ("≥" if self.at_least else "≤"), ("ok" if self.ok else "short")
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.name:48} {self.value:>9.1f}{unit}  goal {sign} {self.goal:g}{unit}  {verdict}"

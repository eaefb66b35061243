"""The table of steps of registration: what must be known before each, and what going back to it forgets."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOTAL = 5


@dataclass(frozen=True)
class Step:
    """One page of the journey. `needs`: what must be known before it; `gives`: what it makes known.

    Answering a step again forgets everything that later steps gave (`registration/flow.py`).
    """

    name: str
    number: int
    title: Promise
    needs: frozenset[str]
    gives: frozenset[str]


def _step(name: str, number: int, title: Promise, needs: str, gives: str) -> Step:
    return Step(name, number, title, frozenset(needs.split()), frozenset(gives.split()))


STEPS = (
    _step("person", 1, _("About you"), "", "person"),
    _step("method", 2, _("Your number"), "person", "method"),
    _step("ssn", 2, _("Your number"), "person method:ssn", "member"),
    _step("number", 2, _("Your number"), "person method:number", "member"),
    _step("activation", 2, _("Your number"), "person method:activation", "member"),
    _step("questions", 3, _("Security questions"), "person member", "questions"),
    _step("account", 4, _("Your account"), "person member questions", "account"),
    _step("code", 5, _("Your e-mail"), "account", "bound"),
)
BY_NAME = {step.name: step for step in STEPS}
PROOFS = ("ssn", "number", "activation")


def furthest(known: frozenset[str]) -> str:
    """The last step that somebody who has given all this may open."""
    open_steps = [step.name for step in STEPS if step.needs <= known]
    return open_steps[-1]


def allowed(name: str, known: frozenset[str]) -> bool:
    """Whether this step may be opened. Once the account is made there is only the code left."""
    if "account" in known:
        return name == "code"
    return name in BY_NAME and BY_NAME[name].needs <= known


def later_than(name: str) -> frozenset[str]:
    """Everything that steps after this one give: what answering it again forgets."""
    number = [step.name for step in STEPS].index(name)
    return frozenset(fact for step in STEPS[number + 1 :] for fact in step.gives) - BY_NAME[name].gives

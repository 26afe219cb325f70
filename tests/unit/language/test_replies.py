"""Reading replies: present work of the speaker, and nothing else."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.shared.language.activities import Activity, read_reply
from services.shared.language.words import content_words, jaccard
from tests.examples import examples
from tests.unit.language.replies import REPLIES, Reply

SAME = 0.5  # share of words two phrases must have in common to be the same


def resolved(activity: Activity) -> str:
    for pronoun in ("them", "it") if activity.about else ():
        if f" {pronoun}" in activity.phrase:
            return activity.phrase.replace(f" {pronoun}", f" {activity.about}", 1)
    return activity.phrase


def unpaired(found: list[str], wanted: list[str]) -> tuple[list[str], list[str]]:
    """What is left of both after pairing what says the same, best pairs first."""

    def alike(one: str, other: str) -> float:
        return 1.0 if one.lower() == other.lower() else jaccard(content_words(one), content_words(other))

    left, right = list(found), list(wanted)
    pairs = sorted(((alike(a, b), a, b) for a in found for b in wanted), reverse=True)
    for score, a, b in pairs:
        if score >= SAME and a in left and b in right:
            left.remove(a)
            right.remove(b)
    return left, right


@pytest.mark.parametrize("reply", REPLIES, ids=[reply.message[:60] for reply in REPLIES])
def test_a_reply_gives_its_activities_and_nothing_more(reply: Reply):
    reading = read_reply(reply.message, reply.question)
    found = [*map(resolved, reading.activities), *reading.confirmed]
    assert unpaired(found, [*reply.activities, *reply.confirmed]) == ([], [])


@pytest.mark.parametrize(
    ("message", "denied"),
    [
        ("I don't do payroll any more.", "payroll"),
        ("I used to drive the van.", "drive the van"),
        ("My colleague writes the reports.", "writes the reports"),
        ("No packing.", "packing"),
        ("Next year I'll be managing the budget.", "managing the budget"),
    ],
)
def test_what_is_denied_past_planned_or_done_by_others_is_told_apart(message, denied):
    reading = read_reply(message)
    assert reading.activities == ()
    assert any(unpaired([phrase], [denied]) == ([], []) for phrase in reading.not_activities)


def test_a_shared_object_is_brought_to_both_verbs():
    assert [one.phrase for one in read_reply("I collect and clean data").activities] == ["collect data", "clean data"]


def test_a_fronted_object_is_put_after_its_verb():
    assert [one.phrase for one in read_reply("Linen I count and send to the laundry.").activities] == [
        "count Linen",
        "send Linen to the laundry",
    ]


def test_a_pronoun_knows_what_it_stands_for():
    (activity,) = read_reply("The samples come in a box. I check them in.").activities
    assert (activity.phrase, activity.about) == ("check them in", "samples")


def test_a_noun_after_a_question_about_tools_is_no_activity():
    assert read_reply("Excel, SAP, some Python", "Which software do you use?").activities == ()


def test_phrases_stand_in_the_message_where_they_say():
    message = "So I greet people, then I answer the phone."
    for activity in read_reply(message).activities:
        assert message[activity.start : activity.end] == activity.phrase


def test_the_same_thing_said_twice_in_one_reply_is_one_activity():
    assert len(read_reply("I write reports. Yes, I write reports.").activities) == 1


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=400), st.one_of(st.none(), st.text(max_size=200)))
def test_any_text_is_read_without_failing(message, question):
    reading = read_reply(message, question)
    for activity in reading.activities:
        assert 0 <= activity.start < activity.end <= len(message)


WORDS = [
    "i",
    "write",
    "reports",
    "and",
    ",",
    "not",
    "the",
    "used to",
    "my boss",
    "when",
    "cleaning",
    "is",
    "it",
    "?",
    ".",
]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(WORDS + list(string.ascii_lowercase)), max_size=40))
def test_any_order_of_words_is_read_without_failing(words):
    read_reply(" ".join(words), " ".join(reversed(words)))

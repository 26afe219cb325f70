"""From what was said to statements in O*NET's form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.taskpipeline.core.extract import extract
from services.taskpipeline.core.lineage import MAX_WORDS, problems, words_of
from services.taskpipeline.core.normalize import normalize, shorten
from services.taskpipeline.core.types import Spoken, Statement
from tests.unit.taskpipeline.talk import said, talk


def phrases(*lines: str) -> list[str]:
    return [statement.phrase for statement in extract(talk(*lines))]


def test_both_confirms_what_the_question_named():
    found = extract(talk("> Do you gather market research or customer insights?", "I do both, and write up summaries."))
    assert [one.phrase for one in found] == ["gather market research", "gather customer insights", "write up summaries"]
    assert found[0].sources == (Spoken("m2", "gather market research", confirmed_in="m1"),)
    assert found[2].sources == (Spoken("m2", "write up summaries"),)


def test_compound_statements_are_separated():
    assert phrases("I write and review contracts.") == ["write contracts", "review contracts"]


@pytest.mark.parametrize(
    "denial",
    [
        "Actually, I don't do payroll any more.",
        "Oh, and my colleague does the payroll now.",
        "I don't run the payroll any more, that's my colleague's job.",
    ],
)
def test_a_later_denial_takes_back_what_was_said(denial):
    assert phrases("I run payroll for eleven people.", "> Anything else?", denial) == []


def test_that_takes_back_what_the_question_before_named():
    asked = "> You mentioned running payroll for eleven people: what does that involve?"
    assert phrases("I run payroll for eleven people.", asked, "No, someone else does that.") == []


def test_wishing_for_more_of_it_or_having_done_it_yesterday_takes_nothing_back():
    said = "I write the quarterly report."
    assert phrases(said, "> Anything else?", "I hope to write more reports.") == ["write the quarterly report"]
    assert phrases(said, "> Anything else?", "I wrote the quarterly report yesterday.") == [
        "write the quarterly report"
    ]


def test_a_heading_gives_way_to_what_the_same_reply_says_of_it():
    assert phrases("> Do you look after the website?", "Yes, I update the staff pages.") == ["update the staff pages"]


def test_what_a_pronoun_stands_for_is_part_of_the_lineage():
    (_, second) = extract(talk("I unpack the samples and check them in."))
    assert [source.raw_phrase for source in second.sources] == ["check them in", "samples"]


def test_what_the_assistant_says_alone_is_no_task():
    assert phrases("> You could also draft contracts.", "Hm.") == []


@pytest.mark.parametrize(
    ("phrase", "statement"),
    [
        ("handle onboarding when new people join", "Conduct onboarding when new people join"),
        ("write up quarterly summaries for leadership", "Write quarterly summaries for leadership"),
        ("review what other departments send over", "Review what other departments send over"),
        ("make sure it aligns with our policies", "Ensure it aligns with policies"),
        ("doing the stock counts", "Count stock"),
        ("hydrant inspections in spring", "Inspect hydrants in spring"),
        ("payroll", "Process payroll"),
        ("do the reports", "Prepare reports"),
        ("deal with angry customers", "Handle angry customers"),
        ("bug fixing", "Fix bugs"),
        ("maintenance of the lifts", "Maintain lifts"),
        ("CPR", "Perform CPR"),
        ("chase the late invoices", "Follow up on late invoices"),
        ("mentor our working student", "Mentor the working student"),
        ("writes the minutes", "Write minutes"),
    ],
)
def test_a_phrase_becomes_a_statement(phrase, statement):
    assert normalize(Statement(phrase, (Spoken("m1", phrase),))) == statement


def test_a_pronoun_gives_way_to_what_it_stands_for():
    assert said("check them in", verb="check", about="samples").normalized == "Check samples in"


def test_a_verb_nobody_listed_stays_a_verb():
    assert said("precept new grads", verb="precept").normalized == "Precept new grads"


def test_a_statement_never_has_more_than_twenty_words():
    long = "Prepare " + ", ".join(f"report{number}" for number in range(40)) + " for the board"
    assert len(words_of(shorten(long))) <= MAX_WORDS
    assert len(words_of(said(long).normalized)) <= MAX_WORDS


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Reports for the board", "no_verb_first"),
        ("Prepare my reports", "first_person"),
        ("Prepare quarterly reports", "unexplained:quarter"),
        ("", "empty"),
        ("Prepare " + "reports " * 20, "too_long"),
    ],
)
def test_a_statement_that_says_too_much_is_found_out(statement, problem):
    assert problem in problems(statement, (Spoken("m1", "prepare reports for the board"),))


def test_the_verb_table_explains_the_verbs_it_writes():
    assert problems("Conduct onboarding", (Spoken("m1", "handle onboarding"),)) == ()
    assert problems("Follow up on late invoices", (Spoken("m1", "chase the late invoices"),)) == ()


PARTS = [
    "i",
    "we",
    "write",
    "checking",
    "the reports",
    "and",
    "inspections",
    "my",
    "them",
    "for clients",
    ",",
    "do",
    "meds",
    "usually",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=30))
def test_whatever_is_said_each_statement_is_valid(words):
    for statement in extract(talk(" ".join(words))):
        written = normalize(statement)
        assert not written or problems(written, statement.sources) == ()

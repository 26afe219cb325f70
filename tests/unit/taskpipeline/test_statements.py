"""From what was said to statements in O*NET's form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.taskpipeline.core.extract import Extracted, agrees, exchanges, extract
from services.taskpipeline.core.lineage import MAX_WORDS, problems, words_of
from services.taskpipeline.core.normalize import normalize, shorten
from services.taskpipeline.core.reading import Named, Reading
from services.taskpipeline.core.types import Spoken, Statement
from tests.examples import examples
from tests.fakes.reader import Toy
from tests.fakes.task_reader import as_read
from tests.unit.taskpipeline.talk import said, talk


def found(*lines: str, **told: Reading) -> Extracted:
    """What is extracted of a talk; the toy reader reads it, `m2=...` tells another reading of a message."""
    conversation = talk(*lines)
    toy = Toy()
    readings = {
        message.id: as_read(toy._read(message.content, question.candidates if question else ()), message.content)
        for message, question in exchanges(conversation)
    }
    return extract(conversation, readings | told)


def phrases(*lines: str, **told: Reading) -> list[str]:
    return [statement.phrase for statement in found(*lines, **told).sure]


def test_what_was_offered_and_confirmed_is_a_task_with_the_question_as_its_source():
    reading = Reading(confirmed={"gather market research": 0.9, "gather customer insights": 0.1})
    sure = found("> Do you gather market research or customer insights?", "The first one.", m2=reading).sure
    assert [one.phrase for one in sure] == ["gather market research"]
    assert sure[0].sources == (Spoken("m2", "gather market research", confirmed_in="m1"),)


def test_what_is_read_with_doubt_is_unsure_and_what_is_improbable_only_faint():
    reading = Reading((Named("weld frames", 0.4), Named("paint doors", 0.1), Named("file papers", 0.9)))
    both = found("whatever", m1=reading)
    assert [one.phrase for one in both.sure] == ["file papers"]
    assert [one.phrase for one in both.unsure] == ["weld frames"]
    assert [one.phrase for one in both.faint] == ["paint doors"]


@pytest.mark.parametrize(
    "named",
    [
        Named("do the payroll", 0.9, is_theirs=False),
        Named("do all sorts", 0.9, is_vague=True),
        Named("fix them", 0.9, is_open=True),
    ],
)
def test_work_of_others_vague_talk_and_open_pronouns_are_no_tasks(named):
    told = found("whatever", m1=Reading((named,)))
    assert (told.sure, told.unsure) == ((), ())


@pytest.mark.parametrize(
    "later",
    [
        Reading((Named("do payroll", 0.02, is_theirs=False, is_given_up=True),)),
        Reading(retracted=("the payroll",)),
    ],
)
def test_a_later_message_takes_back_what_was_said(later):
    assert phrases("I run payroll for eleven people.", "> Anything else?", "Not any more.", m3=later) == []


def test_a_long_phrase_says_enough_beside_a_pronoun_that_nobody_can_resolve():
    reading = Reading((Named("work out whether it's the network", 0.9, "work", is_open=True),))
    assert len(found("whatever", m1=reading).sure) == 1


def test_a_plan_or_a_thing_of_the_past_takes_nothing_back():
    later = Reading((Named("write the report", 0.02, is_theirs=False),))
    assert phrases("I write the report.", "> Anything else?", "I will write more.", m3=later) == ["write the report"]


@pytest.mark.parametrize(
    "reading",
    [
        Reading((Named("write reports", 0.9),), acts={"distress": 0.6}),
        Reading((Named("write reports", 0.9),), language=("de", 0.9)),
    ],
)
def test_nothing_becomes_a_task_of_despair_or_of_another_language(reading):
    told = found("whatever", m1=reading)
    assert (told.sure, told.unsure) == ((), ())


def test_pasted_text_is_unsure():
    reading = Reading((Named("write reports", 0.9),), acts={"pasted": 0.9})
    assert [one.phrase for one in found("whatever", m1=reading).unsure] == ["write reports"]


def test_what_a_pronoun_stands_for_is_part_of_the_lineage():
    reading = Reading((Named("check them in", 0.9, "check", "samples"),))
    (one,) = found("whatever", m1=reading).sure
    assert [source.raw_phrase for source in one.sources] == ["check them in", "samples"]


def test_what_the_assistant_says_alone_is_no_task():
    assert phrases("> You could also draft contracts.", "Hm.") == []


@pytest.mark.parametrize(
    ("phrase", "verb", "statement"),
    [
        ("handle onboarding when new people join", "handle", "Handle onboarding when new people join"),
        ("make sure it aligns with our policies", "make", "Make sure it aligns with policies"),
        ("doing the stock counts", "do", "Do stock counts"),
        ("hydrant inspections in spring", "", "Inspect hydrants in spring"),
        ("payroll", "", "Payroll"),
        ("manage budgets", "manage", "Manage budgets"),
        ("deal with angry customers", "deal", "Deal with angry customers"),
        ("bug fixing", "", "Fix bugs"),
        ("maintenance of the lifts", "", "Maintain lifts"),
        ("CPR", "", "CPR"),
        ("chase the late invoices", "chase", "Chase late invoices"),
        ("mentor our working student", "mentor", "Mentor the working student"),
        ("writes the minutes", "write", "Write minutes"),
        ("bought the ingredients", "buy", "Buy ingredients"),
    ],
)
def test_a_phrase_becomes_a_statement_and_no_verb_is_invented(phrase, verb, statement):
    assert normalize(Statement(phrase, (Spoken("m1", phrase),), verb=verb)) == statement


@pytest.mark.parametrize(
    ("phrase", "thing", "agree"),
    [
        ("check them in", "samples", True),
        ("check them in", "crisis", False),
        ("give it", "doctors", False),
        ("maintain it", "model", True),
        ("calm them down", "people", True),
    ],
)
def test_a_pronoun_stands_for_one_thing_or_several(phrase, thing, agree):
    assert agrees(Named(phrase, 0.9, refers_to=thing)) is agree


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


def test_a_noun_explains_the_verb_it_names():
    assert problems("Inspect hydrants", (Spoken("m1", "hydrant inspections"),)) == ()
    assert problems("Conduct onboarding", (Spoken("m1", "handle onboarding"),)) == ("unexplained:conduct",)


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


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=30))
def test_whatever_is_said_each_statement_is_valid(words):
    for statement in found(" ".join(words)).sure:
        written = normalize(statement)
        assert not written or problems(written, statement.sources) == ()

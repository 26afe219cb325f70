"""How replies name what was said, that sentences have names, and that questions are told apart."""

from __future__ import annotations

import itertools
import string

import pytest

from services.agent.core import care, languages, wording
from services.agent.core.mention import gerund, heard, mention
from services.agent.core.replies import a_job, pick
from services.agent.core.similar import is_repeat, questions_in, split_sentences
from services.agent.core.streaming import SentenceGate
from services.agent.core.types import Activity
from services.shared.language.sentences import Template


@pytest.mark.parametrize(
    ("phrase", "verb", "said"),
    [
        ("write reports for my boss", "write", "writing reports for your boss"),
        ("advising on fertiliser rates", "advise", "advising on fertiliser rates"),
        ("SQL reporting", "", "SQL reporting"),
        ("plan our routes", "plan", "planning your routes"),
        ("control the budget", "control", "controlling the budget"),
        ("Data analysis", "", "data analysis"),
        ("pack", "pack", "packing"),
        ("Stock counts", "", "stock counts"),
        ("stock shelves", "stock", "stocking shelves"),
        ("mentor two students this term", "mentor", "mentoring two students this term"),
    ],
)
def test_an_activity_is_named_as_one_would_say_it(phrase: str, verb: str, said: str):
    assert mention(phrase, verb) == said


@pytest.mark.parametrize(
    "phrase",
    ["", "<b>bold</b>", "a " * 20, "report to the", "hang drips, titrate", "{it}", "brief them", "show him stuff"],
)
def test_what_cannot_be_said_well_is_not_said(phrase: str):
    assert mention(phrase, phrase.split(" ", maxsplit=1)[0]) == ""


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("plan", "planning"),
        ("visit", "visiting"),
        ("tie", "tying"),
        ("see", "seeing"),
        ("fix", "fixing"),
        ("make", "making"),
    ],
)
def test_the_ing_form_of_a_verb(verb: str, said: str):
    assert gerund(verb) == said


def test_only_what_was_read_with_high_probability_is_named():
    sure, doubted = (
        Activity("weld pipes", "u1", verb="weld", probability=0.95),
        Activity("bend rods", "u1", verb="bend", probability=0.6),
    )
    told = heard([sure, doubted], "I weld pipes and bend rods")
    assert told is not None
    assert (told.first, told.second) == ("welding pipes", "")
    assert heard([doubted], "I bend rods") is None


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Policy Analyst", "a policy analyst"),
        ("Accountant", "an accountant"),
        ("HR Manager", "an HR manager"),
        ("IT specialist", "an IT specialist"),
        ("Usher", "an usher"),
        ("urologist", "a urologist"),
        ("University Teacher", "a university teacher"),
        ("C# developer", "a C# developer"),
        ("", "someone in your position"),
        ("<b>boss</b>", "someone in your position"),
        ("What am I?", "someone in your position"),
        ("x" * 200, "someone in your position"),
    ],
)
def test_a_job_title_gets_its_article(title: str, said: str):
    assert a_job(title) == said


def _templates() -> list[Template]:
    cared = [template for table in care.REPLIES.values() for template in table]
    return [*wording.catalogue(), *cared, *languages.NOTICES.values(), languages.IN_ENGLISH]


def test_every_sentence_has_a_name_of_its_own():
    names = [template.id for template in _templates()]
    assert len(set(names)) == len(names)


def test_statements_ask_nothing_and_questions_ask_once():
    asking = ("opening_question", "follow_up", "more_question", "unknown_question", "end.")
    for template in _templates():
        assert template.text.count("?") == (1 if template.id.startswith(asking) else 0), template
        fields = {name for _, name, _, _ in string.Formatter().parse(template.text) if name}
        assert fields <= {"it", "first", "second", "n", "a_job", "example"}


def test_a_sentence_keeps_the_arguments_it_has_places_for():
    said = Template("x.1", "So you have {it}.").say(it="a list", first="unused")
    assert (said.id, said.text, said.arguments) == ("x.1", "So you have a list.", (("it", "a list"),))


def test_care_invents_no_number_and_leaves_the_choice():
    for template in (template for table in care.REPLIES.values() for template in table):
        assert not any(char.isdigit() for char in template.text)
        assert any(word in template.text for word in ("go on", "stop", "can wait", "as long as you like"))
        assert "kept" in template.text


@pytest.mark.parametrize("language", ["de", "pl", "es", "fr"])
def test_these_languages_are_told_all_of_it_and_others_a_sentence_and_english(language: str):
    assert len(languages.notice(language)) == 1
    assert len(languages.notice("vi")) == 2
    assert languages.notice("xx") == (languages.IN_ENGLISH,)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do you write reports or keep records?", "do you write reports  or keep records?"),
        ("Do you write reports?", "As part of your job, do you write any reports?"),
        ("What does your budgeting involve?", "Does your work involve budgeting?"),
    ],
)
def test_a_question_in_another_frame_is_a_repeat(question: str, asked: str):
    assert is_repeat(question, [asked], (), "words")


def test_closeness_in_meaning_makes_a_repeat_by_the_cut_off_of_its_embedder():
    question, asked = "Do you draw up budgets?", "Are you in charge of money?"
    assert is_repeat(question, [asked], [0.9], "default")
    assert not is_repeat(question, [asked], [0.5], "default")
    assert is_repeat(question, [asked], [0.81], "one nobody has measured")


def test_neighbouring_turns_never_use_the_same_words():
    for session in map(str, range(50)):
        picks = [pick(wording.HEARD_ONE, session, turn) for turn in range(9)]
        assert all(one != other for one, other in itertools.pairwise(picks))


def test_sentences_join_to_the_text_and_a_question_is_one_of_them():
    text = "Thanks, e.g. that helps. What else? Good!"
    assert "".join(split_sentences(text)) == text
    assert questions_in(text) == ("What else?",)


def test_the_gate_lets_whole_sentences_through_and_no_more_than_its_limit():
    gate = SentenceGate(40)
    passed = [sentence for piece in ("Thank", "s. Wha", "t else? ", "x" * 100) for sentence in gate.feed(piece)]
    assert passed == ["Thanks. ", "What else? "]
    assert gate.end() == ()

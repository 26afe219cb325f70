"""Updates, tool, rules and tailoring on values."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cvfsm.core.document.cv import Language, WorkEntry
from services.cvfsm.core.machine import agent_rules, tailor
from services.cvfsm.core.machine.agent_task import task
from services.cvfsm.core.machine.session import CvSession, confirmed_data, evidence, review, shown_data, with_statements
from services.cvfsm.core.machine.steps import Position, State, Truth
from services.cvfsm.core.machine.tool import Author, use
from services.cvfsm.core.machine.updates import Change, Operation, UpdateStatus, in_force
from services.cvfsm.worker import by_rules
from services.shared.language.sentences import joined
from tests.fakes.cvfsm import SAMPLE

ME = Author("r1", "rules")
SECTIONS = (
    "profile",
    "work_experience",
    "skills",
    "languages",
    "education",
    "certifications",
    "contact",
    "interests",
    "publications",
)


def session(*statements: tuple[str, str], posting: str = "", selected: tuple[str, ...] = SECTIONS) -> CvSession:
    position = Position(State.AGENT_EXECUTION, Truth.BASELINE)
    made = CvSession(
        "x", SAMPLE, "docx", "2026-01-01T00:00:00+00:00", position=position, selected=selected, run_id="r1"
    )
    return with_statements(replace(made, posting=posting), statements)


def used(made: CvSession, *changes: Change) -> CvSession:
    known = evidence(made)
    for change in changes:
        result = use(made, change, known, ME)
        if result.update:
            made = replace(made, updates=(*made.updates, result.update))
    return made


CHANGES = [
    Change(Operation.SET, "profile", "Head baker"),
    Change(Operation.SET, "work_experience[0].bullets[1]", "Order flour and cost recipes"),
    Change(Operation.REMOVE, "work_experience[0].bullets[0]"),
    Change(Operation.REORDER, "skills", ("laminated dough", "sourdough")),
    Change(Operation.ADD, "skills", "pastries"),
    Change(Operation.SET, "work_experience[1].title", "baker"),
    Change(Operation.REMOVE, "certifications[0]"),
]


@settings(deadline=None)  # a busy machine is no failure
@given(st.permutations(CHANGES), st.sets(st.integers(0, len(CHANGES) - 1)))
def test_whatever_is_refused_the_rest_stands_and_refusing_all_gives_the_document_back(
    changes: list[Change], refused: set[int]
) -> None:
    made = used(session(), *changes)
    names = [update.id for update in made.updates]
    some = review(made, (), [name for i, name in enumerate(names) if i in refused])
    assert in_force(some.document, some.updates).full_name == "Ana Rye"
    assert review(made, (), names).draft == SAMPLE


def test_an_update_finds_its_line_when_the_one_before_it_was_refused() -> None:
    made = used(session(), CHANGES[2], Change(Operation.SET, "work_experience[0].bullets[0]", "Order flour"))
    assert made.draft.work_experience[0].bullets == ("Order flour",)
    made = review(made, (), [made.updates[0].id])
    assert made.draft.work_experience[0].bullets == ("Lead two bakers", "Order flour")


def test_what_is_confirmed_follows_from_truth_and_the_persons_verdicts() -> None:
    made = used(session(selected=("skills", "profile")), CHANGES[0], CHANGES[4])
    assert confirmed_data(made).skills == ()
    assert confirmed_data(made).full_name == "Ana Rye"
    accepted = review(made, [made.updates[1].id], ())
    assert confirmed_data(accepted).skills == ("sourdough", "laminated dough", "pastries")
    assert confirmed_data(accepted).profile == ""
    unconfirmed = replace(made, position=Position(State.INTENT_CAPTURE))
    assert shown_data(unconfirmed).full_name == ""


def test_a_statement_said_twice_is_kept_once() -> None:
    assert len(with_statements(session(("skills", "rye")), [("skills", "rye"), ("skills", " ")]).statements) == 1


@pytest.mark.parametrize(
    ("section", "statement", "place", "expected"),
    [
        ("profile", "Baker since 2016.", "profile", "Baker since 2016."),
        ("skills", "Skills: rye bread; HACCP", "skills", ("sourdough", "laminated dough", "rye bread", "HACCP")),
        (
            "languages",
            "French B2, Italian: A1",
            "languages",
            (Language("English", "native"), Language("French", "B2"), Language("Italian", "A1")),
        ),
        (
            "publications",
            "Rye, A. (2020). Old doughs. Journal of Bread, 12(3), 4-9.",
            "publications",
            ("Rye, A. (2020). Old doughs. Journal of Bread, 12(3), 4-9",),
        ),
        ("contact", "new mail: ana@rye.example", "email", "ana@rye.example"),
        ("contact", "Moved to Perth", "location", "Perth"),
        ("certifications", "First Aid at Work", "certifications", ("Food Hygiene Level 2", "First Aid at Work")),
    ],
)
def test_rules_apply_a_statement_as_given(section: str, statement: str, place: str, expected: object) -> None:
    outcome = by_rules(session((section, statement)))
    assert outcome.summary.accepted
    assert getattr(outcome.session.draft, place) == expected


@pytest.mark.parametrize(
    ("said", "bullet"),
    [
        ("Bramble Bakery: trained 3 new starters", "Trained 3 new starters"),
        ("At Bramble Bakery I trained 3 new starters.", "Trained 3 new starters."),
        ("At Bramble Bakery, we made rye", "Made rye"),
        ("I was in charge of 3 starters at Bramble Bakery", "I was in charge of 3 starters"),
    ],
)
def test_where_something_was_done_is_the_address_of_a_bullet_and_no_part_of_it(said: str, bullet: str) -> None:
    assert by_rules(session(("work_experience", said))).session.draft.work_experience[1].bullets[-1] == bullet


def test_a_skill_of_one_letter_is_a_skill() -> None:
    assert "R" in by_rules(session(("skills", "R, survey design"))).session.draft.skills


def test_the_reason_of_a_new_order_names_words_that_stand_in_both() -> None:
    made = session(posting="Evaluations, survey data, order flour", selected=("work_experience",))
    reasons = [joined(u.reasons) for u in by_rules(made).session.updates]
    assert reasons == ["Most relevant first: the posting also says “order”, “flour”."]


def test_rules_add_a_position_with_its_bullets() -> None:
    outcome = by_rules(
        session(("work_experience", "Owner at Rye House, 2023-02 - present\nOpened a shop with 4 staff"))
    )
    assert outcome.session.draft.work_experience[2] == WorkEntry(
        "Rye House", "Owner", "2023-02", "present", "", ("Opened a shop with 4 staff",)
    )


def test_a_position_since_a_year_goes_on() -> None:
    job = by_rules(session(("work_experience", "Owner at Rye House, since 2022"))).session.draft.work_experience[2]
    assert (job.start, job.end) == ("2022", "present")


def test_a_request_for_a_rewrite_is_asked_back_without_a_model() -> None:
    outcome = by_rules(session(("profile", "Please make it shorter"), ("skills", "make these more concise")))
    assert outcome.summary.reason == "NOT_UNDERSTOOD"
    assert [q.section for q in outcome.questions] == ["profile", "skills"]
    assert outcome.session.draft == SAMPLE


def test_a_wish_stated_as_given_is_refused_by_the_gate_with_its_reason() -> None:
    outcome = by_rules(session(("certifications", "CCNA is booked for the autumn")))
    assert outcome.summary.reason == "NO_SUCCESSFUL_CALL"
    assert outcome.session.updates[0].status is UpdateStatus.REFUSED_BY_GATE
    assert "wish" in joined(outcome.session.updates[0].reasons)


def test_a_posting_only_moves_what_is_there() -> None:
    made = session(posting="Order flour, cost recipes. Laminated dough! Food hygiene level 2.")
    outcome = by_rules(made)
    assert outcome.session.draft.work_experience[0].bullets == ("Cost recipes and order flour", "Lead two bakers")
    assert outcome.session.draft.skills == ("laminated dough", "sourdough")
    assert sorted(map(str, outcome.session.draft.skills)) == sorted(SAMPLE.skills)
    assert all("posting" in joined(update.reasons) for update in outcome.session.updates)


def test_a_posting_about_something_else_changes_nothing() -> None:
    assert agent_rules.from_posting(session(posting="Kernel engineer, C++ and eBPF")) == []


def test_gaps_are_asked_and_never_filled() -> None:
    made = session(posting="HACCP, laminated dough, Vectorworks. We offer a great team.")
    asked = tailor.gaps(made.posting, evidence(made))
    assert [phrase for _, phrase in asked] == ["HACCP", "Vectorworks"]
    assert all(question.endswith("say where and when.") for question, _ in asked)


def test_the_task_of_the_agent_has_the_seeds_form_and_the_selected_data_only() -> None:
    plain = task(session(("skills", "rye"), selected=("skills",)))
    assert plain["task"] == "update_cv_sections"
    assert set(plain["current_cv_data"]) == {"skills", "it_ai_skills"}
    assert plain["constraints"] == {"max_turns": 3, "output_language": "en", "target_length": "2 pages"}


def test_free_text_is_about_the_one_section_that_was_selected() -> None:
    text = "I trained 3 new starters at Bramble Bakery"
    one = by_rules(session(("", text), selected=("work_experience",)))
    assert one.session.draft.work_experience[1].bullets[-1] == "Trained 3 new starters"
    several = by_rules(session(("", text), selected=("work_experience", "skills")))
    assert several.summary.reason == "NOT_UNDERSTOOD"
    assert several.questions[0].question == "Which section of the CV does this belong to?"


def test_what_the_person_refused_is_not_proposed_again() -> None:
    first = by_rules(session(("skills", "HACCP"))).session
    again = by_rules(review(first, (), [first.updates[0].id]))
    assert again.summary.reason == "NOTHING_TO_UPDATE"

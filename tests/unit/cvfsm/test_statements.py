"""Statements are understood or asked back: 120 sentences written before the rules were, with what must be true after each."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.cvfsm.core.document import cv_paths
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry, lines
from services.cvfsm.core.machine.session import CvSession, review, with_statements
from services.cvfsm.core.machine.statement.cues import kind_of
from services.cvfsm.core.machine.steps import Position, State, Truth
from services.cvfsm.core.machine.updates import section_order
from services.cvfsm.worker import Outcome, by_rules

MAJA = CvData(
    full_name="Maja Novak",
    email="maja.novak@example.com",
    phone="07700 900123",
    location="12 Mill Lane, Leeds LS1 4AB",
    links=("linkedin.com/in/maja-novak",),
    profile="A reliable supervisor with 7 years of experience.",
    work_experience=(
        WorkEntry(
            "Northgte Foods",
            "Shift Supervisor",
            "2021-03",
            "present",
            "",
            ("Led a team of 14 packers", "Planned the weekly rota", "Reduced waste by 12%"),
        ),
        WorkEntry(
            "Costa Coffee", "Barista", "2018", "2021-02", "", ("Served customers and cashed up", "Trained new starters")
        ),
        WorkEntry("KFC", "Crew Member", "2016", "2018", "", ("Prepared food",)),
    ),
    education=(
        EducationEntry("Leeds City College", "BTEC Level 3 Business", "2014", "2016"),
        EducationEntry("Allerton High School", "A-levels", "", "2014"),
    ),
    languages=(Language("English", "C1"), Language("Polish", "native"), Language("French", "A2")),
    skills=("Microsoft Excel", "stock control", "costumer service", "SAP"),
    it_ai_skills=("Power BI",),
    certifications=("Food Hygiene Level 2", "First Aid at Work (2021)"),
    interests=("chess", "running"),
)
ROWS = [
    tuple(part.strip() for part in line.split("||"))
    for line in Path(__file__).with_name("statements_unseen.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
rows = pytest.mark.parametrize(("kind", "section", "said", "wanted"), ROWS, ids=[r[2] for r in ROWS])
EVERY = ("contact", "profile", "work_experience", "education", "languages", "skills", "certifications", "interests")


def heard(section: str, said: str, data: CvData = MAJA) -> Outcome:
    position = Position(State.AGENT_EXECUTION, Truth.BASELINE)
    session = CvSession(
        "x",
        data,
        "docx",
        "2026-01-01T00:00:00+00:00",
        position=position,
        selected=(section,) if section else EVERY,
        run_id="r1",
    )
    return by_rules(with_statements(session, [(section, said)]))


def holds(outcome: Outcome, wanted: str) -> bool:  # noqa: PLR0911 - a row for each form
    data = outcome.session.draft
    texts = [text for _, text in lines(data)]
    if wanted == "ask":
        return bool(outcome.questions) and data == MAJA
    if wanted.startswith("no "):
        return not any(wanted[3:].casefold() in text.casefold() for text in texts)
    if wanted.startswith("has "):
        return any(wanted[4:].casefold() in text.casefold() for text in texts)
    if wanted.startswith("order "):
        first, then = wanted[6:].split("<")
        order = section_order(outcome.session.updates)
        return bool(order) and order.index(first) < order.index(then)
    path, _, text = wanted.partition("=")
    if "[" not in path and path in {"language", "pages", "template", "paper"}:
        return str(outcome.options.get(path)) == text
    try:
        found = cv_paths.get(data, path)
    except cv_paths.BadPathError:
        return False
    return bool(found == text)


@rows
def test_a_statement_does_what_it_asks_for_and_is_never_printed_as_a_command(
    kind: str, section: str, said: str, wanted: str
) -> None:
    outcome = heard(section, said)
    assert all(holds(outcome, part.strip()) for part in wanted.split(";"))
    if kind != "content":
        printed = {text.casefold().strip(" .") for _, text in lines(outcome.session.draft)}
        assert said.casefold().strip(" .") not in printed


def test_without_a_reader_of_language_the_cues_tell_nineteen_kinds_in_twenty() -> None:
    right = sum(kind_of(said, {}) == kind for kind, _, said, _ in ROWS)
    assert right >= 0.95 * len(ROWS)


def test_a_sure_reader_decides_and_an_unsure_one_does_not() -> None:
    assert kind_of("The slaughterhouse can go", {"removal": 0.9, "content": 0.1}) == "removal"
    assert kind_of("Remove Excel", {"content": 0.6, "removal": 0.2, "other": 0.2}) == "removal"


def test_a_command_that_was_taken_for_content_still_does_what_it_says() -> None:
    position = Position(State.AGENT_EXECUTION, Truth.BASELINE)
    session = CvSession("x", MAJA, "docx", "2026-01-01T00:00:00+00:00", position=position, selected=("skills",))
    session = with_statements(replace(session, run_id="r1"), [("skills", "Remove Microsoft Excel")])
    outcome = by_rules(session, {"Remove Microsoft Excel": {"content": 1.0}})
    assert "Microsoft Excel" not in outcome.session.draft.skills


def test_a_shorter_cv_loses_lines_of_the_oldest_jobs_and_each_comes_back_when_refused() -> None:
    outcome = heard("", "please make it shorter")
    kept = [job.bullets for job in outcome.session.draft.work_experience]
    assert kept == [
        ("Led a team of 14 packers", "Planned the weekly rota", "Reduced waste by 12%"),
        ("Served customers and cashed up", "Trained new starters"),
        ("Prepared food",),
    ]
    long = replace(MAJA.work_experience[2], bullets=("Prepared food", "Cleaned the fryers", "Served 200 guests a day"))
    data = replace(MAJA, work_experience=(*MAJA.work_experience[:2], long))
    outcome = heard("", "please make it shorter", data)
    assert outcome.session.draft.work_experience[2].bullets == ("Served 200 guests a day",)
    taken = [update for update in outcome.session.updates if update.reasons]
    assert [update.before for update in taken] == ["Cleaned the fryers", "Prepared food"]
    kept_all = review(outcome.session, (), [update.id for update in taken])
    assert kept_all.draft == data

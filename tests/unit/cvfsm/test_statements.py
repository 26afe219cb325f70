"""Statements are understood or asked back: 240 sentences written before the rules that read them, with what must be true after each."""

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
RAVI = CvData(
    full_name="Ravi Achterberg",
    headline="Service technician",
    email="ravi@example.com",
    phone="0161 496 0011",
    location="41 Canal Row, Salford M5 4WX",
    links=("github.com/rachter",),
    profile="Lift technician who finds faults others give up on.",
    work_experience=(
        WorkEntry(
            "Brightwater Lifts",
            "Lift Service Technician",
            "2019-05",
            "present",
            "",
            ("Service 60 lifts a month", "Answer call-outs at night", "Train two apprentices", "Keep the van stock"),
        ),
        WorkEntry(
            "Halden Rail",
            "Maintenance Fitter",
            "2014",
            "2019-04",
            "",
            ("Replaced brake units on 40 trains", "Wrote fault reports"),
        ),
        WorkEntry("Asda", "Night Shelf Stacker", "2012", "2014", "", ("Filled shelves",)),
    ),
    education=(
        EducationEntry("Trafford College", "NVQ Level 3 Electrical Installation", "2012", "2014"),
        EducationEntry("Moss Side High School", "GCSEs", "", "2012"),
    ),
    languages=(Language("English", "native"), Language("Dutch", "B1"), Language("Hindi", "B2")),
    skills=("hydraulics", "fault finding", "soldering", "customer service"),
    it_ai_skills=("AutoCAD", "Microsoft Word"),
    certifications=("IPAF licence (2022)", "SSSTS"),
    volunteering=("Repair café, Salford",),
    interests=("cycling", "pub quizzes"),
    references=("Available on request",),
)


def rows_of(name: str, data: CvData) -> list[tuple[CvData, str, str, str, str]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines_ = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(data, *(part.strip() for part in line.split("||"))) for line in lines_]  # type: ignore[misc]


FIRST = rows_of("statements_unseen.txt", MAJA)
SECOND = rows_of("statements_style.txt", RAVI)
rows = pytest.mark.parametrize(
    ("data", "kind", "section", "said", "wanted"), FIRST + SECOND, ids=[r[3] for r in FIRST + SECOND]
)
EVERY = (
    "contact", "profile", "work_experience", "education", "languages", "skills", "certifications", "interests", "references",
)  # fmt: skip


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


def holds(outcome: Outcome, wanted: str, before: CvData) -> bool:  # noqa: PLR0911 - a row for each form
    data = outcome.session.draft
    texts = [text for _, text in lines(data)]
    if wanted == "ask":
        return bool(outcome.questions) and data == before
    if wanted == "none":
        return data == before
    if wanted.startswith("no "):
        return not any(wanted[3:].casefold() in text.casefold() for text in texts)
    if wanted.startswith("has "):
        return any(wanted[4:].casefold() in text.casefold() for text in texts)
    if wanted.startswith("order "):
        first, then = wanted[6:].split("<")
        order = section_order(outcome.session.updates)
        return bool(order) and order.index(first) < order.index(then)
    path, _, text = wanted.partition("=")
    if "[" not in path and path in {"language", "pages", "template", "paper", "text_size"}:
        return str(outcome.options.get(path)) == text
    try:
        found = cv_paths.get(data, path)
    except cv_paths.BadPathError:
        return False
    return bool(found == text)


@rows
def test_a_statement_does_what_it_asks_for_and_is_never_printed_as_a_command(
    data: CvData, kind: str, section: str, said: str, wanted: str
) -> None:
    outcome = heard(section, said, data)
    assert all(holds(outcome, part.strip(), data) for part in wanted.split(";"))
    if kind != "content":
        printed = {text.casefold().strip(" .") for _, text in lines(outcome.session.draft)}
        assert said.casefold().strip(" .") not in printed


def test_without_a_reader_of_language_the_cues_tell_nineteen_kinds_in_twenty() -> None:
    for some in (FIRST, SECOND):
        assert sum(kind_of(said, {}) == kind for _, kind, _, said, _ in some) >= 0.95 * len(some)


@pytest.mark.parametrize(
    ("said", "path"),
    [("can I add a photo?", "photo"), ("I need it in Dutch", "language"), ("narrower margins", "template")],
)
def test_a_wish_without_a_setting_is_asked_back_where_the_form_answers_it(said: str, path: str) -> None:
    (question,) = heard("", said).questions
    assert question.path == path


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

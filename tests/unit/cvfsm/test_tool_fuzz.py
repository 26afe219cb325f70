"""Whatever a model sends, the tool answers: no exception, no line outside the selected sections, no form broken."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.cvfsm.core.document import cv, cv_json
from services.cvfsm.core.machine import agent_task
from services.cvfsm.core.machine.session import CvSession, evidence
from services.cvfsm.core.machine.steps import Position, State, Truth
from services.cvfsm.core.machine.tool import Author, use
from services.cvfsm.core.machine.updates import Operation
from tests.examples import examples
from tests.fakes.cvfsm import SAMPLE

SELECTED = ("work_experience", "skills")
FIELDS = [name for section in SELECTED for name in cv.SECTIONS[section]]
PATHS = st.one_of(
    st.sampled_from(
        [
            "profile",
            "skills",
            "skills[0]",
            "it_ai_skills",
            "work_experience",
            "work_experience[0]",
            "work_experience[0].bullets",
            "work_experience[0].bullets[1]",
            "work_experience[1].end",
            "work_experience[7].title",
            "languages[0].level",
            "sources",
            "unsorted[0]",
            "full_name",
            "section_order",
        ]
    ),
    st.text(max_size=30),
)
TEXTS = st.one_of(st.sampled_from(["", "Lead two bakers", "2019", "x" * 3_000, "HACCP"]), st.text(max_size=60))
ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "operation": st.one_of(st.sampled_from([str(o) for o in Operation]), st.text(max_size=8), st.none()),
        "path": st.one_of(PATHS, st.integers()),
        "value": st.one_of(TEXTS, st.none(), st.integers(), st.lists(TEXTS, max_size=2)),
        "items": st.one_of(st.lists(TEXTS, max_size=4), st.just(["Cost recipes and order flour", "Lead two bakers"])),
        "entry": st.one_of(st.none(), st.dictionaries(st.sampled_from(["title", "employer", "start", "pay"]), TEXTS)),
    },
)


@settings(max_examples=examples(2_000), deadline=None)
@given(st.lists(ARGUMENTS, max_size=5))
def test_any_arguments_get_an_answer_and_touch_only_what_was_selected(calls: list[dict[str, object]]) -> None:
    position = Position(State.AGENT_EXECUTION, Truth.BASELINE)
    session = CvSession("x", SAMPLE, "docx", "2026-01-01T00:00:00+00:00", position=position, selected=SELECTED)
    known = evidence(session)
    for arguments in calls:
        try:
            change = agent_task.change_of(arguments)
        except (ValueError, TypeError):
            continue
        result = use(session, change, known, Author("r", "model"))
        if result.update:
            session = replace(session, updates=(*session.updates, result.update))
    draft = session.draft
    untouched = [row.name for row in cv.fields(cv.CvData) if row.name not in (*FIELDS, "sources")]
    assert [getattr(draft, name) for name in untouched] == [getattr(SAMPLE, name) for name in untouched]
    assert cv_json.breaches(draft) == []

"""What a person changes herself: every kind of edit at every kind of place, undoing, vouching."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cvfsm.core.document.cv import CvData, Language, SourceKind, WorkEntry
from services.cvfsm.core.machine.edits import BuiltOnError, Edit, EditError, undo, vouch, with_edits
from services.cvfsm.core.machine.session import CvSession, confirmed_data
from services.cvfsm.core.machine.steps import Position, State, Truth
from services.cvfsm.core.machine.updates import Operation, UpdateStatus, section_order
from services.cvfsm.worker import by_rules
from tests.examples import examples
from tests.fakes.cvfsm import SAMPLE
from tests.unit.cvfsm.test_updates import session

SET, ADD, REMOVE, MOVE = Operation.SET, Operation.ADD, Operation.REMOVE, Operation.MOVE


def made(*edits: Edit, document: CvData = SAMPLE) -> CvSession:
    position = Position(State.READY_FOR_GENERATION, Truth.CONFIRMED)
    return with_edits(CvSession("x", document, "docx", "2026-01-01T00:00:00+00:00", position=position), edits)


@pytest.mark.parametrize(
    ("edit", "field", "expected"),
    [
        (Edit(SET, "full_name", " Ana Ryé "), "full_name", "Ana Ryé"),
        (Edit(SET, "phone", "07700 900999"), "phone", "07700 900999"),
        (Edit(SET, "skills[0]", "rye bread"), "skills", ("rye bread", "laminated dough")),
        (Edit(ADD, "skills", "HACCP"), "skills", ("sourdough", "laminated dough", "HACCP")),
        (Edit(ADD, "skills[0]", "HACCP"), "skills", ("HACCP", "sourdough", "laminated dough")),
        (Edit(REMOVE, "skills[0]"), "skills", ("laminated dough",)),
        (Edit(REMOVE, "skills"), "skills", ()),
        (Edit(MOVE, "skills[1]", 0), "skills", ("laminated dough", "sourdough")),
        (Edit(MOVE, "skills[0]", 9.0), "skills", ("laminated dough", "sourdough")),
        (Edit(SET, "skills", ["a", "b"]), "skills", ("a", "b")),
        (Edit(REMOVE, "profile"), "profile", ""),
        (
            Edit(ADD, "languages", {"name": "Welsh", "level": None}),
            "languages",
            (Language("English", "native"), Language("French", "A2"), Language("Welsh")),
        ),
        (
            Edit(SET, "languages[1]", {"level": "B2"}),
            "languages",
            (Language("English", "native"), Language("French", "B2")),
        ),
    ],
)
def test_each_operation_does_what_it_says_and_is_the_persons_own(edit: Edit, field: str, expected: object) -> None:
    after = made(edit)
    assert getattr(after.draft, field) == expected
    assert getattr(confirmed_data(after), field) == expected
    (update,) = after.updates
    assert (update.status, update.written_by) == (UpdateStatus.ACCEPTED, "person")
    assert update.sources[0].kind is SourceKind.USER


@pytest.mark.parametrize(
    ("written", "stored"),
    [("June 2024", "2024-06"), ("06/2024", "2024-06"), ("2024", "2024"), ("now", "present"), ("obecnie", "present")],
)
def test_a_date_is_read_in_the_forms_people_write(written: str, stored: str) -> None:
    assert made(Edit(SET, "work_experience[0].end", written)).draft.work_experience[0].end == stored


@pytest.mark.parametrize(
    "edit",
    [
        Edit(SET, "shoe_size", "42"),
        Edit(SET, "skills[9]", "x"),
        Edit(REMOVE, "work_experience[7]"),
        Edit(ADD, "phone", "1"),
        Edit(ADD, "skills", "  "),
        Edit(ADD, "skills", {"name": "x"}),
        Edit(SET, "work_experience[0].end", "soon"),
        Edit(SET, "work_experience[0].boss", "x"),
        Edit(SET, "full_name", ["a"]),
        Edit(SET, "skills", "text"),
        Edit(SET, "profile", 3),
        Edit(SET, "profile", "x" * 9_000),
        Edit(MOVE, "skills[0]", None),
        Edit(MOVE, "profile", 1),
        Edit(SET, "section_order", ["skills", "shoes"]),
        Edit(SET, "", "x"),
        Edit(SET, "sources", {}),
    ],
)
def test_what_is_no_place_or_no_value_is_refused_and_none_of_the_call_is_made(edit: Edit) -> None:
    with pytest.raises(EditError) as refused:
        made(Edit(SET, "phone", "1"), edit)
    assert refused.value.index == 1
    assert refused.value.message


def test_markup_and_script_addresses_are_no_part_of_a_cv() -> None:
    after = made(Edit(SET, "profile", "<b>Baker</b>\x07 <script>x</script>"))
    assert after.draft.profile == "Baker x"
    with pytest.raises(EditError):
        made(Edit(ADD, "links", "javascript:alert(1)"))


def test_text_that_was_not_understood_can_be_put_under_a_section() -> None:
    after = made(Edit(MOVE, "unsorted[0]", "interests"))
    assert after.draft.interests[-1] == SAMPLE.unsorted[0]
    assert after.draft.unsorted == SAMPLE.unsorted[1:]


def test_the_order_of_sections_is_an_edit_and_can_be_undone() -> None:
    after = made(Edit(SET, "section_order", ["skills", "education"]))
    assert section_order(after.updates) == ("skills", "education")
    assert section_order(undo(after, ["u1"]).updates) == ()


EDITS = (
    Edit(SET, "full_name", "Ana Rye-Smith"),
    Edit(REMOVE, "work_experience[0]"),
    Edit(SET, "work_experience[0].title", "Head baker"),
    Edit(ADD, "work_experience[0].bullets", "Won an award"),
    Edit(ADD, "skills[0]", "HACCP"),
    Edit(SET, "skills[2]", "puff pastry"),
    Edit(MOVE, "skills[2]", 0),
    Edit(SET, "languages[1].level", "C1"),
)


@pytest.mark.parametrize("undone", [c for n in (1, 2, 8) for c in combinations(range(len(EDITS)), n)])
def test_undoing_any_of_them_loses_nothing_else_or_is_refused(undone: tuple[int, ...]) -> None:
    after = made(*EDITS)
    ids = [after.updates[i].id for i in undone]
    try:
        back = undo(after, ids)
    except BuiltOnError as later:
        resting = int(str(later)[1:])
        assert resting > min(undone)
        return
    if len(undone) == len(EDITS):
        assert back.draft == SAMPLE
    said = {text for _, text in _lines(back)}
    for i, edit in enumerate(EDITS):
        if i not in undone and isinstance(edit.value, str):
            assert edit.value in said, edit


def _lines(after: CvSession) -> list[tuple[str, str]]:
    from services.cvfsm.core.document.cv import lines

    return list(lines(after.draft))


def test_an_edit_of_an_entry_follows_it_when_a_removal_before_it_is_undone() -> None:
    after = undo(made(*EDITS[1:4]), ["u1"])
    assert [job.title for job in after.draft.work_experience][1] == "Head baker"
    assert after.draft.work_experience[1].bullets[-1] == "Won an award"
    assert after.draft.work_experience[0] == SAMPLE.work_experience[0]


def test_a_field_that_was_filled_in_twice_keeps_the_last_word() -> None:
    after = undo(made(Edit(SET, "phone", "1"), Edit(SET, "phone", "2")), ["u1"])
    assert after.draft.phone == "2"
    assert undo(after, ["u2"]).draft.phone == SAMPLE.phone


def test_a_job_is_written_from_nothing() -> None:
    job = {"employer": "Rye House", "title": "Owner", "start": "2023", "end": "now", "bullets": ["Opened a shop"]}
    after = made(Edit(ADD, "work_experience", job), Edit(SET, "full_name", "Ana"), document=CvData())
    assert after.draft.work_experience == (WorkEntry("Rye House", "Owner", "2023", "present", "", ("Opened a shop",)),)


def test_what_the_gate_refused_can_be_vouched_for_and_becomes_the_persons_statement() -> None:
    run = by_rules(session(("certifications", "CCNA is booked for the autumn"))).session
    refused = run.updates[0]
    after = vouch(run, [refused.id])
    assert after.updates[0].status is UpdateStatus.ACCEPTED
    assert after.draft.certifications[-1] == refused.after
    place = f"certifications[{len(after.draft.certifications) - 1}]"
    assert after.draft.sources[place].kind is SourceKind.USER
    with pytest.raises(KeyError):
        vouch(after, [refused.id])
    with pytest.raises(KeyError):
        undo(run, [refused.id])


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.sampled_from(EDITS), max_size=6), st.randoms())
def test_undoing_all_in_any_order_gives_the_document_back(edits: list[Edit], chance: object) -> None:
    after = made()
    for edit in edits:
        try:
            after = with_edits(after, [edit])
        except EditError:
            continue
    ids = [update.id for update in after.updates]
    chance.shuffle(ids)  # type: ignore[attr-defined]
    for update_id in ids:
        try:
            after = undo(after, [update_id])
        except BuiltOnError:
            continue
    for update_id in sorted(ids, key=lambda name: -int(name[1:])):
        after = undo(after, [update_id])
    assert replace(after.draft) == SAMPLE

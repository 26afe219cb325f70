"""Edits over gRPC: where they are taken, what they become, undoing, and a CV without a file."""

from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Value

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from services.shared.errors import InvalidInput, WrongState
from tests.fakes.cvfsm import Suite

SKILLS = pb.SECTION_SKILLS


def edit(op: str, path: str, value: Any = None) -> rpc.Edit:
    made = None if value is None else json_format.ParseDict(value, Value())
    return rpc.Edit(op=pb.Operation.Value(f"OPERATION_{op.upper()}"), path=path, value=made)


async def test_edits_when_ready_are_confirmed_at_once_and_printed(cvs: Suite):
    view = await cvs.at("data_current")
    changes = [edit("set", "phone", "07700 900999"), edit("set", "work_experience[0].employer", "Tide and Table")]
    view = await cvs.step(view.session_id, edits=changes)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert view.cv_data.work_experience[0].employer == "Tide and Table"
    first = view.metadata.updates[0]
    assert (first.before, first.after, first.status) == (
        "+44 7700 900111",
        "07700 900999",
        pb.UPDATE_STATUS_ACCEPTED,
    )
    assert (first.operation, first.written_by) == (pb.OPERATION_SET, 0)
    assert first.sources[0].kind == pb.SOURCE_KIND_USER
    view = await cvs.step(view.session_id, undo=[first.id])
    assert view.cv_data.phone == "+44 7700 900111"
    view = await cvs.step(view.session_id, "generate_pdf")
    request = rpc.ExportCvRequest(session_id=view.session_id, format=rpc.EXPORT_FORMAT_PDF)
    text = (await cvs.stub.ExportCv(request, metadata=cvs.session())).content.decode()
    assert "Tide and Table" in text
    assert "07700 900999" not in text


async def test_a_selection_with_edits_alone_needs_no_run(cvs: Suite):
    view = await cvs.at("data_outdated")
    view = await cvs.step(view.session_id, "confirm_selection", edits=[edit("remove", "skills[0]")])
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert list(view.cv_data.skills) == ["laminated dough"]
    assert list(view.metadata.update_intent.sections) == [SKILLS]
    view = await cvs.step(view.session_id, "generate_pdf")
    assert view.stage == pb.STAGE_DONE


async def test_a_selection_with_edits_and_statements_runs_on_the_edited_data(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        edits=[edit("set", "skills[0]", "rye")],
        statements=[rpc.Statement(section=SKILLS, text="HACCP")],
    )
    assert list(view.cv_data.skills) == ["rye", "laminated dough", "HACCP"]


async def test_edits_alone_while_choosing_stay_there_and_survive_cancel(cvs: Suite):
    view = await cvs.at("data_outdated")
    view = await cvs.step(view.session_id, edits=[edit("set", "full_name", "Ana Rye-Smith")])
    assert view.stage == pb.STAGE_INTENT_CAPTURE
    assert view.metadata.docx_prefill_unconfirmed.full_name == "Ana Rye-Smith"
    await cvs.step(view.session_id, "cancel")
    view = await cvs.step(view.session_id, "data_current")
    assert view.cv_data.full_name == "Ana Rye-Smith"


@pytest.mark.parametrize("action", ["data_current", "generate_pdf", "cancel", "skip_updates"])
async def test_with_other_actions_edits_are_refused_and_nothing_changes(cvs: Suite, action: str):
    view = await cvs.at(*(["data_current"] if action == "generate_pdf" else []))
    if action in {"cancel", "skip_updates"}:
        view = await cvs.step(view.session_id, "data_outdated")
    with pytest.raises(WrongState) as refused:
        await cvs.step(view.session_id, action, edits=[edit("set", "phone", "1")])
    assert refused.value.reason == "EDITS_NOT_ALLOWED"
    assert refused.value.metadata["ui_action"]
    assert (await cvs.get(view.session_id)).metadata.state_version == view.metadata.state_version


async def test_edits_alone_are_refused_before_the_data_is_looked_at(cvs: Suite):
    view = await cvs.upload()
    with pytest.raises(WrongState) as refused:
        await cvs.step(view.session_id, edits=[edit("set", "phone", "1")])
    assert refused.value.reason == "EDITS_NOT_ALLOWED"


async def test_an_edit_that_cannot_be_made_is_named_and_none_is_made(cvs: Suite):
    view = await cvs.at("data_current")
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id, edits=[edit("set", "phone", "1"), edit("set", "skills[9].x", "1")])
    assert (refused.value.reason, refused.value.metadata["edit"]) == ("EDIT_INVALID", "1")
    assert (await cvs.get(view.session_id)).cv_data.phone == "+44 7700 900111"
    with pytest.raises(InvalidInput) as many:
        await cvs.step(view.session_id, edits=[edit("set", "phone", "1")] * 201)
    assert many.value.reason == "EDITS_TOO_MANY"
    with pytest.raises(InvalidInput) as unknown:
        await cvs.step(view.session_id, undo=["u9"])
    assert unknown.value.reason == "UPDATE_UNKNOWN"


async def test_a_change_that_a_later_one_rests_on_is_undone_after_it(cvs: Suite):
    view = await cvs.at("data_current")
    view = await cvs.step(
        view.session_id,
        edits=[edit("add", "work_experience", {"title": "Cook"}), edit("set", "work_experience[2].employer", "Lux")],
    )
    first, second = (update.id for update in view.metadata.updates)
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id, undo=[first])
    assert (refused.value.reason, refused.value.metadata["update"]) == ("UPDATE_BUILT_ON", second)
    view = await cvs.step(view.session_id, undo=[first, second])
    assert len(view.cv_data.work_experience) == 2


async def test_options_alone_are_kept(cvs: Suite):
    view = await cvs.at("data_current")
    view = await cvs.step(view.session_id, paper="letter", template="classic", pages=1)
    assert (view.metadata.paper, view.metadata.template, view.metadata.pages) == ("letter", "classic", 1)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION


async def test_a_cv_is_started_without_a_file_and_printed(cvs: Suite):
    answer = await cvs.stub.StartCv(rpc.StartCvRequest())
    cvs.token = answer.session_token
    view = answer.view
    assert (view.stage, view.metadata.created_from) == (pb.STAGE_INTENT_CAPTURE, "scratch")
    job = {"employer": "Rye House", "title": "Owner", "start": "2023", "end": "present", "bullets": ["Opened a shop"]}
    view = await cvs.step(
        view.session_id,
        "confirm_selection",
        edits=[edit("set", "full_name", "Ana Rye"), edit("add", "work_experience", job)],
    )
    view = await cvs.step(view.session_id, "generate_pdf")
    assert view.stage == pb.STAGE_DONE
    assert view.cv_data.work_experience[0].bullets[0] == "Opened a shop"

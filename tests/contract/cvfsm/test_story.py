"""The story: each stage, its buttons, and what a person may do there."""

import json
from pathlib import Path

import pytest
from redis.asyncio import Redis

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from services.shared.errors import InvalidInput, NotFound, WrongState
from services.shared.runtime.vault import Box
from tests.fakes.cvfsm import FakePrinter, Suite, suite

WORK, SKILLS, PROFILE = pb.SECTION_WORK_EXPERIENCE, pb.SECTION_SKILLS, pb.SECTION_PROFILE


def buttons(view: pb.CvView) -> list[str]:
    return [pb.UserAction.Name(b.action).removeprefix("USER_ACTION_").lower() for b in view.ui_action.buttons]


def said(section: int, text: str) -> rpc.Statement:
    return rpc.Statement(section=section, text=text)


async def test_an_upload_asks_whether_the_data_is_true_and_imports_nothing(cvs: Suite):
    view = await cvs.upload()
    assert view.stage == pb.STAGE_DATA_TRUTH_CHECK
    assert view.metadata.schema_version == "1.0"
    assert view.ui_action.type == pb.UI_ACTION_TYPE_DECISION_BUTTONS
    assert buttons(view) == ["data_current", "data_outdated"]
    assert view.ui_action.disable_free_text
    assert "2 jobs" in view.ui_action.prompt
    assert view.cv_data == pb.CvData()
    assert view.metadata.docx_prefill_unconfirmed.full_name == "Ana Rye"
    assert view.metadata.pending_decision.type == "data_truth"
    assert view.metadata.pending_decision.prefill_summary.work_experience_count == 2
    assert view.metadata.warnings[0] == "Hidden text of the document was left out."
    assert view.metadata.warnings[1].startswith("1 line was not understood")


async def test_current_data_is_imported_and_confirmed_at_once(cvs: Suite):
    view = await cvs.at("data_current")
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert view.metadata.data_truth_confirmed
    assert not view.metadata.HasField("docx_prefill_unconfirmed")
    assert view.cv_data.work_experience[0].employer == "Tide & Table"
    assert buttons(view) == ["generate_pdf", "cancel"]
    assert not view.ui_action.disable_free_text


async def test_outdated_data_leads_to_the_selection_with_counts(cvs: Suite):
    view = await cvs.at("data_outdated")
    assert view.stage == pb.STAGE_INTENT_CAPTURE
    assert view.cv_data == pb.CvData()
    assert view.ui_action.type == pb.UI_ACTION_TYPE_SECTION_SELECTOR
    assert view.ui_action.allow_multiple
    counts = {s.section: s.count for s in view.ui_action.sections}
    assert counts[WORK] == 2
    assert counts[SKILLS] == 3
    assert buttons(view) == ["confirm_selection", "skip_updates", "cancel"]


async def test_a_run_without_a_model_applies_what_was_stated_and_orders_by_the_posting(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        selected_sections=[WORK, SKILLS],
        statements=[said(WORK, "Bramble Bakery: Trained 3 new starters"), said(SKILLS, "rye bread, HACCP")],
        posting="Order flour and cost recipes. HACCP. Laminated dough. SALSA audits.",
    )
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert list(view.cv_data.work_experience[1].bullets) == [
        "Made sourdough and pastries for 3 shops",
        "Trained 3 new starters",
    ]
    assert list(view.cv_data.work_experience[0].bullets) == ["Cost recipes and order flour", "Lead two bakers"]
    assert set(view.cv_data.skills) == {"sourdough", "laminated dough", "rye bread", "HACCP"}
    assert view.metadata.updates_applied == len(view.metadata.updates) == view.metadata.run_summary.succeeded
    assert view.metadata.run_summary.accepted
    first = view.metadata.updates[0]
    assert (first.before, first.after, first.status) == ("", "Trained 3 new starters", pb.UPDATE_STATUS_APPLIED)
    assert first.sources[0].kind == pb.SOURCE_KIND_USER_STATEMENT
    moved = next(u for u in view.metadata.updates if u.path == "work_experience[0].bullets")
    assert "posting" in moved.reason
    assert [g.posting_phrase for g in view.metadata.gap_questions] == ["SALSA audits"]
    assert not view.metadata.data_truth_confirmed


async def test_a_run_with_nothing_to_do_is_rejected_and_offers_a_way_on(cvs: Suite):
    view = await cvs.at("data_outdated", "confirm_selection", selected_sections=[PROFILE])
    assert view.stage == pb.STAGE_AGENT_EXECUTION
    assert view.message.startswith("No updates were applied")
    assert buttons(view) == ["confirm_selection", "skip_updates", "cancel"]
    again = await cvs.step(view.session_id, "confirm_selection", statements=[said(PROFILE, "Head baker.")])
    assert again.stage == pb.STAGE_AGENT_EXECUTION
    view = await cvs.get(view.session_id, 10)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert view.cv_data.profile == "Head baker."


async def test_while_a_run_goes_on_there_is_progress_and_no_free_text(redis: Redis, tmp_path: Path):
    async with suite(redis, tmp_path, has_worker=False) as cvs:
        view = await cvs.upload()
        await cvs.step(view.session_id, "data_outdated")
        view = await cvs.step(view.session_id, "confirm_selection", selected_sections=[PROFILE])
        assert view.stage == pb.STAGE_AGENT_EXECUTION
        assert view.ui_action.type == pb.UI_ACTION_TYPE_PROGRESS
        assert view.ui_action.disable_free_text
        with pytest.raises(WrongState) as refused:
            await cvs.step(view.session_id, "generate_pdf")
        assert refused.value.reason == "ACTION_NOT_ALLOWED"
        back = await cvs.step(view.session_id, "cancel")
        assert back.stage == pb.STAGE_INTENT_CAPTURE


async def test_a_pdf_is_made_in_the_call_and_its_text_compared(cvs: Suite):
    view = await cvs.at("data_current")
    view = await cvs.step(view.session_id, "generate_pdf")
    assert view.stage == pb.STAGE_DONE
    assert view.metadata.pdf_ready
    file = await cvs.stub.ExportCv(
        rpc.ExportCvRequest(session_id=view.session_id, format=rpc.EXPORT_FORMAT_PDF), metadata=cvs.session()
    )
    assert b"Tide & Table" in file.content
    assert b"ref: 12" not in file.content
    assert file.media_type == "application/pdf"
    asked = rpc.PreviewCvRequest(session_id=view.session_id, page=1)
    page = await cvs.stub.PreviewCv(asked, metadata=cvs.session())
    assert (page.content, page.page_count) == (b"picture of " + file.content, 1)


@pytest.mark.parametrize("fault", [FakePrinter(loses="Lead two bakers"), FakePrinter(invents="Won a prize")])
async def test_a_pdf_that_loses_or_invents_a_line_does_not_count(redis: Redis, tmp_path: Path, fault: FakePrinter):
    async with suite(redis, tmp_path, printer=fault) as cvs:
        view = await cvs.at("data_current")
        view = await cvs.step(view.session_id, "generate_pdf")
        assert view.stage == pb.STAGE_READY_FOR_GENERATION
        assert "differs from your data" in view.message
        assert not view.metadata.pdf_ready


async def test_a_pdf_that_was_interrupted_is_made_by_the_next_read(redis: Redis, tmp_path: Path):
    async with suite(redis, tmp_path) as cvs:
        view = await cvs.at("data_current")
        cvs.printer.stops = True
        with pytest.raises(Exception, match="INTERNAL"):
            await cvs.step(view.session_id, "generate_pdf", request_id="g1")
        assert (await cvs.store.load(view.session_id)).position.stage == "EXECUTE"
        cvs.printer.stops = False
        assert (await cvs.get(view.session_id)).stage == pb.STAGE_DONE


async def test_done_takes_another_version_and_cancel_comes_back(cvs: Suite):
    view = await cvs.at("data_current", "generate_pdf")
    view = await cvs.step(view.session_id, "data_outdated")
    assert view.stage == pb.STAGE_INTENT_CAPTURE
    view = await cvs.step(view.session_id, "cancel")
    assert view.stage == pb.STAGE_DONE
    assert view.metadata.pdf_ready


async def test_each_update_can_be_refused_and_the_old_line_stands_again(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        selected_sections=[PROFILE, SKILLS],
        statements=[said(PROFILE, "Head baker at Tide & Table."), said(SKILLS, "HACCP")],
    )
    profile, skill = view.metadata.updates
    view = await cvs.step(view.session_id, "review_updates", accept=[skill.id], refuse=[profile.id])
    assert view.cv_data.profile == "Baker with a feel for dough."
    assert "HACCP" in view.cv_data.skills
    assert [u.status for u in view.metadata.updates] == [pb.UPDATE_STATUS_REFUSED_BY_PERSON, pb.UPDATE_STATUS_ACCEPTED]


async def test_generating_accepts_what_was_not_refused(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        "generate_pdf",
        selected_sections=[SKILLS],
        statements=[said(SKILLS, "HACCP")],
    )
    assert view.stage == pb.STAGE_DONE
    assert view.metadata.updates[0].status == pb.UPDATE_STATUS_ACCEPTED
    assert view.metadata.data_truth_confirmed


async def test_free_text_is_refused_where_buttons_decide(cvs: Suite):
    view = await cvs.upload()
    with pytest.raises(WrongState) as refused:
        await cvs.step(view.session_id, message="yes, all fine, make the PDF")
    assert refused.value.reason == "FREE_TEXT_DISABLED"
    assert (await cvs.get(view.session_id)).metadata.state_version == view.metadata.state_version


async def test_free_text_when_ready_is_kept_as_a_statement_and_asks_for_the_section(cvs: Suite):
    view = await cvs.at("data_current")
    view = await cvs.step(view.session_id, message="I trained 3 new starters at Bramble Bakery")
    assert view.stage == pb.STAGE_INTENT_CAPTURE
    stored = await cvs.store.load(view.session_id)
    assert stored.statements[0].text == "I trained 3 new starters at Bramble Bakery"


async def test_an_action_of_another_stage_is_refused_with_what_is_possible(cvs: Suite):
    view = await cvs.upload()
    with pytest.raises(WrongState) as refused:
        await cvs.step(view.session_id, "generate_pdf")
    assert refused.value.reason == "ACTION_NOT_ALLOWED"
    assert refused.value.metadata["stage"] == "DATA_TRUTH_CHECK"
    assert refused.value.metadata["allowed"] == "data_current,data_outdated"
    assert json.loads(refused.value.metadata["ui_action"])["type"] == "decision_buttons"


@pytest.mark.parametrize("damage", [{"schema_version": "0.9"}, {"schema_version": None}, {"stage": None}])
async def test_a_session_of_another_schema_is_incompatible(cvs: Suite, damage: dict[str, str | None]):
    view = await cvs.upload()
    place = f"metier:{{{view.session_id}}}:cvfsm:state"
    stored = json.loads(Box(view.session_id).unpack("state", await cvs.redis.hget(place, "json"))) | damage
    await cvs.redis.hset(place, "json", json.dumps({k: v for k, v in stored.items() if v is not None}))
    for call in (cvs.get(view.session_id), cvs.step(view.session_id, "data_current")):
        with pytest.raises(WrongState) as refused:
            await call
        assert refused.value.reason == "SESSION_INCOMPATIBLE"
        assert refused.value.metadata["action_required"] == "cleanup_and_restart"


async def test_cancel_loses_nothing_that_was_said(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        "cancel",
        "cancel",
        selected_sections=[SKILLS],
        statements=[said(SKILLS, "HACCP")],
    )
    assert view.stage == pb.STAGE_DATA_TRUTH_CHECK
    assert "HACCP" in view.metadata.docx_prefill_unconfirmed.skills
    assert view.metadata.docx_prefill_unconfirmed.work_experience[1].employer == "Bramble Bakery"
    view = await cvs.step(view.session_id, "data_current")
    assert "HACCP" in view.cv_data.skills


async def test_without_its_token_a_session_is_unknown(cvs: Suite):
    view = await cvs.upload()
    cvs.token = "wrong"
    with pytest.raises(NotFound) as refused:
        await cvs.get(view.session_id)
    assert refused.value.reason == "SESSION_UNKNOWN"


async def test_an_empty_selection_is_refused(cvs: Suite):
    view = await cvs.at("data_outdated")
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id, "confirm_selection")
    assert refused.value.reason == "SECTIONS_EMPTY"


async def test_the_posting_decides_which_section_is_printed_first(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        "generate_pdf",
        selected_sections=[SKILLS],
        posting="Laminated dough and sourdough.",
    )
    request = rpc.ExportCvRequest(session_id=view.session_id, format=rpc.EXPORT_FORMAT_PDF)
    text = (await cvs.stub.ExportCv(request, metadata=cvs.session())).content.decode()
    assert text.index("Skills") < text.index("Work experience")
    assert view.metadata.updates[-1].path == "section_order"
    assert view.metadata.updates[-1].after.startswith("profile\nskills")

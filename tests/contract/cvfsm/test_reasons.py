"""Every refusal the contract documents, and that it changes nothing."""

import json
from pathlib import Path

import pytest
from redis.asyncio import Redis

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from metier.jobs.v1 import job_pb2
from services.cvfsm.core.machine.session import ChatTask
from services.shared.errors import Denied, InvalidInput, NotFound, TooLarge, WrongState
from tests.fakes.cvfsm import FakePrinter, Suite, document, suite
from tests.fakes.database import everything_in

SKILLS, WORK = pb.SECTION_SKILLS, pb.SECTION_WORK_EXPERIENCE


@pytest.mark.parametrize(
    ("reason", "content", "more"),
    [
        ("FILE_EMPTY", b"", {}),
        ("FILE_MALFORMED", b"%%%", {}),
        ("OPTION_UNKNOWN", None, {"language": "tlh"}),
        ("REQUEST_ID_TOO_LONG", None, {"request_id": "x" * 201}),
    ],
)
async def test_an_upload_that_cannot_be_taken_names_the_reason(
    cvs: Suite, reason: str, content: bytes | None, more: dict[str, str]
):
    with pytest.raises(InvalidInput) as refused:
        await cvs.upload(content, **more)
    assert refused.value.reason == reason
    assert refused.value.metadata["field"]
    assert await cvs.redis.keys("*:cvfsm:state") == []


@pytest.mark.parametrize(
    ("error", "reason", "more"),
    [
        (InvalidInput, "SECTIONS_EMPTY", {}),
        (InvalidInput, "SECTION_UNKNOWN", {"selected_sections": [0]}),
        (InvalidInput, "SECTION_UNKNOWN", {"selected_sections": [99]}),
        (TooLarge, "STATEMENT_TOO_LONG", {"statements": [rpc.Statement(section=SKILLS, text="é" * 8_193)]}),
        (TooLarge, "POSTING_TOO_LONG", {"posting": "x" * 65_537}),
        (InvalidInput, "OPTION_UNKNOWN", {"language": "xx"}),
        (InvalidInput, "OPTION_UNKNOWN", {"pages": 11}),
        (InvalidInput, "OPTION_UNKNOWN", {"template": "baroque"}),
        (WrongState, "FREE_TEXT_DISABLED", {"selected_sections": [SKILLS], "message": "and be quick"}),
        (TooLarge, "STATEMENT_TOO_LONG", {"selected_sections": [SKILLS], "message": "x" * 16_385}),
        (InvalidInput, "REQUEST_ID_TOO_LONG", {"selected_sections": [SKILLS], "request_id": "x" * 201}),
    ],
)
async def test_a_step_with_bad_data_is_refused_and_changes_nothing(
    cvs: Suite, error: type[Exception], reason: str, more: dict[str, object]
):
    view = await cvs.at("data_outdated")
    with pytest.raises(error) as refused:
        await cvs.step(view.session_id, "confirm_selection", **more)
    assert refused.value.reason == reason
    assert await cvs.get(view.session_id) == view


async def test_nothing_asked_is_refused(cvs: Suite):
    view = await cvs.upload()
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id)
    assert refused.value.reason == "ACTION_EMPTY"


async def test_an_action_this_version_does_not_know_is_refused(cvs: Suite):
    view = await cvs.upload()
    request = rpc.ProcessCvRequest(session_id=view.session_id, user_action=77)
    with pytest.raises(InvalidInput) as refused:
        await cvs.stub.ProcessCv(request, metadata=cvs.session())
    assert refused.value.reason == "ACTION_UNKNOWN"


async def test_an_unknown_update_cannot_be_reviewed(cvs: Suite):
    view = await cvs.at("data_current")
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id, "review_updates", refuse=["u9"])
    assert refused.value.reason == "UPDATE_UNKNOWN"


async def test_there_is_nothing_before_the_first_question(cvs: Suite):
    view = await cvs.upload()
    with pytest.raises(WrongState) as refused:
        await cvs.step(view.session_id, "cancel")
    assert refused.value.reason == "ACTION_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("form", "actions", "reason"),
    [
        (rpc.EXPORT_FORMAT_PDF, (), "NOT_CONFIRMED"),
        (rpc.EXPORT_FORMAT_DOCX, (), "NOT_CONFIRMED"),
        (rpc.EXPORT_FORMAT_JSON_RESUME, ("data_outdated",), "NOT_CONFIRMED"),
        (rpc.EXPORT_FORMAT_PDF, ("data_current",), "PDF_NOT_READY"),
    ],
)
async def test_a_file_is_refused_until_it_may_exist(cvs: Suite, form: int, actions: tuple[str, ...], reason: str):
    view = await cvs.at(*actions)
    with pytest.raises(WrongState) as refused:
        await cvs.stub.ExportCv(rpc.ExportCvRequest(session_id=view.session_id, format=form), metadata=cvs.session())
    assert refused.value.reason == reason


@pytest.mark.parametrize(("actions", "reason"), [((), "NOT_CONFIRMED"), (("data_current",), "PDF_NOT_READY")])
async def test_a_page_is_refused_until_there_is_a_pdf(cvs: Suite, actions: tuple[str, ...], reason: str):
    view = await cvs.at(*actions)
    with pytest.raises(WrongState, match=reason):
        await cvs.stub.PreviewCv(rpc.PreviewCvRequest(session_id=view.session_id, page=1), metadata=cvs.session())


async def test_a_page_the_pdf_does_not_have_is_not_found(cvs: Suite):
    view = await cvs.at("data_current", "generate_pdf")
    for page in (0, 2):
        with pytest.raises(NotFound, match="PAGE_UNKNOWN"):
            await cvs.stub.PreviewCv(
                rpc.PreviewCvRequest(session_id=view.session_id, page=page), metadata=cvs.session()
            )


async def test_an_unnamed_form_is_refused(cvs: Suite):
    view = await cvs.at("data_current")
    with pytest.raises(InvalidInput) as refused:
        await cvs.stub.ExportCv(rpc.ExportCvRequest(session_id=view.session_id), metadata=cvs.session())
    assert refused.value.reason == "FORMAT_UNKNOWN"


async def test_an_export_holds_confirmed_sections_only(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        selected_sections=[SKILLS, WORK],
        statements=[rpc.Statement(section=SKILLS, text="HACCP")],
    )
    request = rpc.ExportCvRequest(session_id=view.session_id, format=rpc.EXPORT_FORMAT_JSON_RESUME)
    before = json.loads((await cvs.stub.ExportCv(request, metadata=cvs.session())).content)
    assert before["full_name"] == "Ana Rye"
    assert before["skills"] == before["work_experience"] == []
    await cvs.step(view.session_id, "review_updates", accept=[view.metadata.updates[0].id])
    after = json.loads((await cvs.stub.ExportCv(request, metadata=cvs.session())).content)
    assert "HACCP" in after["skills"]
    assert after["work_experience"] == []


async def test_a_request_sent_twice_is_applied_once_and_gets_the_session_as_it_is(cvs: Suite):
    view = await cvs.upload()
    first = await cvs.step(view.session_id, "data_current", request_id="r1")
    assert await cvs.step(view.session_id, "data_current", request_id="r1") == first
    last = await cvs.step(view.session_id, "generate_pdf", request_id="r2")
    assert await cvs.step(view.session_id, "data_current", request_id="r1") == last
    assert last.stage == pb.STAGE_DONE


async def test_a_pdf_asked_for_twice_is_answered_twice_the_same(cvs: Suite):
    view = await cvs.at("data_current")
    first = await cvs.step(view.session_id, "generate_pdf", request_id="g")
    assert await cvs.step(view.session_id, "generate_pdf", request_id="g") == first


async def test_a_request_id_used_for_something_else_is_refused(cvs: Suite):
    view = await cvs.upload()
    await cvs.step(view.session_id, "data_outdated", request_id="r1")
    with pytest.raises(InvalidInput) as refused:
        await cvs.step(view.session_id, "skip_updates", request_id="r1")
    assert refused.value.reason == "IDEMPOTENCY_KEY_REUSED"


async def test_an_upload_sent_twice_is_one_session_with_one_token(cvs: Suite):
    first = await cvs.upload(request_id="up")
    token = cvs.token
    assert await cvs.upload(request_id="up") == first
    assert cvs.token == token
    assert len(await cvs.redis.keys("*:cvfsm:state")) == 1
    with pytest.raises(InvalidInput) as refused:
        await cvs.upload(document().replace(b"Ana", b"Eva"), request_id="up")
    assert refused.value.reason == "IDEMPOTENCY_KEY_REUSED"


async def test_neither_the_token_nor_what_it_is_derived_with_is_in_the_database(cvs: Suite):
    view = await cvs.upload(request_id="the upload's secret")
    await cvs.step(view.session_id, "data_current", request_id="the step's secret")
    found = await everything_in(cvs.redis)
    assert view.session_id in found
    assert cvs.token not in found
    assert "secret" not in found


async def test_a_deleted_session_is_gone_and_deleting_again_is_fine(cvs: Suite):
    view = await cvs.at("data_current", "generate_pdf")
    for _ in range(2):
        await cvs.stub.DeleteCv(rpc.DeleteCvRequest(session_id=view.session_id), metadata=cvs.session())
    with pytest.raises(NotFound) as refused:
        await cvs.get(view.session_id)
    assert refused.value.reason == "SESSION_UNKNOWN"
    left = await cvs.redis.keys(f"*{view.session_id}*")
    assert left == [f"metier:{{{view.session_id}}}:session"] or set(left) <= {
        f"metier:{{{view.session_id}}}:session",
        f"metier:{{{view.session_id}}}:keys",
    }


async def test_chat_tasks_need_the_chat_sessions_token(cvs: Suite):
    cvs.tasks.known["chat", "secret"] = [ChatTask("t1", "Bake rye bread for 40 shops")]
    with pytest.raises(NotFound) as refused:
        await cvs.upload(chat_session_id="chat", chat_session_token="guess")
    assert refused.value.reason == "SESSION_UNKNOWN"
    view = await cvs.upload(chat_session_id="chat", chat_session_token="secret")
    assert (await cvs.store.load(view.session_id)).tasks == (ChatTask("t1", "Bake rye bread for 40 shops"),)


async def test_watching_shows_each_change_until_the_session_is_deleted(cvs: Suite):
    view = await cvs.upload()
    seen = []
    async for answer in cvs.stub.WatchCv(rpc.WatchCvRequest(session_id=view.session_id), metadata=cvs.session()):
        seen.append(answer.view.stage)
        if len(seen) == 1:
            await cvs.step(view.session_id, "data_current")
        else:
            await cvs.stub.DeleteCv(rpc.DeleteCvRequest(session_id=view.session_id), metadata=cvs.session())
    assert seen == [pb.STAGE_DATA_TRUTH_CHECK, pb.STAGE_READY_FOR_GENERATION]


async def test_everything_stored_can_be_taken_along(cvs: Suite):
    view = await cvs.at("data_current")
    request = rpc.ExportSessionRequest(session_id=view.session_id)
    everything = json.loads((await cvs.stub.ExportSession(request, metadata=cvs.session())).content)
    assert everything["document"]["full_name"] == "Ana Rye"
    assert everything["session"]["stage"] == "READY_FOR_GENERATION"


async def test_runs_are_listed_for_operators_only(cvs: Suite):
    with pytest.raises(Denied) as refused:
        await cvs.stub.ListJobs(job_pb2.ListJobsRequest())
    assert refused.value.reason == "INTERNAL_ONLY"


async def test_only_a_run_that_ended_badly_can_be_tried_again(cvs: Suite):
    view = await cvs.at(
        "data_outdated",
        "confirm_selection",
        selected_sections=[SKILLS],
        statements=[rpc.Statement(section=SKILLS, text="HACCP")],
    )
    job = (await cvs.jobs.list())[0]
    with pytest.raises(WrongState) as refused:
        await cvs.stub.RetryJob(
            job_pb2.RetryJobRequest(session_id=view.session_id, job_id=job.id), metadata=cvs.session()
        )
    assert refused.value.reason == "JOB_NOT_ENDED"
    with pytest.raises(NotFound) as unknown:
        await cvs.stub.RetryJob(job_pb2.RetryJobRequest(session_id=view.session_id, job_id="x"), metadata=cvs.session())
    assert unknown.value.reason == "JOB_UNKNOWN"


async def test_a_cv_that_does_not_fit_is_back_with_the_reason(redis: Redis, tmp_path: Path):
    class Narrow(FakePrinter):
        async def render(self, data: object, options: object) -> bytes:
            raise TooLarge("CV_TOO_LONG", "too long", pages=2)

    async with suite(redis, tmp_path, printer=Narrow()) as cvs:
        view = await cvs.at("data_current")
        view = await cvs.step(view.session_id, "generate_pdf")
        assert view.stage == pb.STAGE_READY_FOR_GENERATION
        assert "does not fit on 2 pages" in view.message

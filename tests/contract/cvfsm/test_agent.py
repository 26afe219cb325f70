"""The bounded agent with a model: what it did counts, what it says does not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from metier.onet_match.v1 import catalogue_pb2
from services.shared.llm import ModelUnavailable
from tests.fakes.cvfsm import Suite, suite

PROFILE, WORK, SKILLS = pb.SECTION_PROFILE, pb.SECTION_WORK_EXPERIENCE, pb.SECTION_SKILLS
Call = tuple[str, dict[str, Any]]


def turns(*replies: list[Call] | Exception) -> Callable[..., Any]:
    """A model that gives these replies in turn, and claims to be done after them."""
    left = list(replies)

    def script(_call: object, _prompt: str) -> Any:
        reply = left.pop(0) if left else []
        if isinstance(reply, Exception):
            raise reply
        return reply

    return script


def edit(path: str, value: str = "", operation: str = "set", **more: Any) -> Call:
    return ("update_cv_field", {"operation": operation, "path": path, "value": value, **more})


async def run(redis: Redis, folder: Path, script: Callable[..., Any], **data: Any) -> tuple[Suite, pb.CvView]:
    data.setdefault("selected_sections", [PROFILE, WORK])
    async with suite(redis, folder, script) as cvs:
        return cvs, await cvs.at("data_outdated", "confirm_selection", **data)


async def test_a_claim_without_any_call_is_rejected(redis: Redis, tmp_path: Path):
    _, view = await run(redis, tmp_path, turns())
    assert view.stage == pb.STAGE_AGENT_EXECUTION
    assert view.metadata.run_summary.reason == "NO_TOOL_CALL"
    assert not view.metadata.run_summary.accepted
    assert view.metadata.updates_applied == 0
    assert view.ui_action.type == pb.UI_ACTION_TYPE_DECISION_BUTTONS
    assert view.cv_data.profile == "Baker with a feel for dough."


async def test_calls_that_succeed_count_and_are_kept_with_their_source(redis: Redis, tmp_path: Path):
    script = turns([edit("profile", "Head baker at Tide & Table with a feel for dough")])
    _, view = await run(redis, tmp_path, script)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    update = view.metadata.updates[0]
    assert update.before == "Baker with a feel for dough."
    assert update.written_by == catalogue_pb2.WRITTEN_BY_MODEL
    assert {source.kind for source in update.sources} == {pb.SOURCE_KIND_DOCUMENT}
    assert view.metadata.run_summary.model


async def test_an_invention_is_refused_with_its_reason_and_never_shown(redis: Redis, tmp_path: Path):
    script = turns(
        [edit("work_experience[0].bullets[0]", "Lead twelve bakers"), edit("profile", "Head baker at Tide & Table")]
    )
    _, view = await run(redis, tmp_path, script)
    refused = view.metadata.updates[0]
    assert refused.status == pb.UPDATE_STATUS_REFUSED_BY_GATE
    assert "twelve" in refused.reason
    assert view.cv_data.work_experience[0].bullets[0] == "Lead two bakers"
    assert view.metadata.updates_applied == 1


async def test_what_only_the_posting_says_is_refused(redis: Redis, tmp_path: Path):
    script = turns([edit("skills", "HACCP", "add")])
    _, view = await run(redis, tmp_path, script, selected_sections=[SKILLS], posting="HACCP is a must")
    assert view.stage == pb.STAGE_AGENT_EXECUTION
    assert view.metadata.updates[0].status == pb.UPDATE_STATUS_REFUSED_BY_GATE


async def test_a_claim_after_a_failed_call_is_rejected(redis: Redis, tmp_path: Path):
    script = turns([edit("profile", "Head baker"), edit("work_experience[0].bullets[0]", "Lead ninety bakers")])
    _, view = await run(redis, tmp_path, script)
    assert view.stage == pb.STAGE_AGENT_EXECUTION
    assert view.metadata.run_summary.reason == "LAST_CALL_FAILED"
    assert view.cv_data.profile == "Baker with a feel for dough."


async def test_a_rejected_claim_may_be_made_good_within_the_turns(redis: Redis, tmp_path: Path):
    script = turns([edit("profile", "Astronaut")], [], [edit("profile", "Head baker")])
    _, view = await run(redis, tmp_path, script)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert [step.reason for step in view.metadata.run_summary.steps] == ["NOT_GROUNDED", "NO_SUCCESSFUL_CALL", ""]


async def test_a_run_ends_after_three_turns(redis: Redis, tmp_path: Path):
    script = turns(*([edit("profile", f"Baker number {n}")] for n in range(9)))
    cvs, view = await run(redis, tmp_path, script)
    assert len(cvs.llm.asked) == 3
    assert view.stage == pb.STAGE_AGENT_EXECUTION


async def test_sections_that_were_not_selected_stay_as_they_are(redis: Redis, tmp_path: Path):
    script = turns(
        [edit("skills", "sourdough", "remove"), edit("full_name", "Ana Wheat"), edit("profile", "Head baker")]
    )
    _, view = await run(redis, tmp_path, script)
    assert [s.reason for s in view.metadata.run_summary.steps[:2]] == ["SECTION_NOT_SELECTED"] * 2
    assert view.cv_data.full_name == "Ana Rye"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (edit("work_experience[9].title", "Head baker"), "PATH_UNKNOWN"),
        (edit("work_experience[0].salary", "1"), "PATH_UNKNOWN"),
        (edit("work_experience[0].bullets", operation="reorder", items=["Lead two bakers"]), "ITEMS_DIFFER"),
        (edit("profile", "Baker with a feel for dough."), "NO_CHANGE"),
        (("update_cv_field", {"operation": "invent", "path": "profile"}), "ARGUMENTS_INVALID"),
        (("update_cv_field", {"operation": "add", "path": "work_experience", "value": "x"}), "ARGUMENTS_INVALID"),
    ],
)
async def test_a_call_that_makes_no_sense_fails_by_name(redis: Redis, tmp_path: Path, call: Call, reason: str):
    _, view = await run(redis, tmp_path, turns([call]))
    assert view.metadata.run_summary.steps[0].reason == reason
    assert view.stage == pb.STAGE_AGENT_EXECUTION


async def test_without_a_model_in_the_middle_the_rules_do_the_run(redis: Redis, tmp_path: Path):
    script = turns([edit("profile", "Head baker")], ModelUnavailable("TIMEOUT"))
    statements = [rpc.Statement(section=WORK, text="Bramble Bakery: Trained 3 new starters")]
    _, view = await run(redis, tmp_path, script, statements=statements)
    assert view.stage == pb.STAGE_READY_FOR_GENERATION
    assert view.metadata.run_summary.written_by == catalogue_pb2.WRITTEN_BY_RULES
    assert view.cv_data.profile == "Baker with a feel for dough."
    assert view.cv_data.work_experience[1].bullets[-1] == "Trained 3 new starters"


async def test_the_model_sees_the_selected_sections_only(redis: Redis, tmp_path: Path):
    cvs, _ = await run(redis, tmp_path, turns([edit("profile", "Head baker")]))
    prompt = cvs.llm.asked[0][2]
    assert "Cost recipes and order flour" in prompt
    assert "ana.rye@example.com" not in prompt
    assert "laminated dough" not in prompt


async def test_a_run_that_was_cancelled_reports_to_nobody(redis: Redis, tmp_path: Path):
    async with suite(redis, tmp_path, has_worker=False) as cvs:
        view = await cvs.at("data_outdated")
        statement = rpc.Statement(section=PROFILE, text="Head baker.")
        await cvs.step(view.session_id, "confirm_selection", selected_sections=[PROFILE], statements=[statement])
        run_id = (await cvs.store.load(view.session_id)).run_id
        await cvs.step(view.session_id, "cancel")
    async with suite(redis, tmp_path) as again:
        again.token = cvs.token
        view = await again.get(view.session_id, 1)
        assert run_id
        assert view.stage == pb.STAGE_INTENT_CAPTURE
        assert view.metadata.updates_applied == 0


async def test_a_run_nobody_works_on_is_done_by_the_next_worker(redis: Redis, tmp_path: Path):
    async with suite(redis, tmp_path, has_worker=False) as cvs:
        view = await cvs.at("data_outdated")
        statement = rpc.Statement(section=PROFILE, text="Head baker.")
        await cvs.step(view.session_id, "confirm_selection", selected_sections=[PROFILE], statements=[statement])
    async with suite(redis, tmp_path) as again:
        again.token = cvs.token
        assert (await again.get(view.session_id, 10)).stage == pb.STAGE_READY_FOR_GENERATION

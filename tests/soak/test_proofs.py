"""The table of `make soak`, and the proofs that fit into every test run at their small size."""

import pytest

from tests.soak.crashes import JOB_POINTS, TURN_POINTS, crash_jobs, crash_turns
from tests.soak.network import FAULTS, torture_network
from tests.soak.proofs import PROOFS, Finding


def test_names_of_proofs_are_unique():
    assert len({proof.name for proof in PROOFS}) == len(PROOFS)


def test_a_control_holds_when_it_is_seen_to_break_and_a_promise_when_it_is_not():
    promise, control = PROOFS[0], PROOFS[-1]
    assert (promise.is_control, control.is_control) == (False, True)
    assert promise.holds(Finding(""))
    assert not promise.holds(Finding("", ["a turn is lost"]))
    assert control.holds(Finding("", ["a turn is lost"]))
    assert not control.holds(Finding(""))


@pytest.mark.parametrize("point", TURN_POINTS)
async def test_a_crash_at_a_set_place_loses_and_doubles_no_turn(tmp_path, point):
    history, violations = await crash_turns(point, 4, tmp_path, seed=1)
    assert violations == []
    assert history.of("ok")


@pytest.mark.parametrize("point", JOB_POINTS)
async def test_a_worker_that_crashes_at_a_set_place_loses_no_result(tmp_path, point):
    assert await crash_jobs(point, 2, tmp_path, seed=1) == []


async def test_a_worker_that_acknowledges_before_it_works_is_seen_to_lose_results(tmp_path):
    assert await crash_jobs("before the result is stored", 2, tmp_path, seed=1, kind="early")


async def test_a_bad_network_loses_and_doubles_no_turn(tmp_path):
    history, violations = await torture_network(tmp_path, 2 * len(FAULTS), seed=1)
    assert violations == []
    assert history.of("ok")
    assert history.of("fail") == []

"""A bad model costs no turn (docs/reliability.md C1, C2, C3): a few in every test run, the full number in `make soak`.

Times are judged at full size only, on a machine that does nothing else.
"""

import statistics
from collections.abc import Callable

import pytest

from tests.fakes.model_server import Fault
from tests.soak.brain import DEADLINE_S, Tally, faulty, raving, torture_brain

SEED = 1
FULL, FULL_OUTAGE = 2000, 1000  # turns


@pytest.fixture
def told(capsys) -> Callable[[Tally], None]:
    """Prints what a run came to."""

    def tell(tally: Tally) -> None:
        worst = sorted(tally.turn_s)
        with capsys.disabled():
            print(  # noqa: T201
                f"\n{tally.turns:,} turns ({tally.model_turns:,} replies by a model), {tally.outputs:,} outputs; "
                f"p50 {statistics.median(worst):.3f} s, p99 {worst[int(0.99 * len(worst))]:.3f} s, max {worst[-1]:.3f} s; "
                f"violations {len(tally.violations)}"
            )

    return tell


@pytest.mark.parametrize("turns", [60, pytest.param(FULL, marks=pytest.mark.slow)])
async def test_with_half_of_all_model_calls_failing_every_turn_is_answered_right_and_in_time(redis, told, turns):
    tally = await torture_brain(redis, faulty(SEED), turns=turns)
    told(tally)
    assert tally.violations == []
    assert len(tally.turn_s) == tally.turns >= turns
    assert turns < FULL or max(tally.turn_s) <= DEADLINE_S
    assert tally.model_turns > turns / 10


@pytest.mark.parametrize("turns", [60, pytest.param(FULL_OUTAGE, marks=pytest.mark.slow)])
async def test_with_the_provider_away_rules_answer_every_turn_and_soon_at_no_cost(redis, told, turns):
    tally = await torture_brain(redis, lambda _: Fault.RESET, turns=turns, is_down=True)
    told(tally)
    assert tally.violations == []
    assert tally.model_turns == 0
    added_p95_s = statistics.quantiles(tally.added_s[turns // 2 :], n=20)[-1]
    assert turns < FULL_OUTAGE or added_p95_s <= 0.05


@pytest.mark.parametrize("outputs", [300, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_whatever_a_model_says_no_rule_breaks_and_nothing_unknown_is_stored(redis, told, outputs):
    tally = await torture_brain(redis, raving(SEED), outputs=outputs)
    told(tally)
    assert tally.violations == []
    assert len(tally.turn_s) == tally.turns
    assert tally.model_turns > 0

"""What the long run sees of growth: told apart from a warm-up and from noise."""

import random

import pytest

from tests.soak.endurance import Seen

MINUTES = [number / 12 for number in range(360)]


def seen(grows_mb_per_minute: float = 0.0, slower: float = 1.0, more_files: int = 0) -> Seen:
    """Thirty minutes of two processes; one of them warms up by 40 MB in the first five minutes, then does as told."""
    noise = random.Random(1)
    found = Seen()
    found.memory["calm"] = [(minute, 80 + noise.uniform(-0.2, 0.2)) for minute in MINUTES]
    found.memory["busy"] = [(m, 100 + min(m, 5) * 8 + grows_mb_per_minute * m + noise.uniform(-1, 1)) for m in MINUTES]
    found.files = {"calm": [20] * 360, "busy": [round(30 + more_files * m / 30) for m in MINUTES]}
    found.turns = [(m, (0.1 if m < 20 else 0.1 * slower) * noise.uniform(0.9, 1.1)) for m in MINUTES]
    return found


def test_a_warm_up_is_no_growth():
    assert seen().growth()[1] == pytest.approx(0, abs=0.5)
    assert seen().more_files()[1] == 0


def test_a_leak_is_seen_and_named():
    assert seen(grows_mb_per_minute=0.2).growth() == ("busy", pytest.approx(2, abs=0.5))
    assert seen(more_files=60).more_files()[0] == "busy"
    assert seen(more_files=60).more_files()[1] > 20


def test_slower_turns_at_the_end_are_seen():
    assert seen().slower() == pytest.approx(1, abs=0.05)
    assert seen(slower=1.5).slower() == pytest.approx(1.5, abs=0.1)

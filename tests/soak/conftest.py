"""What the long tests share: a seed that is printed, and the size of their histories."""

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.soak.history import History


@pytest.fixture
def seed(capsys) -> int:
    """`METIER_SOAK_SEED`, or a random one; it is printed, so that a failure can be run again."""
    chosen = int(os.environ.get("METIER_SOAK_SEED") or random.SystemRandom().randrange(1 << 32))
    with capsys.disabled():
        print(f"\nMETIER_SOAK_SEED={chosen}")  # noqa: T201
    return chosen


@pytest.fixture
def told(capsys) -> Callable[[History], None]:
    """Prints how much a history holds."""

    def tell(history: History) -> None:
        with capsys.disabled():
            print(f"history: {dict(Counter(line.kind for line in history.lines))}")  # noqa: T201

    return tell

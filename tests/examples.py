"""How often a property is tried: a share of its full number in a run people wait for, all of it in `make soak`.

A short run tries the same examples every time; a long one chooses new ones.
"""

import os
from typing import Final

SHARE: Final = float(os.environ.get("METIER_EXAMPLES", "0.1"))
"""Of the full number; 1 in `make soak`."""

LEAST: Final = 10
"""Examples in any case."""


def examples(full: int) -> int:
    """How many examples to try of a property whose full number is `full`."""
    return max(LEAST, round(full * SHARE))

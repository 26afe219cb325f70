"""Fits the weights and cuts of `services/cvfsm/core/grounding/kinds/deed.py` and prints them: `python -m evals.gate_weights`.

The rows are those of `gate/`, which no model of `nlu` is taught. Weights are those of a logistic regression; the cuts are the ones that come nearest
to the bounds on rows that took no part in the fit, with one line in five asked.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evals.gate_rows import FOLDER, Row, read
from evals.served import reader
from services.cvfsm.adapters.nlu import NluReader
from services.cvfsm.core.grounding.evidence import compared
from services.cvfsm.core.grounding.kinds import deed
from services.cvfsm.core.grounding.verdict import doubts, is_weighed

FOLDS: Final = 8
MOST_ASKED: Final = 0.195
INVENTED_REFUSED, HONEST_REFUSED = 0.96, 0.06
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Signals of every line that is weighed, whether it is honest, the fold of its group, and what the rules say of the others."""

    signals: Numbers
    honest: Numbers
    fold: Numbers
    refused: dict[str, int]
    held: dict[str, int]


def table(rows: list[Row], supported: list[float | None]) -> Table:
    """Read every row."""
    groups = {row.group: number % FOLDS for number, row in enumerate(rows)}
    signals, honest, fold = [], [], []
    refused, held = {"honest": 0, "invented": 0}, {"honest": 0, "invented": 0}
    for row, probability in zip(rows, supported, strict=True):
        found = doubts(row.claim, row.evidence)
        if any(doubt.is_exact for doubt in found):
            refused[row.label] += 1
        elif not is_weighed(row.claim, found):
            held[row.label] += 1
        else:
            signals.append([*deed.signals(row.claim, row.evidence, found, probability).values(), 1.0])
            honest.append(float(row.label == "honest"))
            fold.append(float(groups[row.group]))
    return Table(np.array(signals), np.array(honest), np.array(fold), refused, held)


def fit(signals: Numbers, honest: Numbers) -> Numbers:
    """Weights of a logistic regression with a small penalty, the constant last."""
    weights = np.zeros(signals.shape[1])
    penalty = np.diag([*np.ones(signals.shape[1] - 1), 0.0])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-signals @ weights))
        slope = signals.T @ (likely - honest) + penalty @ weights
        weights -= np.linalg.solve(
            (signals.T * (likely * (1 - likely))) @ signals + penalty + 1e-9 * np.eye(len(weights)), slope
        )
    return weights


def cuts(rows: Table) -> tuple[float, float, float, float, float]:
    """The two cuts, and at them, on folds left out: inventions and honest lines refused of those decided, lines asked of all."""
    likely = np.empty(len(rows.honest))
    for number in range(FOLDS):
        out = rows.fold == number
        likely[out] = 1 / (1 + np.exp(-rows.signals[out] @ fit(rows.signals[~out], rows.honest[~out])))
    best = (9.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    total = len(likely) + sum(rows.refused.values()) + sum(rows.held.values())
    for low in np.arange(0.02, 0.9, 0.02):
        for high in np.arange(low, 1.0, 0.02):
            asked = float(((likely >= low) & (likely < high)).sum() / total)
            shares = {}
            for label, is_honest in (("invented", 0.0), ("honest", 1.0)):
                mine = likely[rows.honest == is_honest]
                refused = (mine < low).sum() + rows.refused[label]
                shares[label] = float(refused / (refused + (mine >= high).sum() + rows.held[label]))
            missed = max(0.0, INVENTED_REFUSED - shares["invented"]) + max(0.0, shares["honest"] - HONEST_REFUSED)
            if asked <= MOST_ASKED and missed < best[0]:
                best = (missed, float(low), float(high), shares["invented"], shares["honest"], asked)
    return best[1:]


async def main() -> None:
    """Compare, fit, print."""
    rows = [row for path in sorted(FOLDER.glob("*.txt")) for row in read(path)]
    async with reader() as nlu:
        found = await NluReader(nlu).supported([(row.claim.text, compared(row.claim, row.evidence)) for row in rows])
    for name, supported in (("with", [found.get(row.claim.text) for row in rows]), ("without", [None] * len(rows))):
        given = table(rows, list(supported))
        names = [*deed.signals(rows[0].claim, rows[0].evidence, (), None), ""]
        weights = dict(zip(names, fit(given.signals, given.honest).round(2).tolist(), strict=True))
        low, high, invented, honest, asked = cuts(given)
        print(name, weights, f"cuts {low:.2f} {high:.2f}")  # noqa: T201
        print(  # noqa: T201
            f"left out: invented refused {invented:.3f}, honest refused {honest:.3f}, asked {asked:.3f} of {len(rows)}"
        )


if __name__ == "__main__":
    asyncio.run(main())

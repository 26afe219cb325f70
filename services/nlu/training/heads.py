"""Fits the heads of the pair encoder over its frozen states: on rows nobody has seen better than heads taught with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.nlu.adapters.pairs import RELATIONS, relation_features
from services.nlu.core.reading import StatementKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from services.nlu.adapters.pairs import Pairs
    from services.nlu.training.corpus import Case, Statement

    Pair = tuple[str, str, str]

KINDS = tuple(StatementKind)
TURNED = {"contained": "contains", "contains": "contained"}
"""A relation as it is the other way round, where that is another one."""
LOOSE = {"relation": 0.03, "cross": 0.01, "claim": 0.01, "statement": 0.3}
"""How loosely the weights of a head are held to zero; of three tenfold steps the best on writers left out."""
_ROUNDS = 60


@dataclass(frozen=True)
class Views:
    """What the heads see of rows, (n, features) each, and what is right of them: classes, or shares in [0, 1]."""

    relation: tuple[np.ndarray, np.ndarray]
    cross: tuple[np.ndarray, np.ndarray]
    claim: tuple[np.ndarray, np.ndarray]
    statement: tuple[np.ndarray, np.ndarray]


def views(encoder: Pairs, pairs: Sequence[Pair], cases: Sequence[Case], statements: Sequence[Statement]) -> Views:
    """Encode all rows; pairs are seen both ways round."""
    texts = list(dict.fromkeys(text for left, right, _ in pairs for text in (left, right)))
    place = {text: number for number, text in enumerate(texts)}
    vectors = encoder.embed(texts)
    left, right = (vectors[[place[pair[side]] for pair in pairs]] for side in (0, 1))
    told = [relation for _, _, relation in pairs]
    both = _classes([*told, *(TURNED.get(relation, relation) for relation in told)], RELATIONS)
    claims = [("\n".join(case.evidence), text, label) for case in cases for text, label, _ in case.claims]
    return Views(
        relation=(np.concatenate([relation_features(left, right), relation_features(right, left)]), both),
        cross=(encoder.together([*(pair[:2] for pair in pairs), *(pair[1::-1] for pair in pairs)]), both),
        # Claims people could differ on are half supported.
        claim=(
            encoder.views([(evidence, text) for evidence, text, _ in claims]),
            np.array([0.5 if label is None else float(label) for _, _, label in claims], np.float32),
        ),
        statement=(
            encoder.views([(row.section, row.text) for row in statements]),
            _classes([row.kind for row in statements], KINDS),
        ),
    )


def fit(seen: Views) -> dict[str, np.ndarray]:
    """Weights and biases of all heads by their names in the artefact."""
    made = {}
    for name, loose in LOOSE.items():
        features, right = getattr(seen, name)
        head = _fitted(torch.from_numpy(features.astype(np.float32)), torch.from_numpy(right), loose)
        for part, value in head.named_parameters():
            made[f"head.{name}.{part}"] = value.detach().numpy()
    return made


def write(path: Path, heads: dict[str, np.ndarray]) -> None:
    """Put heads into the pair encoder's artefact."""
    with np.load(path) as arrays:
        kept = dict(arrays)
    np.savez_compressed(path, **(kept | heads))


def _fitted(features: torch.Tensor, right: torch.Tensor, loose: float) -> torch.nn.Linear:
    """A multinomial logistic regression on classes, a binary one on shares."""
    is_share = right.is_floating_point()
    head = torch.nn.Linear(features.shape[1], 1 if is_share else int(right.max()) + 1)
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = head(features)
        missed = (
            functional.binary_cross_entropy_with_logits(scores[:, 0], right, reduction="sum")
            if is_share
            else functional.cross_entropy(scores, right, reduction="sum")
        )
        total = missed + (head.weight**2).sum() / (2 * loose)
        total.backward()
        return total

    optimizer.step(loss)
    return head


def _classes(told: Sequence[str], names: Sequence[str]) -> np.ndarray:
    return np.array([names.index(one) for one in told])

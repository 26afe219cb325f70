"""Teaches the pair encoder: which tasks are the same, and whether evidence supports a claim.

Tasks are encoded one by one, so that many can be compared, and those that come near each other are read together,
`[CLS] task [SEP] other task [SEP]`; so is a claim with its evidence. All share one set of deltas on all layers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.nlu.adapters.pieces import MOST_EVIDENCE, windows
from services.nlu.training.corpus import task_pairs
from services.shared.minilm.names import names as weight_names
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.trainable import Trainable

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence
    from pathlib import Path

    from services.nlu.training.corpus import Case, TaskGroup

    Step = tuple[str, Sequence[Any]]

KINDS = ("tasks", "talk", "claims", "wordings")
RANK = 32
EPOCHS = 3
RELATIONS = ("different", "same", "contained", "contains")
"""How the first of two tasks relates to the second."""
_WIDTH, _RATE, _SCALE = 384, 1.2e-3, 16.0
_GROUPS, _TALK, _CLAIMS, _WORDINGS = 12, 96, 32, 64
"""Rows of a batch of each kind."""
_MOST_PAIRS = 14
"""Pairs of a group in one batch."""
_DROPPED, _TURNED = 0.1, 0.5
_COSINES = {"same": 0.9, "contained": 0.6, "contains": 0.6, "different": 0.3}
"""Where the cosines of pairs are drawn to; different ones only have to stay below."""


class PairModel(torch.nn.Module):  # type: ignore[misc]
    """The encoder and the heads; `adapters.pairs` holds the same arithmetic in numpy."""

    def __init__(self, rank: int) -> None:
        """Deltas of `rank` on every layer."""
        super().__init__()
        self.encoder = Trainable(rank, 0)
        self.tokenizer = open_tokenizer(0)
        self.relation = torch.nn.Linear(3 * _WIDTH + 1, len(RELATIONS))
        self.cross = torch.nn.Linear(3 * _WIDTH, len(RELATIONS))
        self.claim = torch.nn.Linear(3 * _WIDTH, 1)

    def embed(self, texts: Sequence[str]) -> Any:
        """Unit vectors (n, 384) of tasks."""
        tokens = [encoding.ids[:64] for encoding in self.tokenizer.encode_batch(list(texts))]
        with torch.autocast("cpu", torch.bfloat16):
            state, mask = self.encoder.hidden(tokens)
        state = functional.dropout(state.float(), _DROPPED, self.training)
        return functional.normalize((state * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)

    def relate(self, left: Any, right: Any) -> Any:
        """Scores (n, 3) of pairs of vectors."""
        cosine = (left * right).sum(1, keepdim=True)
        features = torch.cat([_SCALE * left * right, _SCALE * (left - right).abs(), left - right, _SCALE * cosine], 1)
        return self.relation(features)

    def pooled(self, texts: Sequence[tuple[str, str]]) -> Any:
        """First piece, mean and maximum of the second text, (n, 3 * 384), of pairs of texts."""
        pieces = [windows(self.tokenizer, first, second, MOST_EVIDENCE)[0] for first, second in texts]
        with torch.autocast("cpu", torch.bfloat16):
            state, _ = self.encoder.hidden([one.ids for one in pieces], [one.types for one in pieces])
        state = functional.dropout(state.float(), _DROPPED, self.training)
        rows = []
        for row, one in zip(state, pieces, strict=True):
            said = row[one.message_at : one.message_at + max(1, len(one.message))]
            rows.append(torch.cat([row[0], said.mean(0), said.amax(0)]))
        return torch.stack(rows)

    def heads(self) -> dict[str, Any]:
        """The weights (out, in) and biases of the heads by name."""
        return {
            f"head.{name}.{part}": value.detach().numpy()
            for name in ("relation", "cross", "claim")
            for part, value in getattr(self, name).named_parameters()
        }


@dataclass(frozen=True)
class Course:
    """What is taught: task groups, claims and evidence, pairs of tasks as one person names them, what is said of O*NET tasks."""

    groups: Sequence[TaskGroup]
    cases: Sequence[Case]
    talk: Sequence[tuple[str, str, str]]
    said: Sequence[tuple[str, str]]
    """(what somebody says, the statement of the task)."""


def teach(
    course: Course, tell: Callable[[str], None], start: Path | None = None, kinds: Container[str] = KINDS
) -> PairModel:
    """The taught model; with `start`, an artefact that goes on for one round at half the rate. Only `kinds` of rows teach."""
    torch.manual_seed(0)
    draw = random.Random(0)
    model = PairModel(RANK)
    epochs, rate = EPOCHS, _RATE
    if start is not None:
        model.encoder.read(start, weight_names(model.encoder.weights))
        model.encoder.read_heads(model, start)
        epochs, rate = 1, _RATE / 2
    plan = [step for _ in range(epochs) for step in _steps(course, draw) if step[0] in kinds]
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=len(plan) + 1, pct_start=0.1)
    losses: dict[str, list[float]] = {}
    for number, (kind, rows) in enumerate(plan):
        loss = _LOSSES[kind](model, rows, draw)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.setdefault(kind, []).append(float(loss.detach()))
        if number % 50 == 49:  # noqa: PLR2004 - about once a minute
            tell(
                f"pairs step {number + 1} of {len(plan)}: "
                + ", ".join(f"{name} {sum(values[-20:]) / len(values[-20:]):.3f}" for name, values in losses.items())
            )
    model.eval()
    return model


def _steps(course: Course, draw: random.Random) -> Iterator[Step]:
    """The batches of one round, kinds mixed; task groups come twice and claims to a third, drawn anew."""
    claims = [("\n".join(case.evidence), text, label) for case in course.cases for text, label, _ in case.claims]
    groups = course.groups
    steps: list[Step] = []
    wordings = [tuple(draw.sample(group.same, 2)) for group in [*groups, *groups] if len(group.same) > 1]
    for kind, rows, size in (
        ("wordings", draw.sample([*course.said, *wordings], len(course.said) + len(wordings)), _WORDINGS),
        ("tasks", [*draw.sample(groups, len(groups)), *draw.sample(groups, len(groups))], _GROUPS),
        ("talk", draw.sample(course.talk, len(course.talk)), _TALK),
        ("claims", sorted(draw.sample(claims, len(claims) // 3), key=lambda row: len(row[0]) // 40), _CLAIMS),
    ):
        steps += [(kind, rows[start : start + size]) for start in range(0, len(rows), size)]
    yield from draw.sample(steps, len(steps))


def _task_loss(model: PairModel, groups: Sequence[TaskGroup], draw: random.Random) -> Any:
    """Relations of pairs, those of a group and as many of different groups, and wordings of one task near each other."""
    pairs: list[tuple[str, str, str]] = []
    for group in groups:
        own = task_pairs(group)
        pairs += draw.sample(own, min(_MOST_PAIRS, len(own)))
    pairs += [
        (pairs[draw.randrange(len(pairs))][0], draw.choice(group.same), "different") for group in groups if group.same
    ]
    return _pair_loss(model, pairs, draw)


def _pair_loss(model: PairModel, pairs: Sequence[tuple[str, str, str]], draw: random.Random) -> Any:
    pairs = [_turned(*pair) if draw.random() < _TURNED else pair for pair in pairs]
    texts = sorted({text for left, right, _ in pairs for text in (left, right)})
    place = {text: number for number, text in enumerate(texts)}
    vectors = model.embed(texts)
    left = vectors[[place[one] for one, _, _ in pairs]]
    right = vectors[[place[other] for _, other, _ in pairs]]
    told = torch.tensor([RELATIONS.index(relation) for _, _, relation in pairs])
    loss = functional.cross_entropy(model.relate(left, right), told)
    loss = loss + functional.cross_entropy(model.cross(model.pooled([pair[:2] for pair in pairs])), told)
    cosine = (left * right).sum(1)
    goal = torch.tensor([_COSINES[relation] for _, _, relation in pairs])
    near = torch.where(told == RELATIONS.index("different"), (cosine - goal).clamp(min=0), (cosine - goal).abs())
    return loss + 2 * (near**2).mean()


def _wording_loss(model: PairModel, pairs: Sequence[tuple[str, str]], _draw: random.Random) -> Any:
    """Of the wordings of a batch each is nearest to the other one of its task, seen from either side."""
    other_side = {statement: said for said, statement in pairs}  # a task once in a batch
    scores = _SCALE * model.embed(list(other_side.values())) @ model.embed(list(other_side)).T
    right = torch.arange(len(other_side))
    return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2


def _turned(left: str, right: str, relation: str) -> tuple[str, str, str]:
    """The same pair the other way round."""
    return right, left, {"contained": "contains", "contains": "contained"}.get(relation, relation)


def _claim_loss(model: PairModel, rows: Sequence[tuple[str, str, bool | None]], _draw: random.Random) -> Any:
    """Claims people could differ on are half supported."""
    scores = model.claim(model.pooled([(evidence, text) for evidence, text, _ in rows]))[:, 0]
    told = torch.tensor([0.5 if label is None else float(label) for _, _, label in rows])
    return functional.binary_cross_entropy_with_logits(scores, told)


_LOSSES: dict[str, Callable[[PairModel, Any, random.Random], Any]] = {
    "tasks": _task_loss,
    "talk": _pair_loss,
    "claims": _claim_loss,
    "wordings": _wording_loss,
}

"""What the models of the service are, to the core: layers by decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from services.nlu.core.layers import Layer, softmax
from services.nlu.core.reading import Act, Engagement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.nlu.core.heard import ReaderModel
    from services.nlu.core.language import Identifier

_Choice = TypeVar("_Choice")

RELATIONS = ("same", "left", "right")
"""How two tasks that are not different relate; "left" means that the left one contains the right one."""


class ReplyModels(Protocol):
    """What reads replies."""

    @property
    def reader(self) -> ReaderModel:
        """Hears spans, acts, engagement and confirmations."""
        ...

    @property
    def identifier(self) -> Identifier:
        """Names languages."""
        ...


@dataclass(frozen=True)
class Layers:
    """The layer of every decision."""

    acts: Mapping[Act, Layer]
    engagement: Mapping[Engagement, Layer]
    confirmation: Layer
    span: Layer
    activity: Layer
    own_present: Layer
    relation: Mapping[str, Layer]
    claim: Layer
    foreign: Layer

    @staticmethod
    def parsed(table: Mapping[str, Any]) -> Layers:
        """The layers of a table `{decision: {"bias": b, "weights": {signal: w}}}`; choices are "engagement.high"."""
        made = {name: Layer(row["bias"], row["weights"]) for name, row in table.items()}
        return Layers(
            acts={act: made[f"act.{act}"] for act in Act if f"act.{act}" in made},
            engagement={level: made[f"engagement.{level}"] for level in Engagement},
            confirmation=made["confirmation"],
            span=made["span"],
            activity=made["activity"],
            own_present=made["own_present"],
            relation={name: made[f"relation.{name}"] for name in RELATIONS},
            claim=made["claim"],
            foreign=made["foreign"],
        )

    @staticmethod
    def most_probable(choices: Mapping[_Choice, Layer], signals: Mapping[str, float]) -> tuple[_Choice, float]:
        """The best of the exclusive choices with its probability."""
        shares = softmax([layer.score(signals) for layer in choices.values()])
        best = max(range(len(shares)), key=shares.__getitem__)
        return list(choices)[best], shares[best]

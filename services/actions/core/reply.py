"""What the model is asked to hand in, and how what it hands in is read.

Shadow mode: a reply that slips from the schema is logged and read as far as it can be. Grounding, names and
doubles are not schema slips; `judge` never lets them pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from services.actions.core.rules import DESCRIPTION_CHARS, RATIONALE_CHARS, TITLE_CHARS
from services.actions.core.text import clean, clip
from services.actions.core.types import ActionType

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST, MOST = 3, 5
"""Actions of a generation (docs/spec.md 5)."""

TOOL = "propose_career_actions"


class ProposedAction(BaseModel):
    """One career action."""

    type: ActionType = Field(description="The kind of growth.")
    title: str = Field(min_length=1, max_length=TITLE_CHARS, description="What to do, as an imperative, sentence case.")
    description: str = Field(min_length=1, max_length=DESCRIPTION_CHARS, description="How to do it, in concrete steps.")
    rationale: str = Field(min_length=1, max_length=RATIONALE_CHARS, description="Why it fits this person.")
    profileBasis: list[Annotated[str, Field(max_length=40)]] = Field(  # noqa: N815 - the reply's name
        min_length=1, max_length=4, description="References of the profile it rests on, such as T1 or M2."
    )


class ProposedActions(BaseModel):
    """Three to five career actions of at least three types."""

    actions: list[ProposedAction] = Field(min_length=LEAST, max_length=MOST)


@dataclass(frozen=True, slots=True)
class Draft:
    """An action as the model wrote it, cleaned and cut to size; `type` is None when it is none of ours."""

    type: ActionType | None
    title: str
    description: str
    rationale: str
    refs: tuple[str, ...]


def slips(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the arguments leave the schema, as `place: kind`; never what was written there."""
    try:
        ProposedActions.model_validate(arguments)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return tuple(f"{'.'.join(str(part)[:20] for part in slip['loc'])}: {slip['type']}" for slip in found[:20])
    return ()


def drafts(arguments: Mapping[str, Any]) -> tuple[Draft, ...]:
    """The first five actions, however they are written; anything that is no action is left out."""
    listed = arguments.get("actions")
    return tuple(_draft(item) for item in (listed if isinstance(listed, list) else [])[:MOST] if isinstance(item, dict))


def _draft(item: Mapping[str, Any]) -> Draft:
    refs = item.get("profileBasis")
    kind = str(item.get("type", "")).strip().lower()
    return Draft(
        type=ActionType(kind) if kind in set(ActionType) else None,
        title=_text(item, "title", TITLE_CHARS).rstrip("."),
        description=_text(item, "description", DESCRIPTION_CHARS),
        rationale=_text(item, "rationale", RATIONALE_CHARS),
        refs=tuple(str(ref).strip().upper()[:40] for ref in (refs if isinstance(refs, list) else [])[:MOST]),
    )


def _text(item: Mapping[str, Any], name: str, chars: int) -> str:
    value = item.get(name)
    return clip(_without_blanks(value), chars) if isinstance(value, str) else ""


def _without_blanks(text: str) -> str:
    """Only blanks are tidied here: markup and control characters stay, for `judge` to refuse."""
    return " ".join(text.split()) if clean(text) else ""

"""What all JSON of the edge shares: camelCase for chat, tasks, matches and actions, snake_case for the CV."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

WrittenBy = Literal["model", "rules"]
Confidence = Literal["high", "medium", "low", "none"]
GwaCategory = Literal["informationInput", "mentalProcesses", "workOutput", "interactingWithOthers"]


def _encodable(text: str) -> str:
    """Refuse half of a surrogate pair, which JSON can spell and UTF-8 cannot; a limit of length would check it too."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be text that UTF-8 can hold") from None
    return text


Text = Annotated[str, AfterValidator(_encodable)]
"""Text without a limit of its own in the schema: `limits.py` knows it, and answers 413 instead of 400."""

Maybe = Annotated[str | None, BeforeValidator(lambda value: value or None)]
"""Text that may be absent: protos say so with an empty string, JSON with null."""

RequestId = Annotated[
    str | None,
    Field(
        max_length=128,
        description="Id of this change: the same id and payload give the first answer again. The header Idempotency-Key does the same.",
    ),
]
SessionId = Annotated[str, Field(min_length=1, max_length=64, description="The session; no secret.")]


class Camel(BaseModel):
    """JSON in camelCase; members we do not know are left aside, so that older servers take newer clients."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Snake(BaseModel):
    """JSON in snake_case, as the CV seed spells it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

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


class Part(BaseModel):
    """A stretch of a text in one language."""

    text: str = Field(description="The words.")
    language: str = Field(
        description="Their language, ISO 639-1: of the answer, or `en` for what O*NET or the person wrote."
    )


Said = Annotated[
    dict[str, list[Part]] | None,
    Field(
        description="Texts of this object that were put into the language asked for (`?lang=`, `Accept-Language`), in parts by "
        "the name of the member; a text that is not here is as it was written."
    ),
]
SessionId = Annotated[str, Field(min_length=1, max_length=64, description="The session; no secret.")]


class Camel(BaseModel):
    """JSON in camelCase; members we do not know are left aside, so that older servers take newer clients."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Snake(BaseModel):
    """JSON in snake_case, as the CV seed spells it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

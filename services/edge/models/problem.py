"""Errors as `application/problem+json` (RFC 9457)."""

from pydantic import BaseModel, ConfigDict, Field


class FieldError(BaseModel):
    """One field that cannot be accepted."""

    field: str = Field(description="Path of the field in the request, for example `jobTitle`.")
    message: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong, in a form that programs and people can act on. Further members belong to the reason."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(default="about:blank", description="Always `about:blank`: `reason` tells the kind.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="One sentence for people.")
    reason: str = Field(description="Stable UPPER_SNAKE word for programs.")
    requestId: str = Field(description="Id of this request in the logs of all services.")  # noqa: N815 - JSON spelling
    errors: list[FieldError] = Field(default_factory=list, description="The fields, where there are several.")

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from services.shared.llm.schema import strict_schema


class Colour(StrEnum):
    RED = "red"


class Part(BaseModel):
    name: str = Field(max_length=9, description="What it is.")
    title: Literal["a", "b"] = "a"


class Whole(BaseModel):
    parts: list[Part] = Field(min_length=1, max_length=5)
    colour: Colour | None = None
    share: float = Field(0.5, ge=0, le=1)
    shade: Colour = Field(description="Which one.")


def test_every_object_is_closed_and_requires_all_its_properties():
    schema = strict_schema(Whole)
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["parts", "colour", "share", "shade"]
    assert schema["$defs"]["Part"]["required"] == ["name", "title"]
    assert schema["$defs"]["Part"]["additionalProperties"] is False


def test_sizes_are_said_in_the_description_where_the_model_reads_them():
    schema = strict_schema(Whole)
    assert schema["properties"]["parts"]["description"] == "(at most 5 items, at least 1 items)"
    assert schema["properties"]["share"]["description"] == "(at least 0, at most 1)"
    assert schema["$defs"]["Part"]["properties"]["name"] == {
        "type": "string",
        "description": "What it is. (at most 9 characters)",
    }


def test_nothing_stands_beside_a_reference():
    shade = strict_schema(Whole)["properties"]["shade"]
    assert "$ref" not in shade
    assert (shade["type"], shade["description"]) == ("string", "Which one.")


def test_a_property_named_as_a_keyword_is_kept():
    assert strict_schema(Whole)["$defs"]["Part"]["properties"]["title"]["enum"] == ["a", "b"]


@pytest.mark.parametrize(
    ("annotation", "path"),
    [
        (str, "Loose.field"),
        (list[Annotated[str, Field(max_length=5)]], "Loose.field"),
        (Annotated[list[str], Field(max_length=5)], "Loose.field[]"),
        (str | None, "Loose.field"),
        (dict[str, str], "Loose.field"),
    ],
)
def test_an_unbounded_string_or_list_is_a_bug_of_the_caller(annotation, path):
    loose = type("Loose", (BaseModel,), {"__annotations__": {"field": annotation}})
    with pytest.raises(TypeError, match=path.replace("[", r"\[")):
        strict_schema(loose)

"""The examples and descriptions of the API's document: none is missing, each is true."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.edge.described import PROPERTIES, socket_document
from tests.contract.edge.examples import FILE, tell

NO_BODY = {"cvPicture", "cvPhoto", "operationMetrics", "chatDelete", "cvDelete"}
"""Operations that answer a picture, text or nothing."""
KEPT = json.loads(FILE.read_text("utf-8"))


@pytest.fixture
async def document(edge) -> dict[str, Any]:
    return (await edge.http.get("/openapi.json")).json()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for item in document["paths"].values() for operation in item.values()}


async def test_the_examples_are_what_the_api_answers(edge, document):
    told = await tell(edge.http, document, edge.world)
    assert told.keys() == operations(document).keys()
    assert {name: _shape(example) for name, example in told.items()} == {
        name: _shape(example) for name, example in KEPT.items()
    }, "run: python -m tests.contract.edge.examples"


def _shape(value: object) -> object:
    """What an example is made of: names and kinds of values; times, ids and counts differ from run to run."""
    if isinstance(value, dict):
        return {name: _shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_shape(member) for member in value[:1]]
    return type(value).__name__


async def test_every_operation_has_a_description_and_an_example_that_fits_its_schema(document):
    for name, operation in operations(document).items():
        assert operation.get("description"), name
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [answer for status, answer in operation["responses"].items() if status < "3" and name not in NO_BODY]
        for body in bodies:
            shown = [content for content in body["content"].values() if "example" in content]
            assert shown, name
            for content in shown:
                schema = {**content["schema"], "components": document["components"]}
                Draft202012Validator(schema).validate(content["example"])


async def test_every_property_and_parameter_says_what_it_is(document):
    schemas = {**document["components"]["schemas"], **socket_document("Metier", "1")["components"]["schemas"]}
    properties = {f"{name}.{at}": row for name, schema in schemas.items() for at, row in _properties(schema)}
    silent = [name for name, row in properties.items() if not row.get("description") and "const" not in row]
    for name, operation in operations(document).items():
        silent += [f"{name}: {row['name']}" for row in operation.get("parameters", ()) if not row.get("description")]
    assert silent == []


def _properties(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(schema.get("properties", {}).items())


async def test_no_description_is_kept_for_what_is_not_there(document):
    schemas = {**document["components"]["schemas"], **socket_document("Metier", "1")["components"]["schemas"]}
    named = {f"{name}.{at}" for name, schema in schemas.items() for at, _ in _properties(schema)}
    named |= {name.partition(".")[2] for name in named}
    named |= {row["name"] for operation in operations(document).values() for row in operation.get("parameters", ())}
    assert set(PROPERTIES) - named == set()

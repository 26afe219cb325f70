"""From a pydantic model to the JSON schema that both providers accept in strict mode, with every size bounded.

Strict modes want each object closed and all of its properties required, and refuse most size keywords. So sizes move
from keywords into descriptions, where the model reads them, and pydantic checks them when the reply is back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

# Keyword -> how it is said in the description. Refused by the strict mode of at least one provider
# (Anthropic's structured outputs take no numeric or length bounds, OpenAI's no string lengths).
_SAID = {
    "maxLength": "at most {} characters",
    "minLength": "at least {} characters",
    "maxItems": "at most {} items",
    "minItems": "at least {} items",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "pattern": "matching {}",
}
_DROPPED = ("title", "default", "uniqueItems")


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The strict JSON schema of `model`; do not change the returned dict.

    Raises:
        TypeError: a string or a list in it has no upper bound.
    """
    schema = model.model_json_schema()
    if unbounded := sorted(_unbounded(schema, model.__name__)):
        msg = f"unbounded in a model reply: {', '.join(unbounded)} (give max_length)"
        raise TypeError(msg)
    strict: dict[str, Any] = _strict(schema, schema.get("$defs", {}))
    return strict


def _unbounded(node: object, path: str) -> Iterator[str]:
    """Paths of strings and arrays that a model could make as long as it likes."""
    if isinstance(node, list):
        for item in node:
            yield from _unbounded(item, path)
    if not isinstance(node, dict):
        return
    if node.get("type") == "string" and not node.keys() & {"maxLength", "enum", "const", "format"}:
        yield path
    if node.get("type") == "array" and "maxItems" not in node:
        yield path
    for name, child in node.get("properties", {}).items():
        yield from _unbounded(child, f"{path}.{name}")
    for name, child in node.get("$defs", {}).items():
        yield from _unbounded(child, name)
    for keyword in ("items", "prefixItems", "anyOf", "oneOf", "allOf", "additionalProperties"):
        yield from _unbounded(node.get(keyword), f"{path}[]" if "tems" in keyword else path)


def _strict(node: object, defs: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(item, defs) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and len(node) > 1:  # OpenAI takes no keyword beside a reference, pydantic puts descriptions there
        node = {**defs[node["$ref"].rsplit("/", 1)[-1]], **{key: value for key, value in node.items() if key != "$ref"}}
    out = {
        key: {name: _strict(child, defs) for name, child in value.items()}
        if key in {"properties", "$defs"}
        else value
        if key in {"enum", "const", "required"}
        else _strict(value, defs)
        for key, value in node.items()
        if key not in _SAID and key not in _DROPPED
    }
    if said := [words.format(node[keyword]) for keyword, words in _SAID.items() if keyword in node]:
        out["description"] = f"{out.get('description', '')} ({', '.join(said)})".strip()
    if node.get("type") == "object":
        out["required"] = list(out.get("properties", {}))
        out["additionalProperties"] = False
    return out

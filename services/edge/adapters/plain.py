"""A protobuf message as plain values, ready for a pydantic model.

Rules:
    1. An enum becomes its word without the prefix: `JOB_STATE_DEAD` -> `dead`, `_UNSPECIFIED` -> None.
    2. An absent submessage becomes None, a repeated field a list, a map a dict, a Timestamp a datetime, a Duration seconds.
    3. Numbers and texts stay as they are; empty texts are the models' matter (`Maybe`).
"""

from datetime import UTC
from typing import Any

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic.alias_generators import to_camel, to_snake

# Spellings of the JSON that are not the plain lower-case word.
_SPELLINGS = {
    "metier.onet_match.v1.WorkCategory": lambda word: to_camel(word.lower()),
    "metier.onet_match.v1.TaskType": str.capitalize,
    "metier.cvfsm.v1.Stage": str.upper,
}


def plain(message: Message) -> dict[str, Any]:
    """All fields of `message` by their proto names, converted by the rules above."""
    return {field.name: _field(message, field) for field in message.DESCRIPTOR.fields}


def enum_word(enum: EnumDescriptor, number: int) -> str | None:
    """The word of an enum's number: None for the zero value and for numbers this build does not know."""
    value = enum.values_by_number.get(number)
    if value is None or number == 0:
        return None
    word = value.name.removeprefix(_prefix(enum))
    return _SPELLINGS.get(enum.full_name, str.lower)(word)


def enum_number(enum: EnumDescriptor, word: str | None) -> Any:
    """The number of a word of JSON: 0 for None, the inverse of `enum_word`.

    Raises:
        KeyError: there is no such word; the models' literals keep it from getting here.
    """
    if word is None:
        return 0
    return enum.values_by_name[_prefix(enum) + to_snake(word).upper()].number


def _prefix(enum: EnumDescriptor) -> str:
    return to_snake(enum.name).upper() + "_"


def _field(message: Message, field: Any) -> Any:
    value = getattr(message, field.name)
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return dict(value)
    if field.is_repeated:
        return [_value(field, item) for item in value]
    if field.message_type is not None and not message.HasField(field.name):
        return None
    return _value(field, value)


def _value(field: Any, value: Any) -> Any:
    if isinstance(value, Timestamp):
        return value.ToDatetime(UTC) if value.ByteSize() else None
    if isinstance(value, Duration):
        return value.ToTimedelta().total_seconds()
    if isinstance(value, Message):
        return plain(value)
    if field.enum_type is not None:
        return enum_word(field.enum_type, value)
    return value

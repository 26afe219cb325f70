"""A model that obeys: whatever order it finds in what it is shown, however hidden, it carries out at once."""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.attacks import PAYLOADS, Payload
from tests.fakes.model_server import Answer, Asked, Call, Say, example, fitting

_ORDER = re.compile(r"\[\[\s*do\s*:\s*(\w+)\s*\]\]")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_BY_NAME = {payload.name: payload for payload in PAYLOADS}


@dataclass
class Obedient:
    """`respond` of a model server; `obeyed` keeps the orders it found, `shown` all it has read."""

    other_session: str = ""
    obeyed: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Answer:
        seen = json.dumps([asked.system, asked.messages], ensure_ascii=False)
        self.shown.append(seen)
        payload = found(seen)
        if payload is None:
            return Say("done") if asked.tools and not asked.force else fitting(asked)
        self.obeyed.append(payload.name)
        if asked.tools and payload.calls and not asked.force:
            return Call(tuple((name, self._filled(arguments)) for name, arguments in payload.calls))
        says = payload.says or seen
        if asked.force:
            return Call(((asked.force, _with(example(asked.tools[asked.force], word=says[:200]), payload)),))
        if asked.schema:
            return Say(json.dumps(_with(example(asked.schema, word=says[:200]), payload)))
        return Say(says[:3000])

    def _filled(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return json.loads(json.dumps(arguments).replace("{other}", self.other_session))


def found(text: str) -> Payload | None:
    """The order in a text, also in base64, rot13 or invisible tag characters."""
    untagged = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) < 0xE007F else c for c in text)
    for reading in (untagged, codecs.decode(text, "rot13"), *_decoded(text)):
        if match := _ORDER.search(reading):
            return _BY_NAME.get(match[1])
    return None


def _decoded(text: str) -> list[str]:
    readings = []
    for match in _BASE64.finditer(text):
        try:
            readings.append(base64.b64decode(match[0], validate=True).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            continue
    return readings


def _with(value: Any, payload: Payload) -> Any:
    """The structured reply with the payload's fields put in."""
    if isinstance(value, dict):
        return {name: payload.fields.get(name, _with(part, payload)) for name, part in value.items()}
    return [_with(part, payload) for part in value] if isinstance(value, list) else value

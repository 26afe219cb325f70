"""What services say in tables, put into the caller's language.

Rules:
    1. English is what the service sent. Every other language has a file here, a line a sentence: its id, a tab, the text
       with the places of the English one ({own}); `{a_job}` alone may be left out, as an article cannot be translated.
    2. What fills a place stays as it is: O*NET's words, the person's own (English both), a number.
    3. A sentence without an id is a model's or the person's own, and goes through unchanged; so does one of a newer service.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from services.edge.language import LANGUAGES, current

_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{(\w+)\}")
_NOTICE = "language."
"""Sentences in the language they are named after: what is told to somebody who writes another one than English."""


class Part(NamedTuple):
    """A stretch of text in one language."""

    text: str
    language: str


class Worded(NamedTuple):
    """A text in the caller's language, and its parts."""

    text: str
    parts: tuple[Part, ...]


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The sentences of a language by id; none of English, which services write themselves."""
    file = _FOLDER / f"{language}.tsv"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return dict(line.split("\t", 1) for line in lines)


def word(sentences: Sequence[Mapping[str, Any]], language: str | None = None) -> Worded | None:
    """Sentences (`id`, `arguments`, `text`), one after the other, in a language, the caller's unless it is named.

    None where there is nothing to put into words: no sentence, or the language is English.
    """
    wanted = language or current.get()
    if not sentences or wanted == LANGUAGES[0]:
        return None
    said = [list(_parts(sentence, wanted)) for sentence in sentences]
    spaced = [[Part(" ", wanted), *parts] if place else parts for place, parts in enumerate(said)]
    parts = _joined([part for row in spaced for part in row])
    return Worded("".join(part.text for part in parts), parts)


def _parts(sentence: Mapping[str, Any], language: str) -> Iterator[Part]:
    template = catalogue(language).get(sentence["id"])
    if template is None:
        named = sentence["id"].removeprefix(_NOTICE)
        yield Part(sentence["text"], named if named in LANGUAGES else LANGUAGES[0])
        return
    texts = _PLACE.split(template)  # words, name, words, name, words
    for text, name in zip(texts[::2], [*texts[1::2], None], strict=True):
        yield Part(text, language)
        if name is not None:
            filling = str(sentence["arguments"].get(name, ""))
            yield Part(filling, LANGUAGES[0] if any(map(str.isalpha, filling)) else language)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts without empty ones, neighbours of one language as one."""
    joined: list[Part] = []
    for part in parts:
        if joined and (joined[-1].language == part.language or part.text == " "):
            joined[-1] = Part(joined[-1].text + part.text, joined[-1].language)
        elif part.text:
            joined.append(part)
    return tuple(joined)


def put(fields: Mapping[str, Any], **sentences: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`fields` of a message with texts in the caller's language: `put(fields, content=fields["sentences"])`.

    Where a text was put into words, `said` has its parts by the name of the member.
    """
    found = {name: worded for name, rows in sentences.items() if (worded := word(rows)) is not None}
    said = {name: [part._asdict() for part in worded.parts] for name, worded in found.items()}
    return {**fields, **{name: worded.text for name, worded in found.items()}, "said": said or None}

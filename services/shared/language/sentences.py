"""Sentences with names: what tables of services say, so that one catalogue can say it in another language.

A `Template` has a name and an English text with places ({it}); filled, it is a `Sentence`, which keeps name, arguments
and text. The name is a contract with the catalogues: a changed meaning gets a new name, a changed wording does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a table: its name there, the English text, and what fills its places."""

    id: str
    text: str
    arguments: tuple[tuple[str, str], ...] = ()


class Template(NamedTuple):
    """A sentence of a table before it is filled; `text` may be several sentences that belong together."""

    id: str
    text: str

    def say(self, **arguments: object) -> Sentence:
        """The sentence with its places filled; arguments it has no place for are left out."""
        used = {name: str(value) for name, value in arguments.items() if f"{{{name}}}" in self.text}
        return Sentence(self.id, self.text.format(**used), tuple(used.items()))


def table(name: str, *texts: str) -> tuple[Template, ...]:
    """A table of ways to say one thing; each is named by its place in it, from 1."""
    return tuple(Template(f"{name}.{place}", text) for place, text in enumerate(texts, start=1))


def joined(sentences: Iterable[Sentence]) -> str:
    """The text of sentences said one after the other."""
    return " ".join(sentence.text for sentence in sentences)

"""Which of the output's languages a CV is written in: by its function words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import lines
from services.cvfsm.core.document.text import words

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

_SMALL: Final = {
    "en": frozenset("the and of to for with in on at from by their our a".split()),  # noqa: SIM905 - one line each
    "de": frozenset("und der die das von für mit im bei zur zum des den eine einer".split()),  # noqa: SIM905
    "pl": frozenset("i w z do na oraz dla przez od ze we pod nad przy jako".split()),  # noqa: SIM905
    "es": frozenset("y de la el en los las con para del por una al".split()),  # noqa: SIM905
    "fr": frozenset("et de la le les des du en pour avec dans par une aux".split()),  # noqa: SIM905
}
_LEAST: Final = 6
"""Small words before anything is said: a CV of lists has few, and a name may hold one."""

_CLEAR: Final = 1.5
"""How many times as often as those of the next language."""


def written_in(data: CvData) -> str:
    """The language of the sentences of a CV; empty where they are too few or not clear."""
    said = [word for path, text in lines(data) if "bullets" in path or path == "profile" for word in words(text)]
    counts = sorted(((sum(word in small for word in said), code) for code, small in _SMALL.items()), reverse=True)
    (most, code), (next_most, _) = counts[:2]
    return code if most >= _LEAST and most >= _CLEAR * next_most else ""

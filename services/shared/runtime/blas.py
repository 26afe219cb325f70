"""Limits BLAS to the calling thread.

OpenBLAS splits even a product of a few rows over all cores, and its threads spin while they wait for one another: with
both cores busy, the 0.1 ms that six sentences cost the occupation head became 60 ms (30 ms of CPU). Calls run beside
each other anyway (`onet_workers`).
"""

from __future__ import annotations

import ctypes
from importlib.util import find_spec

_ARRAY_CODE = "numpy._core._multiarray_umath"  # the part of numpy that is linked to it
_SET_THREADS = "scipy_openblas_set_num_threads64_"  # the name in the OpenBLAS that numpy's wheels bring


def stay_on_one_thread() -> None:
    """Set numpy's OpenBLAS to one thread; does nothing where numpy was built with another library."""
    linked = find_spec(_ARRAY_CODE)
    set_threads = getattr(ctypes.CDLL(linked.origin), _SET_THREADS, None) if linked else None
    if set_threads is not None:
        set_threads(1)

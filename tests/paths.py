"""Where tests find the labelled sets: the folder `shared` beside the checkout, or `METIER_SHARED`."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("METIER_SHARED", ROOT.parent / "shared"))
EVAL = SHARED / "data" / "eval"
ONET_RELEASE = SHARED / "data" / "onet" / "db_29_3_text"

needs_eval = pytest.mark.skipif(not EVAL.is_dir(), reason="the labelled sets are not beside this checkout")
needs_onet_release = pytest.mark.skipif(not ONET_RELEASE.is_dir(), reason="no O*NET text release beside this checkout")

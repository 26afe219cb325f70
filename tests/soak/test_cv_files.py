"""Five thousand damaged uploads (docs/reliability.md D4); `METIER_SOAK_SEED` makes others of them."""

import os

import pytest

from tests.integration.cvfsm_documents.mutated_outcomes import outcomes, seeds

pytestmark = pytest.mark.slow

FILES = 5_000
SEED = int(os.environ.get("METIER_SOAK_SEED") or 1)


async def test_five_thousand_damaged_files_are_read_or_refused_by_name():
    found = await outcomes(await seeds(), FILES, SEED)
    assert found.surprises == {}
    assert found.slowest_s <= 10
    assert found.growth_bytes <= 64 << 20

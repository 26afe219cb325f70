"""Damaged uploads: each is read or refused by name, within limits, and the service stays as it was."""

from tests.integration.cvfsm_documents.mutated_outcomes import outcomes, seeds

FILES = 100  # five thousand are in `make soak`


async def test_damaged_files_are_read_or_refused_by_name():
    found = await outcomes(await seeds(), FILES, seed=20)
    assert found.surprises == {}
    assert found.slowest_s <= 10
    assert found.growth_bytes <= 64 << 20
    assert min(found.read, found.refused) > FILES / 10

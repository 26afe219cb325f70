"""Occupations for simulated people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from random import Random

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub


async def occupations(onet: OnetMatchServiceAsyncStub, count: int, dice: Random) -> list[str]:
    """Codes of occupations with tasks, found through the type-ahead as the contract lists none; in random order."""
    codes: dict[str, None] = {}
    for letters in (one + two for one in "abcdefghilmnoprstvw" for two in "aeiou"):
        answer = await onet.SearchTitles(rpc.SearchTitlesRequest(query=letters, limit=50))
        codes |= dict.fromkeys(hit.soc_code for hit in answer.titles)
    known = sorted(codes)
    dice.shuffle(known)
    return [known[place % len(known)] for place in range(count)]

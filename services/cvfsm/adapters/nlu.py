"""The reader of language over gRPC: what sentences ask for, and whether evidence supports a line. A reader that does not answer is no error."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from metier.nlu.v1 import nlu_service_pb2 as nlu
from services.shared.errors import InvalidInput, MetierError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub
    from services.cvfsm.core.machine.agent_rules import Readings

LONGEST_TEXT: Final = 4_000
"""Characters of a statement or line the reader takes (contract)."""

DEADLINE_S: Final = 5.0
"""Of one call: readings take tens of milliseconds, a run must not wait for a reader that is down."""

MOST_CLAIMS: Final = 16
CLAIMS_DEADLINE_S: Final = 20.0
"""Claims of one call, and its deadline: each is read together with its evidence."""

_KINDS: Final = {
    number: name.removeprefix("STATEMENT_KIND_").lower() for name, number in nlu.StatementKind.items() if number
}


class NluReader:
    """Calls `nlu`; where it does not answer, no probabilities are returned and the rules decide."""

    def __init__(self, stub: NluServiceAsyncStub) -> None:
        """Read by `stub`."""
        self._stub = stub

    async def kinds(self, sentences: Sequence[tuple[str, str]]) -> Readings:
        """Return for each sentence the probability of each kind; sentences without an answer are left out."""
        found = await asyncio.gather(*(self._kinds(section, text) for section, text in sentences))
        return {text: kinds for (_, text), kinds in zip(sentences, found, strict=True) if kinds}

    async def supported(self, claims: Sequence[tuple[str, Sequence[str]]]) -> Mapping[str, float]:
        """Return for each line the probability that its evidence supports it; empty where the reader does not answer."""
        asked = [nlu.Claim(text=text[:LONGEST_TEXT], evidence=lines) for text, lines in claims if text]
        found: dict[str, float] = {}
        for start in range(0, len(asked), MOST_CLAIMS):
            batch = asked[start : start + MOST_CLAIMS]
            try:
                answer = await self._stub.CheckClaims(nlu.CheckClaimsRequest(claims=batch), timeout=CLAIMS_DEADLINE_S)
            except InvalidInput:  # this batch alone is refused
                continue
            except MetierError:
                return found
            found |= {claim.text: row.supported for claim, row in zip(batch, answer.supports, strict=True)}
        return found

    async def _kinds(self, section: str, text: str) -> dict[str, float]:
        request = nlu.ReadStatementRequest(statement=text[:LONGEST_TEXT], section=section)
        try:
            answer = await self._stub.ReadStatement(request, timeout=DEADLINE_S)
        except MetierError:
            return {}
        return {_KINDS[row.kind]: row.probability for row in answer.kinds if row.kind in _KINDS}

"""The catalogue's titles over gRPC."""

import grpc.aio

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.edge.models.tasks import OccupationTitle, OccupationTitles


class OnetMatchClient:
    """Fulfils `Titles`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = OnetMatchServiceStub(channel)

    async def search(self, query: str, limit: int) -> OccupationTitles:
        """Titles that fit what was typed."""
        answer = await self._stub.SearchTitles(pb.SearchTitlesRequest(query=query, limit=limit))
        rows = [
            OccupationTitle(title=hit.title, occupation_code=hit.soc_code, occupation_title=hit.occupation_title)
            for hit in answer.titles
        ]
        return OccupationTitles(occupations=rows)

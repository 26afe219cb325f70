"""Sessions that earlier releases stored still read the same, give the same answers again, and go on."""

import gzip
import json
from pathlib import Path

import pytest

from metier.orchestrator.v1 import session_pb2
from services.shared.errors import WrongState
from tests.fakes.recorded import SESSIONS, digest, restore

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.jsonl.gz"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
async def test_recorded_sessions_read_answer_and_go_on_as_they_did(house, path):
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    assert len(lines) >= SESSIONS
    for line in lines:
        await restore(house.redis, line["session"], line["keys"])
        client = house.other_client()
        client.session_id, client.token = line["session"], line["token"]
        assert await digest(client) == line["digest"]
        session = (await client.call("GetSession")).session
        if line["request"]:
            again = await client.say(line["message"], line["request"])
            assert again.version <= session.version
        if session.status == session_pb2.SESSION_STATUS_OPEN:
            assert (await client.say("one more")).version == session.version + 1
        else:
            with pytest.raises(WrongState):
                await client.say("one more")

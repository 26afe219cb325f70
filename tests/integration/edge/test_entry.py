"""An edge that others can reach: integrators show a key, people come by the page."""

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from services.edge.middleware import observe
from services.shared.runtime.credentials import digest
from tests.fakes.edge.serve import running_edge
from tests.fakes.edge.world import World
from tests.integration.edge.conftest import SETTINGS
from tests.integration.edge.lines import address

KEY = "mk_of-a-client"
START = {"action": "start", "jobTitle": "Nurse"}
ASKING = SETTINGS.model_copy(update={"api_keys": f"crm={digest(KEY)}"})


async def start(edge, **headers) -> httpx.Response:
    async with httpx.AsyncClient(base_url=edge.url) as http:
        return await http.post("/api/chat", json=START, headers=headers)


async def test_rest_asks_for_a_key_and_names_the_integrator_in_the_access_line(monkeypatch):
    lines: list[dict[str, object]] = []
    monkeypatch.setattr(observe.log, "info", lambda _event, **fields: lines.append(fields))
    async with running_edge(World(), ASKING, 0) as edge:
        for headers in ({}, {"x-api-key": "mk_other"}, {"x-api-key": "mk_other", "x-metier-page": "1"}):
            refused = await start(edge, **headers)
            assert (refused.status_code, refused.json()["reason"]) == (401, "UNAUTHENTICATED")
        assert (await start(edge, **{"x-api-key": KEY})).status_code == 200
    assert [line.get("integrator", "") for line in lines] == ["", "", "", "crm"]
    assert KEY not in str(lines)


async def test_people_use_the_page_without_a_key_unless_that_is_switched_off():
    async with running_edge(World(), ASKING, 0) as edge:
        assert (await start(edge, **{"x-metier-page": "1"})).status_code == 200
        async with httpx.AsyncClient(base_url=edge.url) as http:
            assert [(await http.get(path)).status_code for path in ("/", "/healthz", "/openapi.json")] == [200] * 3
    async with running_edge(World(), ASKING.model_copy(update={"visitors": False}), 0) as edge:
        assert (await start(edge, **{"x-metier-page": "1"})).status_code == 401
        assert (await start(edge, **{"x-api-key": KEY})).status_code == 200


async def test_no_other_site_can_send_what_marks_the_page():
    preflight = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    async with running_edge(World(), ASKING, 0) as edge, httpx.AsyncClient(base_url=edge.url) as http:
        wanted = preflight | {"access-control-request-headers": "x-metier-page"}
        assert (await http.options("/api/chat", headers=wanted)).status_code == 400


@pytest.mark.parametrize(
    ("origin", "key", "status"),
    [(None, KEY, 101), (None, "", 401), (None, "mk_other", 401), ("https://evil.example", "", 401), ("own", "", 101)],
)
async def test_a_socket_takes_a_key_at_its_handshake_instead_of_an_origin(origin, key, status):
    async with running_edge(World(), ASKING, 0) as edge:
        session = (await start(edge, **{"x-api-key": KEY})).json()
        headers = {"x-api-key": key} if key else {}
        try:
            async with connect(
                address(edge, "chat", session["sessionId"]),
                origin=edge.url if origin == "own" else origin,
                additional_headers=headers,
            ):
                answered = 101
        except InvalidStatus as refused:
            answered = refused.response.status_code
        assert answered == status

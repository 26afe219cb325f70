"""What holds for every request: headers, limits, CORS, operation, the API's description."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI, Request

from services.edge.app import build
from services.edge.middleware.bodies import BodyLimit
from services.edge.middleware.guard import Guard
from services.edge.page import Site
from services.edge.problems import handle_errors
from services.edge.settings import EdgeSettings
from services.shared.runtime.clock import SystemClock
from tests.contract.edge.conftest import told


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/healthz", "/api/chat/x", "/nowhere", "/web/js/app.js"]
)
async def test_every_answer_carries_the_security_headers(edge, path):
    headers = (await edge.http.get(path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["x-request-id"]


async def test_data_is_never_stored_and_the_pages_files_are_kept_by_release(edge):
    session, opened = await edge.start()
    assert (await edge.http.get(f"/api/chat/{session}", headers=opened)).headers["cache-control"] == "no-store"
    for page in ("/", "/docs"):
        html = (await edge.http.get(page)).text
        named = set(re.findall(r'"(/web/[^"]+)"', html))
        assert len(named) > 5
        for file in named:
            kept = await edge.http.get(file)
            assert (kept.status_code, kept.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    elsewhere = await edge.http.get("/web/0123456789ab/js/app.js")  # of a release that another replica has
    assert (elsewhere.status_code, elsewhere.headers["cache-control"]) == (200, "no-cache")
    script = await edge.http.get("/web/js/app.js")
    assert script.headers["cache-control"] == "no-cache"
    again = await edge.http.get("/web/js/app.js", headers={"if-none-match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/web/catalogue.json", "/web/../settings.py", "/web/%2e%2e/settings.py", "/web/", "/nowhere"]
)
async def test_nothing_but_the_pages_own_files_is_served(edge, path):
    told(await edge.http.get(path), 404, "ROUTE_UNKNOWN")


async def test_a_method_that_an_address_does_not_take_is_a_405_that_names_those_it_does(edge):
    answer = await edge.http.put("/api/chat", json={})
    told(answer, 405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer.headers["allow"]


FILE_PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="cv.docx"\r\n\r\n'


@pytest.mark.parametrize(
    ("path", "size", "media", "first"),
    [
        ("/api/chat", 200_000, "application/json", b""),
        ("/api/actions/x", 70_000, "application/json", b""),
        ("/api/cv", 6 << 20, "multipart/form-data; boundary=b", FILE_PART),
    ],
)
async def test_a_body_that_streams_in_without_a_length_is_cut_off_at_the_limit(edge, path, size, media, first):
    sent = 0

    async def chunks():
        nonlocal sent
        yield first
        for _ in range(size // 8192 + 1000):
            sent += 8192
            yield b" " * 8192
            await asyncio.sleep(0)

    answer = await edge.http.post(path, content=chunks(), headers={"content-type": media})
    assert answer.status_code == 413
    assert sent < size + 500 * 8192


async def test_other_pages_may_call_only_from_the_listed_origins(edge):
    ask = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    friend = await edge.http.options("/api/chat", headers={"origin": "https://friend.example", **ask})
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    stranger = await edge.http.options("/api/chat", headers={"origin": "https://stranger.example", **ask})
    assert "access-control-allow-origin" not in stranger.headers


async def test_who_asks_too_often_is_told_when_to_come_back(edge):
    settings = EdgeSettings(rate_per_s=1, rate_burst=2)
    app = build(_NoBackends(), settings, Site(), SystemClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://edge") as http:
        answers = [await http.get("/docs") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        told(answers[2], 429, "TOO_MANY_REQUESTS")
        assert answers[2].headers["retry-after"] == "1"
        assert (await http.get("/docs", headers={"authorization": "Bearer another"})).status_code == 200
        assert (await http.get("/healthz")).status_code == 200


class _NoBackends:
    """Nothing behind."""

    def __getattr__(self, name) -> None:
        """No service."""


async def test_made_up_tokens_do_not_get_around_the_limit_of_an_address():
    settings = EdgeSettings(address_rate_per_s=1, address_rate_burst=3)
    app = build(_NoBackends(), settings, Site(), SystemClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://edge") as http:
        statuses = [(await http.get("/docs", headers={"authorization": f"Bearer {n}"})).status_code for n in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


async def test_the_probes_tell_this_process_and_those_behind_apart(edge):
    assert (await edge.http.get("/healthz")).json() == {"status": "ok"}
    ready = await edge.http.get("/readyz")
    assert ready.status_code == 200
    assert set(ready.json()["services"].values()) == {"serving"}
    assert b"python_info" in (await edge.http.get("/metrics")).content


async def test_the_openapi_document_describes_every_route_with_its_problems(edge):
    api = (await edge.http.get("/openapi.json")).json()
    assert api["openapi"].startswith("3.1")
    expected = {
        "/api/chat": {"post", "patch"},
        "/api/chat/{session_id}": {"get", "delete"},
        "/api/tasks/process": {"post"},
        "/api/tasks/{session_id}": {"get", "put"},
        "/api/matches/{session_id}": {"get"},
        "/api/actions/{session_id}": {"get", "post"},
        "/api/actions/{session_id}/{action_id}": {"patch"},
        "/api/occupations": {"get"},
        "/api/cv": {"post"},
        "/api/process-cv": {"post"},
        "/api/cv/{session_id}": {"get", "delete"},
    }
    for path, methods in expected.items():
        assert methods <= set(api["paths"][path])
    told = api["paths"]["/api/chat"]["post"]["responses"]["503"]["$ref"].rpartition("/")[2]
    assert "application/problem+json" in api["components"]["responses"][told]["content"]


async def test_every_reference_of_the_openapi_document_leads_somewhere(edge):
    api = (await edge.http.get("/openapi.json")).json()

    def references(part):
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else []:
            yield from references(inner)

    for reference in set(references(api)):
        place = api
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


@pytest.mark.parametrize("token", ["ä", "a b", "a\x01", "x" * 300, "日"])
async def test_what_cannot_be_a_token_opens_nothing(edge, token):
    session, _ = await edge.start()
    answer = await edge.http.get(f"/api/chat/{session}", headers={"authorization": f"Bearer {token}".encode()})
    told(answer, 404, "SESSION_UNKNOWN")


async def test_a_bug_in_a_route_tells_nothing_but_an_id(edge):
    class Broken:
        async def search(self, *_: object) -> None:
            raise ValueError("CV of Jane Doe jane@example.org")

    backends = _NoBackends()
    backends.titles = Broken()
    app = build(backends, EdgeSettings(), Site(), SystemClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://edge") as http:
        answer = await http.get("/api/occupations", params={"q": "nurse"})
    told(answer, 500, "INTERNAL")
    assert "Jane" not in answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/chat", rb'{"action":"start","jobTitle":"Nurse","initialTasks":"\ud800"}'),
        ("/api/chat", rb'{"action":"message","sessionId":"x","message":"\ud800"}'),
        ("/api/process-cv", rb'{"session_id":"x","message":"\ud800"}'),
        ("/api/process-cv", rb'{"session_id":"x","action_data":{"posting":"\ud800"}}'),
        ("/api/process-cv", rb'{"session_id":"x","action_data":{"statements":{"summary":"\ud800"}}}'),
    ],
)
async def test_half_a_surrogate_pair_is_named_as_a_wrong_field(edge, path, body):
    answer = await edge.http.post(path, content=body, headers={"content-type": "application/json"})
    told(answer, 400, "INVALID_REQUEST")


async def test_a_body_that_comes_byte_by_byte_is_cut_off():
    api = FastAPI()
    handle_errors(api)

    @api.post("/slow")
    async def slow(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    async def drip():
        for _ in range(100):
            yield b"x"
            await asyncio.sleep(0.02)

    app = Guard(BodyLimit(api, body_s=0.1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://edge") as http:
        told(await http.post("/slow", content=drip()), 408, "BODY_TOO_SLOW")
        assert (await http.post("/slow", content=b"xx")).json() == {"bytes": 2}

"""One story through every operation of the API, on the fakes: `python -m tests.contract.edge.examples` writes it down.

The document of the API shows what is written (`services/edge/examples.json`); a test holds it against what is answered now.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from services.edge import described
from services.edge.app import build
from services.edge.page import Site
from services.edge.wiring import backends_of
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from tests.contract.edge.conftest import SETTINGS
from tests.fakes.edge.serve import NAMES, fake_services
from tests.fakes.edge.world import World

FILE = Path(described.__file__).with_name("examples.json")


class Story:
    """Calls the API and keeps the first request and answer of each operation."""

    def __init__(self, http: httpx.AsyncClient, document: Mapping[str, Any]) -> None:
        self.http = http
        self.told: dict[str, dict[str, Any]] = {}
        self._operations = [
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), operation["operationId"])
            for path, item in document["paths"].items()
            for method, operation in item.items()
        ]

    async def call(self, method: str, path: str, token: str = "", body: Any = None, **more: Any) -> Any:
        """Make a call that must succeed, and keep it as the example of its operation."""
        headers = {"authorization": f"Bearer {token}", **more.pop("headers", {})}
        answer = await self.http.request(method, path, json=body, headers=headers, **more)
        assert answer.is_success, (method, path, answer.text)
        bare = path.partition("?")[0]
        name = next(name for verb, pattern, name in self._operations if verb == method and pattern.match(bare))
        example = self.told.setdefault(name, {})
        if body is not None:
            example.setdefault("request", body)
        if answer.headers.get("content-type", "").startswith("application/json"):
            example.setdefault("response", answer.json())
            return answer.json()
        return None


async def tell(http: httpx.AsyncClient, document: Mapping[str, Any], world: World) -> dict[str, dict[str, Any]]:
    """The examples by operation."""
    story = Story(http, document)
    call = story.call
    await call("GET", "/api/occupations?q=nurse")
    begun = await call("POST", "/api/chat", body={"action": "start", "jobTitle": "Policy Analyst"})
    chat, token = begun["sessionId"], begun["sessionToken"]
    said = {"action": "message", "sessionId": chat, "message": "I write briefs and analyse survey data."}
    await call("POST", "/api/chat", token, said)
    unsure = await call("POST", "/api/chat", token, {**said, "message": "not sure"})
    cards = [card["id"] for card in unsure["suggestions"][:2]]
    await call("PATCH", "/api/chat", token, {"sessionId": chat, "selectedSuggestionIds": cards})
    for name in ("", "/explain", "/export"):
        await call("GET", f"/api/chat/{chat}{name}", token)
    await call("POST", "/api/tasks/process", token, {"sessionId": chat})
    await asyncio.sleep(0.3)  # the fake matches in the background
    world.tasks[chat].unsure.add().CopyFrom(world.tasks[chat].tasks[0])
    world.tasks[chat].unsure[0].id = "t9"
    tasks = await call("GET", f"/api/tasks/{chat}", token)
    share = round(100 / len(tasks["tasks"]), 2)
    wanted = [
        {
            "id": task["id"],
            "normalizedDescription": task["normalizedDescription"],
            "timePercentage": share,
            "aiUsage": {"level": "none", "tools": []},
            "onetChoice": "",
        }
        for task in tasks["tasks"]
    ]
    await call("PUT", f"/api/tasks/{chat}", token, {"tasks": wanted}, headers={"if-match": f'"{tasks["revision"]}"'})
    await call("POST", f"/api/tasks/{chat}/unsure/t9", token, {"keep": False})
    for path in (f"/api/tasks/{chat}/export", f"/api/matches/{chat}", f"/api/actions/{chat}"):
        await call("GET", path, token)
    first = (await call("GET", f"/api/actions/{chat}", token))["actions"][0]["id"]
    await call("PATCH", f"/api/actions/{chat}/{first}", token, {"status": "saved"})
    await call("POST", f"/api/actions/{chat}", token, {})
    await call("POST", f"/api/tasks/{chat}/submit", token, {})
    await _cv(call)
    for path in ("/healthz", "/readyz", "/metrics"):
        await call("GET", path)
    await call("DELETE", f"/api/chat/{chat}", token)
    story.told["cvUpload"]["request"] = {"file": "cv.docx", "language": "en"}
    story.told["cvPutPhoto"]["request"] = {"file": "me.png"}
    return story.told


async def _cv(call: Any) -> None:
    """The operations of a CV."""
    empty = await call("POST", "/api/cv/start", body={"language": "en"})
    await call("DELETE", f"/api/cv/{empty['session_id']}", empty["session_token"])
    cv = await call("POST", "/api/cv", files={"file": ("cv.docx", b"a file")})
    session, token = cv["session_id"], cv["session_token"]
    await call("PUT", f"/api/cv/{session}/photo", token, files={"file": ("me.png", b"a photo")})
    await call("GET", f"/api/cv/{session}/photo", token)
    await call("DELETE", f"/api/cv/{session}/photo", token)
    for action in ("data_current", "generate_pdf"):
        await call("POST", "/api/process-cv", token, {"session_id": session, "user_action": action})
    for path in ("", "/pdf", "/json", "/export", "/preview/1"):
        await call("GET", f"/api/cv/{session}{path}", token)


async def _written() -> str:
    world = World()
    async with fake_services(world) as target, connect(target, SETTINGS) as channel:
        app = build(backends_of(dict.fromkeys(NAMES, channel)), SETTINGS, Site(), SystemClock())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://edge") as http:
            document = (await http.get("/openapi.json")).json()
            return json.dumps(await tell(http, document, world), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(asyncio.run(_written()), "utf-8")

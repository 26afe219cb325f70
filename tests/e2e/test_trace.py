"""One turn is one trace, from the client's own span through every service it takes."""

import os
from pathlib import Path

import httpx

from deploy.observability.waterfall import Span, draw
from services.cli import story
from services.cli.edge_client import EdgeClient

CLIENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
CANARY = "Quetzalcoatl"


def rootless(spans):
    return [span for span in spans.values() if span.parent not in spans]


async def test_a_turn_is_one_trace_that_begins_with_the_client(suite):
    async with EdgeClient(suite.addresses.url) as edge:
        conversation = await edge.start(story.JOB_TITLE)
    body = {"action": "message", "sessionId": conversation.session_id, "message": f"I write reports about {CANARY}."}
    headers = {"authorization": f"Bearer {conversation.token}", "traceparent": CLIENT}
    async with httpx.AsyncClient(base_url=suite.addresses.url) as http:
        answer = await http.post("/api/chat", json=body, headers=headers)
    assert answer.status_code == 200
    trace = CLIENT.split("-")[1]
    assert answer.headers["x-request-id"] == trace

    wanted = {"edge", "orchestrator", "agent", "onet_match"}

    def is_whole(seen):  # each process sends its spans when its own two seconds are over
        spans = {span.id: span for span in seen if span.trace == trace}
        return wanted <= {span.service for span in spans.values()} and len(rootless(spans)) == 1

    turn = {span.id: span for span in suite.collector.wait_for(is_whole) if span.trace == trace}
    assert wanted <= {span.service for span in turn.values()}
    roots = rootless(turn)
    assert [(root.service, root.parent) for root in roots] == [("edge", CLIENT.split("-")[2])]
    assert roots[0].attributes["http.route"] == "/api/chat"
    assert any(span.attributes.get("db.system.name") == "redis" for span in turn.values())
    assert CANARY.encode() not in suite.collector.raw
    if place := os.environ.get("METIER_TRACE_SVG"):
        spans = [Span(one.service, one.name, one.id, one.parent, one.begun_ns, one.ended_ns) for one in turn.values()]
        Path(place).write_text(draw(spans))


async def test_the_edge_tells_rate_errors_and_duration_of_each_route(suite):
    async with httpx.AsyncClient(base_url=suite.addresses.url) as http:
        await http.get("/api/chat/no-such-session")
        text = (await http.get("/metrics", headers={"accept": "application/openmetrics-text"})).text
    assert 'metier_http_requests_total{method="GET",route="/api/chat/{session_id}",status="404"}' in text
    assert "# EOF" in text

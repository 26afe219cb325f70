"""What tables of the services say is told in the language the caller asks for."""

import pytest

from metier.actions.v1 import career_action_pb2
from metier.agent.v1.agent_state_pb2 import Sentence
from services.edge.adapters.actions import action
from services.edge.language import current

NOTED = Sentence(id="heard_one.2", arguments={"it": "writing briefs"}, text="Noted: writing briefs.")
ASKED = Sentence(id="more_question.3", text="What do you see to first thing after you arrive?")
PARTS = [
    {"text": "Notiert: „", "language": "de"},
    {"text": "writing briefs", "language": "en"},
    {"text": "“. Worum kümmern Sie sich als Erstes, wenn Sie zur Arbeit kommen?", "language": "de"},
]
GERMAN = "".join(part["text"] for part in PARTS)


@pytest.mark.parametrize(
    ("header", "query", "content"),
    [
        ("de-AT,en;q=0.5", "", GERMAN),
        ("xx", "", f"{NOTED.text} {ASKED.text}"),
        ("", "", f"{NOTED.text} {ASKED.text}"),
        ("fr", "?lang=de", GERMAN),
    ],
)
async def test_replies_and_the_whole_session_are_in_the_language_asked_for(edge, header, query, content):
    session, opened = await edge.start()
    edge.world.said = [NOTED, ASKED]
    body = {"action": "message", "sessionId": session, "message": "I write briefs"}
    asked = {**opened, "accept-language": header}
    answer = (await edge.http.post(f"/api/chat{query}", json=body, headers=asked)).json()
    assert answer["message"]["content"] == content
    assert answer["message"].get("said") == ({"content": PARTS} if content == GERMAN else None)
    kept = (await edge.http.get(f"/api/chat/{session}{query}", headers=asked)).json()
    assert kept["messages"][-1]["content"] == content


async def test_what_no_table_wrote_stays_as_it_is(edge):
    session, opened = await edge.start()
    edge.world.reply = "As a model said it."
    body = {"action": "message", "sessionId": session, "message": "I write briefs"}
    answer = (await edge.http.post("/api/chat?lang=pl", json=body, headers=opened)).json()
    assert "said" not in answer["message"]


def test_an_action_is_told_in_the_language_and_its_places_stay_english():
    written = career_action_pb2.CareerAction(
        id="a1",
        title="Learn to weigh risks",
        description="A model's own words.",
        title_sentence=career_action_pb2.Sentence(
            id="action.skill.work_output.title", arguments={"gap": "weigh risks"}, text="Learn to weigh risks"
        ),
    )
    token = current.set("fr")
    try:
        told = action(written)
    finally:
        current.reset(token)
    assert told.title == "Apprendre : weigh risks"
    assert told.description == "A model's own words."
    assert told.said is not None
    assert [part.language for part in told.said["title"]] == ["fr", "en"]

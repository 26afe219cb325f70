"""Who reads what people write: told by the services that ask the models, on the page before anything is sent."""

import json
import re

from services.shared.errors import Unavailable
from services.shared.llm.readers import CONVERSATION, CV, readers
from services.shared.llm.settings import LlmSettings


async def facts(edge):
    page = (await edge.http.get("/")).text
    return json.loads(re.search(r'id="facts">(.*?)</script>', page)[1])["readers"]


async def test_the_page_tells_what_the_services_tell(edge):
    edge.world.readers = ["anthropic"]
    told = {"provider": "anthropic", "models": ["a-model"], "region": "EU"}
    assert await facts(edge) == {"chat": [told], "cv": [told]}


async def test_what_cannot_be_told_now_is_not_said_to_be_nobody(edge):
    edge.world.faults["GetReaders"] = Unavailable("UNAVAILABLE", "Away.", retry_after_s=1)
    assert (await facts(edge))["chat"] is None


def test_without_a_key_nobody_reads():
    assert readers(LlmSettings(openai_api_key=None, anthropic_api_key=None), CONVERSATION) == ()


def test_the_readers_are_those_that_the_calls_go_to():
    settings = LlmSettings(anthropic_api_key="k", openai_api_key="", regions={"anthropic": "EU"})
    (reader,) = readers(settings, CV)
    assert (reader.provider, reader.region) == ("anthropic", "EU")
    assert reader.models == (settings.stand_ins[settings.calls.cv_agent.model],)


def test_another_server_of_the_same_wire_format_is_called_by_its_host():
    settings = LlmSettings(openai_api_key="k", openai_base_url="https://models.example/v1", anthropic_api_key="")
    assert {reader.provider for reader in readers(settings, CONVERSATION)} == {"models.example"}

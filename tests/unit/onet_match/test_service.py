"""Answers that are kept, and a switch of the index under way."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from services.onet_match.recent import RecentVectors
from services.onet_match.requests import MatchQuery, Timings
from services.shared.llm import ModelUnavailable, Reason
from tests.fakes.llm import ScriptedLlm
from tests.fakes.onet import WordEmbedder, matcher, snapshot


async def test_a_text_asked_again_is_answered_from_memory_and_alike():
    embedder = WordEmbedder()
    service = matcher(embedder=embedder)
    first = await service.match(MatchQuery(("Cook soups",)))
    before = len(embedder.embedded)
    again = await service.match(MatchQuery(("Cook soups", "Cook soups")))
    assert len(embedder.embedded) == before
    assert again.matches == [first.matches[0]] * 2


async def test_another_context_is_another_question():
    service = matcher()
    plain = await service.match(MatchQuery(("Inspect for",), job_title="cook"))
    other = await service.match(MatchQuery(("Inspect for",), job_title="accountants and auditors"))
    assert plain.matches[0].candidates[0] != other.matches[0].candidates[0]


async def test_measurements_leave_kept_answers_aside():
    embedder = WordEmbedder()
    service = matcher(embedder=embedder)
    for _ in range(2):
        await service.match(MatchQuery(("Cook soups",), no_cache=True))
    assert embedder.embedded.count("Cook soups") == 2


async def test_after_a_switch_nothing_old_is_answered():
    embedder = WordEmbedder()
    service = matcher(embedder=embedder)
    await service.match(MatchQuery(("Cook soups",)))
    service.switch(snapshot(embedder))
    await service.match(MatchQuery(("Cook soups",)))
    assert embedder.embedded.count("Cook soups") == 2


async def test_a_text_that_one_call_embedded_is_not_embedded_again_for_another():
    embedder = WordEmbedder()
    service = matcher(embedder=embedder)
    await service.classify_activities(["Cook soups"])
    await service.resolve_occupation("cook", ["Cook soups"], 0)
    await service.embed(["Cook soups", "Cook soups"], "")
    assert embedder.embedded.count("Cook soups") == 1


async def test_a_call_tells_embedding_and_searching_apart():
    spent = Timings()
    await matcher().classify_activities(["Cook soups"], spent)
    assert spent.embed_ms > 0
    assert spent.search_ms > 0


def test_kept_vectors_are_those_of_the_embedder_whoever_asks_at_once():
    embedder = WordEmbedder()
    kept = RecentVectors(embedder, 3)  # fewer than are asked for, so that entries come and go
    asked = [[f"text {number % 7}", f"text {number % 5}", "soups"] for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(kept.embed, asked))
    assert all(np.array_equal(vectors, embedder.embed(texts)) for texts, vectors in zip(asked, found, strict=True))


async def test_a_choice_of_the_rule_is_not_kept_when_the_model_failed_to_choose():
    failing = [True]

    def script(call, prompt):
        if failing[0]:
            raise ModelUnavailable(Reason.OVERLOADED)
        return {"choices": [{"task": 0, "best": 0, "confidence": "high", "reasoning": "It is cooking."}]}

    service = matcher(ScriptedLlm(script))
    ruled = (await service.match(MatchQuery(("Cook soups",)))).matches[0]
    failing[0] = False
    chosen = (await service.match(MatchQuery(("Cook soups",)))).matches[0]
    failing[0] = True
    kept = (await service.match(MatchQuery(("Cook soups",)))).matches[0]
    assert (ruled.written_by, chosen.written_by, kept.written_by) == ("rules", "model", "model")


async def test_without_a_model_the_choice_of_the_rule_is_kept():
    embedder, llm = WordEmbedder(), ScriptedLlm()
    service = matcher(llm, embedder=embedder)
    for _ in range(2):
        await service.match(MatchQuery(("Cook soups",)))
    assert len(llm.asked) == 1

"""Each RPC of OnetMatchService over a real local channel: success, and every documented reason."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from google.protobuf.message import Message

from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as grpc_stubs
from services.onet_match.core.catalogue import ATTRIBUTION, Catalogue
from services.onet_match.rpc import METHODS, OnetMatchRpc
from services.onet_match.service import OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.shared.errors import InvalidInput, MetierError, NotFound, Unavailable
from services.shared.llm import ModelUnavailable, Reason
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen
from tests.fakes.llm import ScriptedLlm
from tests.fakes.onet import TABLES, WordEmbedder, catalogue, matcher, snapshot

LONG = "x" * 4_001


@asynccontextmanager
async def served(service: OnetMatch) -> AsyncIterator[Any]:
    settings = OnetMatchSettings()

    def register(server: Any) -> None:
        grpc_stubs.add_OnetMatchServiceServicer_to_server(OnetMatchRpc(service), server)

    async with listen("onet_match", settings, register, METHODS) as server, connect(server.target, settings) as channel:
        yield grpc_stubs.OnetMatchServiceStub(channel)


@pytest.fixture
async def stub() -> AsyncIterator[Any]:
    async with served(matcher()) as made:
        yield made


async def test_matches_come_in_the_order_of_the_texts_with_candidates_and_release(stub: Any):
    answer = await stub.MatchTasks(rpc.MatchTasksRequest(texts=["Cook soups, meats", "Prepare tax returns"], top_k=2))
    assert [match.text for match in answer.matches] == ["Cook soups, meats", "Prepare tax returns"]
    assert [match.best.task.task_id for match in answer.matches] == ["201", "102"]
    assert [len(match.candidates) for match in answer.matches] == [2, 2]
    assert (answer.embedder, answer.release) == ("default", "test")
    assert answer.matches[0].best.task.occupation_title == "Cooks, Restaurant"
    assert answer.matches[0].written_by == pb.WRITTEN_BY_RULES


async def test_nothing_that_fits_is_an_honest_none(stub: Any):
    match = (await stub.MatchTasks(rpc.MatchTasksRequest(texts=["zebra quartz"]))).matches[0]
    assert match.confidence == pb.CONFIDENCE_NONE
    assert not match.HasField("best")
    assert match.reasoning


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("MatchTasks", rpc.MatchTasksRequest(texts=["Cook soups"])),
        ("ResolveOccupation", rpc.ResolveOccupationRequest(job_title="cook")),
        ("ClassifyActivities", rpc.ClassifyActivitiesRequest(texts=["Cook soups"])),
        ("EmbedTexts", rpc.EmbedTextsRequest(texts=["Cook soups"])),
        ("RankOccupations", rpc.RankOccupationsRequest(tasks=[rpc.ProfileTask(id="1", text="Cook soups")])),
    ],
)
async def test_trailers_tell_where_the_time_went(stub: Any, method: str, request_: Any):
    call = getattr(stub, method)(request_)
    await call
    trailers = dict(await call.trailing_metadata())
    assert {"embed-ms", "search-ms"} <= set(trailers)
    assert float(trailers["embed-ms"]) >= 0


async def test_a_title_is_resolved_to_occupations_by_probability(stub: Any):
    answer = await stub.ResolveOccupation(rpc.ResolveOccupationRequest(job_title="line cook", limit=2))
    assert answer.occupations[0].soc_code == "35-2014.00"
    assert answer.occupations[0].probability > answer.occupations[1].probability
    assert answer.peaked


async def test_typical_tasks_come_by_importance_and_category(stub: Any):
    answer = await stub.ListTypicalTasks(rpc.ListTypicalTasksRequest(soc_codes=["35-2014.00", "13-2011.00"]))
    assert [task.task_id for task in answer.tasks] == ["201", "202", "102", "103", "101"]
    some = await stub.ListTypicalTasks(
        rpc.ListTypicalTasksRequest(
            soc_codes=["13-2011.00"], category=pb.WORK_CATEGORY_INTERACTING_WITH_OTHERS, limit=5
        )
    )
    assert [task.task_id for task in some.tasks] == ["103"]


async def test_activities_are_classified_with_evidence(stub: Any):
    answer = await stub.ClassifyActivities(rpc.ClassifyActivitiesRequest(texts=["Cook soups, meats, and vegetables"]))
    assert answer.classes[0].category == pb.WORK_CATEGORY_WORK_OUTPUT
    assert 0 < answer.classes[0].share <= 1
    assert answer.classes[0].evidence[0].task.task_id == "201"


async def test_vectors_have_unit_length(stub: Any):
    answer = await stub.EmbedTexts(rpc.EmbedTextsRequest(texts=["Cook soups", "Inspect"]))
    assert answer.embedder == "default"
    assert [pytest.approx(1.0) for _ in answer.embeddings] == [sum(v * v for v in e.values) for e in answer.embeddings]


async def test_occupations_are_ranked_with_support_gaps_and_recommendations(stub: Any):
    tasks = [rpc.ProfileTask(id="t1", text="Prepare tax returns")]
    answer = await stub.RankOccupations(rpc.RankOccupationsRequest(tasks=tasks, job_title="Tax Preparer", limit=1))
    best = answer.occupations[0]
    assert best.soc_code == "13-2011.00"
    assert [item.id for item in best.supporting] == ["t1"]
    assert {task.task_id for task in best.missing} == {"101", "103"}
    assert best.recommendations[0].onet_task_ids
    assert (best.job_zone, list(best.related_soc_codes)) == (4, ["29-1141.00"])
    assert best.explanation


async def test_titles_are_completed(stub: Any):
    answer = await stub.SearchTitles(rpc.SearchTitlesRequest(query="tax"))
    assert (answer.titles[0].title, answer.titles[0].soc_code) == ("Tax Preparer", "13-2011.00")
    assert not (await stub.SearchTitles(rpc.SearchTitlesRequest())).titles


async def test_where_no_title_holds_the_words_the_occupations_they_mean_are_told(stub: Any):
    asked = rpc.SearchTitlesRequest(query="Somebody who prepares tax returns for others", limit=3)
    titles = [hit.title for hit in (await stub.SearchTitles(asked)).titles]
    assert titles
    assert len(titles) == len(set(titles))


async def test_an_occupation_is_returned_in_full(stub: Any):
    found = (await stub.GetOccupation(rpc.GetOccupationRequest(soc_code="13-2011.00"))).occupation
    assert (found.title, found.job_zone, found.task_count) == ("Accountants and Auditors", 4, 3)
    assert list(found.alternate_titles) == ["Tax Preparer"]


async def test_the_index_describes_itself_with_the_attribution(stub: Any):
    info = await stub.GetIndexInfo(rpc.GetIndexInfoRequest())
    assert (info.release, info.task_count, info.occupation_count, info.dwa_count) == ("test", 7, 3, 4)
    assert info.alternate_title_count == 3
    assert info.embedders[0].name == "default"
    assert info.attribution == ATTRIBUTION


async def test_echo_returns_its_payload(stub: Any):
    assert (await stub.Echo(rpc.EchoRequest(payload=b"abc"))).payload == b"abc"


BAD: list[tuple[str, Message, type[MetierError], str, str]] = [
    ("MatchTasks", rpc.MatchTasksRequest(), InvalidInput, "TEXTS_COUNT", "texts"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a"] * 257), InvalidInput, "TEXTS_COUNT", "texts"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a", " "]), InvalidInput, "TEXT_EMPTY", "texts[1]"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["x" * 50_000]), InvalidInput, "TEXT_TOO_LONG", "texts[0]"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a"], top_k=51), InvalidInput, "TOP_K_RANGE", "top_k"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a"], top_k=-1), InvalidInput, "TOP_K_RANGE", "top_k"),
    (
        "MatchTasks",
        rpc.MatchTasksRequest(texts=["a"], context=rpc.MatchContext(soc_code="00-0000.00")),
        InvalidInput,
        "OCCUPATION_UNKNOWN",
        "context.soc_code",
    ),
    (
        "MatchTasks",
        rpc.MatchTasksRequest(texts=["a"], context=rpc.MatchContext(other_tasks=[""])),
        InvalidInput,
        "TEXT_EMPTY",
        "context.other_tasks[0]",
    ),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a"], language="xx"), InvalidInput, "LANGUAGE_UNKNOWN", "language"),
    ("MatchTasks", rpc.MatchTasksRequest(texts=["a"], embedder="no"), InvalidInput, "EMBEDDER_UNKNOWN", "embedder"),
    ("ResolveOccupation", rpc.ResolveOccupationRequest(), InvalidInput, "TEXT_EMPTY", "job_title"),
    (
        "ResolveOccupation",
        rpc.ResolveOccupationRequest(job_title="x" * 201),
        InvalidInput,
        "TEXT_TOO_LONG",
        "job_title",
    ),
    ("ResolveOccupation", rpc.ResolveOccupationRequest(sentences=["a"] * 65), InvalidInput, "TEXTS_COUNT", "sentences"),
    ("ListTypicalTasks", rpc.ListTypicalTasksRequest(soc_codes=["1"]), NotFound, "OCCUPATION_UNKNOWN", ""),
    ("ListTypicalTasks", rpc.ListTypicalTasksRequest(), InvalidInput, "SOC_CODES_COUNT", "soc_codes"),
    (
        "ListTypicalTasks",
        rpc.ListTypicalTasksRequest(soc_codes=["1"] * 11),
        InvalidInput,
        "SOC_CODES_COUNT",
        "soc_codes",
    ),
    ("ClassifyActivities", rpc.ClassifyActivitiesRequest(), InvalidInput, "TEXTS_COUNT", "texts"),
    ("ClassifyActivities", rpc.ClassifyActivitiesRequest(texts=[""]), InvalidInput, "TEXT_EMPTY", "texts[0]"),
    ("ClassifyActivities", rpc.ClassifyActivitiesRequest(texts=[LONG]), InvalidInput, "TEXT_TOO_LONG", "texts[0]"),
    ("EmbedTexts", rpc.EmbedTextsRequest(), InvalidInput, "TEXTS_COUNT", "texts"),
    ("EmbedTexts", rpc.EmbedTextsRequest(texts=[""]), InvalidInput, "TEXT_EMPTY", "texts[0]"),
    ("EmbedTexts", rpc.EmbedTextsRequest(texts=[LONG]), InvalidInput, "TEXT_TOO_LONG", "texts[0]"),
    ("EmbedTexts", rpc.EmbedTextsRequest(texts=["a"], embedder="no"), InvalidInput, "EMBEDDER_UNKNOWN", "embedder"),
    ("RankOccupations", rpc.RankOccupationsRequest(), InvalidInput, "TASKS_COUNT", "tasks"),
    (
        "RankOccupations",
        rpc.RankOccupationsRequest(tasks=[rpc.ProfileTask(text=" ")]),
        InvalidInput,
        "TEXT_EMPTY",
        "tasks[0]",
    ),
    (
        "RankOccupations",
        rpc.RankOccupationsRequest(tasks=[rpc.ProfileTask(text=LONG)]),
        InvalidInput,
        "TEXT_TOO_LONG",
        "tasks[0]",
    ),
    (
        "RankOccupations",
        rpc.RankOccupationsRequest(tasks=[rpc.ProfileTask(text="a")], limit=51),
        InvalidInput,
        "LIMIT_RANGE",
        "limit",
    ),
    ("SearchTitles", rpc.SearchTitlesRequest(query="x" * 201), InvalidInput, "TEXT_TOO_LONG", "query"),
    ("SearchTitles", rpc.SearchTitlesRequest(query="x", limit=51), InvalidInput, "LIMIT_RANGE", "limit"),
    ("GetOccupation", rpc.GetOccupationRequest(soc_code="1"), NotFound, "OCCUPATION_UNKNOWN", ""),
    ("Echo", rpc.EchoRequest(payload=b"x" * 65_537), InvalidInput, "TEXT_TOO_LONG", "payload"),
]


@pytest.mark.parametrize(
    ("method", "request_", "kind", "reason", "field"), BAD, ids=[f"{row[0]}-{row[3]}-{row[4]}" for row in BAD]
)
async def test_a_bad_request_is_refused_with_its_reason_and_field(
    stub: Any, method: str, request_: Message, *, kind: type[MetierError], reason: str, field: str
):
    with pytest.raises(kind) as refused:
        await getattr(stub, method)(request_)
    assert (refused.value.reason, refused.value.metadata.get("field", "")) == (reason, field)


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("MatchTasks", rpc.MatchTasksRequest(texts=["a"])),
        ("ResolveOccupation", rpc.ResolveOccupationRequest(job_title="a")),
        ("ListTypicalTasks", rpc.ListTypicalTasksRequest(soc_codes=["35-2014.00"])),
        ("ClassifyActivities", rpc.ClassifyActivitiesRequest(texts=["a"])),
        ("EmbedTexts", rpc.EmbedTextsRequest(texts=["a"])),
        ("RankOccupations", rpc.RankOccupationsRequest(tasks=[rpc.ProfileTask(text="a")])),
        ("SearchTitles", rpc.SearchTitlesRequest(query="a")),
        ("GetOccupation", rpc.GetOccupationRequest(soc_code="35-2014.00")),
        ("GetIndexInfo", rpc.GetIndexInfoRequest()),
    ],
)
async def test_while_the_first_index_is_built_calls_say_so(method: str, request_: Message):
    service = matcher(built=False)
    service.progress = ("embed:default", 512, 18_831)
    async with served(service) as waiting:
        with pytest.raises(Unavailable) as refused:
            await getattr(waiting, method)(request_)
    assert refused.value.reason == "INDEX_NOT_READY"
    assert "512 of 18831" in refused.value.message


def next_release() -> Catalogue:
    """The release after: one occupation has gone, and a task is said otherwise under its old number."""
    rows = [row for row in TABLES["Task Statements"] if row["O*NET-SOC Code"] != "13-2011.00"]
    rows = [row | ({"Task": "Cook soups and stews."} if row["Task ID"] == "201" else {}) for row in rows]
    return catalogue("next", TABLES | {"Task Statements": rows})


async def test_after_a_switch_tasks_are_said_as_the_new_release_says_them():
    embedder = WordEmbedder()
    service = matcher(embedder=embedder)
    async with served(service) as stub:
        request = rpc.ListTypicalTasksRequest(soc_codes=["35-2014.00"])
        before = await stub.ListTypicalTasks(request)
        service.switch(snapshot(embedder, next_release()))
        after = await stub.ListTypicalTasks(request)
    assert before.tasks[0].statement == "Cook soups, meats, and vegetables."
    assert after.tasks[0].statement == "Cook soups and stews."


async def test_an_answer_in_flight_ends_on_the_release_it_began_with():
    embedder = WordEmbedder()

    def switches(call: Any, prompt: str) -> Any:
        service.switch(snapshot(embedder, next_release()))
        raise ModelUnavailable(Reason.TIMEOUT)

    service = matcher(ScriptedLlm(switches), embedder=embedder)
    async with served(service) as stub:
        answer = await stub.MatchTasks(rpc.MatchTasksRequest(texts=["Prepare tax returns"]))
    assert answer.release == "test"
    assert answer.matches[0].best.task.occupation_title == "Accountants and Auditors"
    assert service.serving().catalogue.release == "next"

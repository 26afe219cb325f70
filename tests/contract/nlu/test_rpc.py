"""Each RPC of NluService over a real local channel: success, and every documented reason."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf.message import Message

from metier.nlu.v1 import nlu_service_pb2 as rpc
from metier.nlu.v1 import nlu_service_pb2_grpc as grpc_stubs
from metier.nlu.v1 import reading_pb2 as pb
from services.nlu.rpc import METHODS, NluRpc
from services.nlu.service import Nlu
from services.nlu.settings import NluSettings
from services.shared.errors import InvalidInput, MetierError, Unavailable
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen


@pytest.fixture
async def stub(nlu_target: str) -> AsyncIterator[Any]:
    async with connect(nlu_target, NluSettings()) as channel:
        yield grpc_stubs.NluServiceStub(channel)


async def read(stub: Any, message: str, question: str = "What do you do on a normal day?", **more: Any) -> pb.Reading:
    return (await stub.ReadReply(rpc.ReadReplyRequest(question=question, message=message, **more))).reading


def probability(reading: pb.Reading, act: "pb.Act.ValueType") -> float:
    return next((each.probability for each in reading.acts if each.act == act), 0.0)


async def test_activities_stand_in_the_message_with_their_place_and_verb(stub: Any):
    message = "I sharpen chainsaws every morning"
    (found,) = (await read(stub, message)).activities
    assert message[found.span.start : found.span.end].startswith("sharpen chainsaws")
    assert (found.verb, found.owner, found.time) == ("sharpen", pb.OWNER_SELF, pb.TIME_PRESENT)
    assert 0.5 < found.own_present <= found.probability <= 1


async def test_a_close_is_a_stop_and_a_trap_is_none(stub: Any):
    assert probability(await read(stub, "that's everything, thanks"), pb.ACT_STOP) > 0.5
    assert probability(await read(stub, "I complete tax returns"), pb.ACT_STOP) < 0.5


async def test_the_candidates_of_a_question_are_confirmed_one_by_one(stub: Any):
    question = "Do you also check stock levels or train new staff?"
    reading = await read(stub, "yes to the first, no to the training", question)
    assert [each.probability > 0.5 for each in reading.confirmations] == [True, False]
    told = await read(stub, "both", question, candidates=["check stock levels", "train new staff"])
    assert [each.candidate for each in told.confirmations] == ["check stock levels", "train new staff"]
    assert all(each.probability > 0.5 for each in told.confirmations)


async def test_the_models_are_named_with_what_they_decide(stub: Any):
    models = (await stub.GetModelInfo(rpc.GetModelInfoRequest())).models
    assert all(model.fingerprint for model in models)
    assert {"act.stop", "activity", "confirmation"} <= {name for model in models for name in model.decisions}


async def test_wordings_of_one_task_are_related_and_different_tasks_are_not(stub: Any):
    tasks = ["clean the coffee machine", "wash out the coffee machine", "write the monthly report"]
    relations = (await stub.CompareTasks(rpc.CompareTasksRequest(statements=tasks))).relations
    assert [(each.left, each.right) for each in relations] == [(0, 1)]
    assert relations[0].same + relations[0].left_contains_right + relations[0].right_contains_left <= 1


async def test_a_claim_is_weighed_against_its_evidence(stub: Any):
    evidence = ["Cook, Hotel Lux, 2019-2022", "I cooked breakfast for about 120 guests."]
    claims = [
        rpc.Claim(text="Cooked breakfast for about 120 guests", evidence=evidence),
        rpc.Claim(text="Head chef and manager of the hotel", evidence=evidence),
        rpc.Claim(text="Cooked breakfast"),
    ]
    true, false, bare = (await stub.CheckClaims(rpc.CheckClaimsRequest(claims=claims))).supports
    assert true.supported > 0.5 > false.supported
    assert true.nearest == 1
    assert (bare.supported, bare.nearest) == (0, -1)


async def test_what_a_statement_wants_is_told_with_every_kind(stub: Any):
    request = rpc.ReadStatementRequest(statement="please remove my second job", section="experience")
    kinds = (await stub.ReadStatement(request)).kinds
    assert kinds[0].kind == rpc.STATEMENT_KIND_REMOVAL
    assert sum(each.probability for each in kinds) == pytest.approx(1)
    assert len(kinds) == 6


LONG = "x" * 16_385
BAD = [
    ("ReadReply", rpc.ReadReplyRequest(), InvalidInput, "TEXT_EMPTY", "message"),
    ("ReadReply", rpc.ReadReplyRequest(message=LONG), InvalidInput, "TEXT_TOO_LONG", "message"),
    ("ReadReply", rpc.ReadReplyRequest(message="a", question=LONG), InvalidInput, "TEXT_TOO_LONG", "question"),
    ("ReadReply", rpc.ReadReplyRequest(message="a", job_title=LONG), InvalidInput, "TEXT_TOO_LONG", "job_title"),
    (
        "ReadReply",
        rpc.ReadReplyRequest(message="a", candidates=["a"] * 33),
        InvalidInput,
        "CANDIDATES_COUNT",
        "candidates",
    ),
    ("CompareTasks", rpc.CompareTasksRequest(), InvalidInput, "TEXTS_COUNT", "statements"),
    ("CompareTasks", rpc.CompareTasksRequest(statements=["a", " "]), InvalidInput, "TEXT_EMPTY", "statements[1]"),
    ("CompareTasks", rpc.CompareTasksRequest(statements=[LONG]), InvalidInput, "TEXT_TOO_LONG", "statements[0]"),
    ("CheckClaims", rpc.CheckClaimsRequest(), InvalidInput, "CLAIMS_COUNT", "claims"),
    (
        "CheckClaims",
        rpc.CheckClaimsRequest(claims=[rpc.Claim(text="a", evidence=["b"] * 65)]),
        InvalidInput,
        "EVIDENCE_COUNT",
        "claims[0].evidence",
    ),
    ("CheckClaims", rpc.CheckClaimsRequest(claims=[rpc.Claim()]), InvalidInput, "TEXT_EMPTY", "claims[0].text"),
    (
        "CheckClaims",
        rpc.CheckClaimsRequest(claims=[rpc.Claim(text="a", evidence=[LONG])]),
        InvalidInput,
        "TEXT_TOO_LONG",
        "claims[0].evidence[0]",
    ),
    ("ReadStatement", rpc.ReadStatementRequest(), InvalidInput, "TEXT_EMPTY", "statement"),
    ("ReadStatement", rpc.ReadStatementRequest(statement=LONG), InvalidInput, "TEXT_TOO_LONG", "statement"),
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
        ("ReadReply", rpc.ReadReplyRequest(message="a")),
        ("CompareTasks", rpc.CompareTasksRequest(statements=["a"])),
        ("CheckClaims", rpc.CheckClaimsRequest(claims=[rpc.Claim(text="a")])),
        ("ReadStatement", rpc.ReadStatementRequest(statement="a")),
        ("GetModelInfo", rpc.GetModelInfoRequest()),
    ],
)
async def test_while_the_models_load_calls_say_so(method: str, request_: Message):
    with ThreadPoolExecutor(1) as executor:
        waiting = Nlu(executor)

        def register(server: Any) -> None:
            grpc_stubs.add_NluServiceServicer_to_server(NluRpc(waiting), server)

        settings = NluSettings()
        async with listen("nlu", settings, register, METHODS) as server, connect(server.target, settings) as channel:
            with pytest.raises(Unavailable) as refused:
                await getattr(grpc_stubs.NluServiceStub(channel), method)(request_)
    assert refused.value.reason == "MODEL_NOT_READY"

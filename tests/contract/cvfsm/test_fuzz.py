"""Requests nobody would send: each is answered or refused by name, none breaks the service."""

import random

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Value

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from services.shared.errors import Internal, MetierError
from tests.examples import examples
from tests.fakes.cvfsm import Suite

WORDS = ["", "HACCP", "\x00", "\u202eevil", "x" * 20_000, "{{7*7}}", "#eval(1)", "'; DROP", "🙂" * 50, "profile", "u1"]


PATHS = [
    "profile",
    "skills",
    "skills[0]",
    "skills[99]",
    "work_experience",
    "work_experience[0].end",
    "section_order",
    "",
    "x[",
    "sources",
]


def some_edit(chance: random.Random, text: str) -> rpc.Edit:
    value = Value()
    json_format.ParseDict(
        chance.choice([text, 3.5, -1.0, True, [text], [[text]], {"title": text}, {"x": {"y": 1.0}}]), value
    )
    return rpc.Edit(
        op=chance.randrange(0, 7), path=chance.choice(PATHS), value=value if chance.random() < 0.8 else None
    )


def some_request(chance: random.Random, session_id: str) -> rpc.ProcessCvRequest:
    def text() -> str:
        return chance.choice(WORDS)

    data = rpc.ActionData(
        selected_sections=[chance.randrange(-1, 12) for _ in range(chance.randrange(3))],
        statements=[rpc.Statement(section=chance.randrange(0, 11), text=text()) for _ in range(chance.randrange(3))],
        posting=text(),
        language=chance.choice(["", "de", "xx"]),
        pages=chance.choice([0, 1, 2, -1, 2**31 - 1]),
        template=chance.choice(["", "classic", "../x"]),
        accept=[text()] * chance.randrange(2),
        refuse=[text()] * chance.randrange(2),
        edits=[some_edit(chance, text()) for _ in range(chance.choice([0, 0, 0, 1, 2]))],
        undo=[text()] * (chance.random() < 0.1),
        paper=chance.choice(["", "a4", "a3"]),
    )
    message = text() if chance.random() < 0.2 else ""
    request_id = text()[:300] if chance.random() < 0.3 else ""
    return rpc.ProcessCvRequest(
        session_id=session_id,
        user_action=chance.randrange(0, 9),
        action_data=data,
        message=message,
        request_id=request_id,
    )


async def test_odd_requests_are_all_answered_or_refused_by_name(cvs: Suite) -> None:
    chance = random.Random(5)
    view = await cvs.upload()
    taken, refused = 0, []
    tries = examples(1_000)
    for _ in range(tries):
        try:
            await cvs.stub.ProcessCv(some_request(chance, view.session_id), metadata=cvs.session())
            taken += 1
        except MetierError as error:
            refused.append(error)
    assert taken >= tries // 100
    assert not [error for error in refused if isinstance(error, Internal)]
    assert all(error.reason for error in refused)
    assert (await cvs.get(view.session_id, 5)).metadata.schema_version == "1.0"


async def test_on_any_walk_through_the_stages_the_promises_hold(cvs: Suite) -> None:
    chance = random.Random(7)
    names = [
        "data_current",
        "data_outdated",
        "confirm_selection",
        "skip_updates",
        "review_updates",
        "generate_pdf",
        "cancel",
    ]
    skill = rpc.Statement(section=pb.SECTION_SKILLS, text="HACCP")
    view, seen, said = await cvs.upload(), set(), 0
    for _ in range(300):
        action = chance.choice(names)
        data = (
            {"selected_sections": [pb.SECTION_SKILLS], "statements": [skill]} if action == "confirm_selection" else {}
        )
        if action == "review_updates" and view.metadata.updates:
            data = {chance.choice(["accept", "refuse"]): [chance.choice(view.metadata.updates).id]}
        try:
            view = await cvs.step(view.session_id, action, **data)
        except MetierError:
            assert (await cvs.get(view.session_id)).metadata.state_version >= view.metadata.state_version
        view = await cvs.get(view.session_id, 5)
        seen.add(view.stage)
        assert view.stage != pb.STAGE_DONE or view.metadata.data_truth_confirmed
        assert view.metadata.HasField("docx_prefill_unconfirmed") == (not view.cv_data.full_name)
        shown = view.cv_data if view.cv_data.full_name else view.metadata.docx_prefill_unconfirmed
        assert {"sourdough", "laminated dough"} <= set(shown.skills)
        assert list(shown.unsorted) == ["ref: 12"]
        stored = await cvs.store.load(view.session_id)
        assert len(stored.statements) >= said
        said = len(stored.statements)
    assert {pb.STAGE_INTENT_CAPTURE, pb.STAGE_READY_FOR_GENERATION, pb.STAGE_DONE} <= seen

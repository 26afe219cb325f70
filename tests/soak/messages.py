"""Random but decodable gRPC requests at every method of the suite: none may end as INTERNAL or UNKNOWN (docs/reliability.md B8)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor, ServiceDescriptor

from metier.actions.v1 import action_service_pb2
from metier.agent.v1 import agent_service_pb2
from metier.cvfsm.v1 import cv_service_pb2
from metier.onet_match.v1 import onet_match_service_pb2
from metier.orchestrator.v1 import chat_service_pb2
from metier.taskpipeline.v1 import task_pipeline_service_pb2
from services.shared.runtime.server_interceptors import INTERNAL_HEADER

SERVICES: dict[str, ServiceDescriptor] = {
    "orchestrator": chat_service_pb2.DESCRIPTOR.services_by_name["ChatService"],
    "agent": agent_service_pb2.DESCRIPTOR.services_by_name["AgentService"],
    "taskpipeline": task_pipeline_service_pb2.DESCRIPTOR.services_by_name["TaskPipelineService"],
    "onet_match": onet_match_service_pb2.DESCRIPTOR.services_by_name["OnetMatchService"],
    "actions": action_service_pb2.DESCRIPTOR.services_by_name["ActionService"],
    "cvfsm": cv_service_pb2.DESCRIPTOR.services_by_name["CvService"],
}
BUGS = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
CALL_S = 5.0
"""Streams that stay open and calls that wait are left after this."""

_F = FieldDescriptor
_TEXTS = (
    "",
    " ",
    "Nurse",
    "I write reports.",
    "0\x00\x1f",
    "ä" * 300,
    "日本語 🧑‍🚒 \u202e",
    "' OR 1=1 --",
    "{{x}}",
    "../../x",
)
_NUMBERS = (0, 1, -1, 2, 7, 255, 2**31 - 1, -(2**31))
_WIDE = (*_NUMBERS, 2**63 - 1, -(2**63))
_REALS = (0.0, -1.0, 0.5, 1e30, float("nan"), float("inf"))
_VALUES: dict[int, tuple[Any, ...]] = {
    _F.CPPTYPE_STRING: _TEXTS,
    _F.CPPTYPE_BOOL: (False, True),
    _F.CPPTYPE_FLOAT: _REALS,
    _F.CPPTYPE_DOUBLE: _REALS,
    _F.CPPTYPE_INT32: _NUMBERS,
    _F.CPPTYPE_UINT32: tuple(map(abs, _NUMBERS)),
    _F.CPPTYPE_INT64: _WIDE,
    _F.CPPTYPE_UINT64: tuple(map(abs, _WIDE)),
}


async def fuzz(
    targets: dict[str, str], secret: str, known: dict[str, tuple[str, ...]], count: int, seed: int
) -> tuple[Counter[str], list[str]]:
    """`count` requests a service, with the credential between services; statuses, and requests that met a bug.

    Args:
        targets: host:port of each service.
        secret: the credential.
        known: ids that exist, by field name; half of the fields of these names carry one.
        count: requests at each service.
        seed: same seed, same requests.
    """
    random_, statuses, bugs = random.Random(seed), Counter[str](), []
    for name, service in SERVICES.items():
        async with grpc.aio.insecure_channel(targets[name]) as channel:
            gate = asyncio.Semaphore(16)
            methods = list(service.methods)

            async def one(method: MethodDescriptor, channel=channel, gate=gate) -> None:
                request = message_of(method.input_type, random_, known)
                async with gate:
                    status = await _call(channel, method, request, secret)
                statuses[status.name] += 1
                if status in BUGS:
                    bugs.append(f"{method.full_name} {status.name}: {str(request)[:300]!r}")

            await asyncio.gather(*(one(methods[n % len(methods)]) for n in range(count)))
    return statuses, bugs


async def _call(channel: grpc.aio.Channel, method: MethodDescriptor, request: Any, secret: str) -> grpc.StatusCode:
    path = f"/{method.containing_service.full_name}/{method.name}"
    answer = message_factory.GetMessageClass(method.output_type).FromString
    metadata = ((INTERNAL_HEADER, secret),)
    try:
        if method.server_streaming:
            stream = channel.unary_stream(path, type(request).SerializeToString, answer)
            async for _ in stream(request, timeout=CALL_S, metadata=metadata):
                pass
        else:
            unary = channel.unary_unary(path, type(request).SerializeToString, answer)
            await unary(request, timeout=CALL_S, metadata=metadata)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def message_of(kind: Any, random_: random.Random, known: dict[str, tuple[str, ...]], depth: int = 0) -> Any:
    """A random message of a kind: fields missing, empty, extreme, plausible."""
    message = message_factory.GetMessageClass(kind)()
    for field in kind.fields:
        if random_.random() < 0.3 or (field.message_type and depth > 4):
            continue
        values = [_value(field, random_, known, depth) for _ in range(random_.choice((0, 1, 2, 20)))]
        if field.message_type and field.message_type.GetOptions().map_entry:
            continue
        if field.is_repeated:
            getattr(message, field.name).extend(values)
        elif values and field.message_type:
            getattr(message, field.name).CopyFrom(values[0])
        elif values:
            setattr(message, field.name, values[0])
    return message


def _value(field: FieldDescriptor, random_: random.Random, known: dict[str, tuple[str, ...]], depth: int) -> Any:
    if field.message_type:
        return message_of(field.message_type, random_, known, depth + 1)
    if field.name in known and random_.random() < 0.5:
        return random_.choice(known[field.name])
    if field.enum_type:
        return random_.choice([*field.enum_type.values_by_number, 99])
    value = random_.choice(_VALUES[field.cpp_type])
    return value.encode() if field.type == _F.TYPE_BYTES else value

"""Compares the contracts with those of the last release: `buf breaking` under FILE, the moves that were decided apart.

python -m protos.breaking          exits as `buf breaking` does and prints what it prints

A move gives messages another package without a change on the wire, which `buf` can only allow by switching rules off for
whole files. So the released image is rewritten as if it had been released after the move; every rule then holds for
every message, the moved ones included.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
RELEASED: Final = ROOT / "protos/released.binpb"

_JOBS: Final = "metier.jobs.v1"
_CALLS: Final = ("GetJob", "WaitJob", "CancelJob", "RetryJob", "ListJobs")
MOVES: Final = {
    **{  # each owner's job messages (docs/adr/0029)
        f"{package}.{name}": f"{_JOBS}.{name}"
        for package in ("metier.taskpipeline.v1", "metier.actions.v1", "metier.cvfsm.v1")
        for name in ("Job", "JobState", *(f"{call}{kind}" for call in _CALLS for kind in ("Request", "Response")))
    },
    # what the orchestrator relays, in the words of its owners (docs/adr/0032)
    "metier.orchestrator.v1.ToolEvent": "metier.agent.v1.ToolChosen",
    "metier.orchestrator.v1.DeltaEvent": "metier.agent.v1.ReplyDelta",
    "metier.orchestrator.v1.MatchEvent": "metier.taskpipeline.v1.MatchEvent",
    "metier.orchestrator.v1.RankingEvent": "metier.taskpipeline.v1.RankingEvent",
    "metier.orchestrator.v1.TasksChangedEvent": "metier.taskpipeline.v1.TasksChangedEvent",
    "metier.orchestrator.v1.ActionsEvent": "metier.actions.v1.ActionsChangedEvent",
}
"""Messages that were given another place since release 0.1.0: old and new full name."""

_Declared = DescriptorProto | EnumDescriptorProto


def moved(image: FileDescriptorSet) -> FileDescriptorSet:
    """The image as if it had been released after the moves.

    Raises:
        ValueError: a message is not contained in the one it became, so that moving it changes the wire.
    """
    shared = FileDescriptorProto(name="metier/jobs/v1/job.proto", package=_JOBS, syntax="proto3")
    shared.dependency[:] = ["google/protobuf/duration.proto", "google/protobuf/timestamp.proto"]
    for file in image.file:
        _rename(file)
    places: dict[str, tuple[FileDescriptorProto, _Declared]] = {
        f"{file.package}.{one.name}": (file, one)
        for file in image.file
        for one in (*file.message_type, *file.enum_type)
    }
    for old, new in MOVES.items():
        if old not in places:
            continue
        file, declared = places[old]
        if new not in places:
            places[new] = (shared, _add(shared, declared))
        elif not _contains(places[new][1], declared):
            msg = f"{old} is not contained in {new}"
            raise ValueError(msg)
        (file.enum_type if isinstance(declared, EnumDescriptorProto) else file.message_type).remove(declared)
    _link(image, shared)
    return image


def _add(file: FileDescriptorProto, declared: _Declared) -> _Declared:
    added = file.enum_type.add() if isinstance(declared, EnumDescriptorProto) else file.message_type.add()
    added.CopyFrom(declared)
    return added


def _contains(whole: _Declared, part: _Declared) -> bool:
    if isinstance(whole, EnumDescriptorProto) or isinstance(part, EnumDescriptorProto):
        return whole == part
    return all(field in whole.field for field in part.field)


def _link(image: FileDescriptorSet, shared: FileDescriptorProto) -> None:
    """Let every file import what its messages now name."""
    homes = {
        f".{file.package}.{one.name}": file.name for file in image.file for one in (*file.message_type, *file.enum_type)
    }
    homes |= {f".{shared.package}.{one.name}": shared.name for one in (*shared.message_type, *shared.enum_type)}
    for file in image.file:
        named = {homes[name] for name in _names(file) if name in homes} - {file.name, *file.dependency}
        file.dependency.extend(sorted(named))
    image.file.add().CopyFrom(shared)


def _names(file: FileDescriptorProto) -> Iterator[str]:
    """Every message and enum a file refers to."""
    for message in file.message_type:
        yield from (field.type_name for field in _fields(message) if field.type_name)
    for service in file.service:
        for method in service.method:
            yield from (method.input_type, method.output_type)


def _rename(file: FileDescriptorProto) -> None:
    """Let every reference to a moved message name its new place."""
    for message in file.message_type:
        for field in _fields(message):
            field.type_name = _new(field.type_name)
    for service in file.service:
        for method in service.method:
            method.input_type, method.output_type = _new(method.input_type), _new(method.output_type)


def _fields(message: DescriptorProto) -> Iterator[FieldDescriptorProto]:
    yield from message.field
    for nested in message.nested_type:
        yield from _fields(nested)


def _new(name: str) -> str:
    return f".{MOVES[name[1:]]}" if name[1:] in MOVES else name


def breaks(contracts: Path, released: Path = RELEASED) -> str:
    """What `buf breaking` finds in a folder with a `buf.yaml`; empty where nothing broke."""
    with tempfile.TemporaryDirectory() as folder:
        against = Path(folder) / "released.binpb"
        against.write_bytes(moved(FileDescriptorSet.FromString(released.read_bytes())).SerializeToString())
        buf = [str(Path(sys.executable).parent / "buf"), "breaking", "--against", str(against)]
        found = subprocess.run(  # noqa: S603 - our own tool
            buf, cwd=contracts, check=False, capture_output=True, text=True
        )
    return found.stdout + found.stderr if found.returncode else ""


if __name__ == "__main__":
    found = breaks(ROOT)
    sys.stderr.write(found)
    sys.exit(bool(found))

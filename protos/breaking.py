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

JOBS: Final = "metier.jobs.v1"
JOB_FILE: Final = "metier/jobs/v1/job.proto"
_CALLS: Final = ("GetJob", "WaitJob", "CancelJob", "RetryJob", "ListJobs")
MOVED_JOBS: Final = {
    f"{package}.{name}": f"{JOBS}.{name}"
    for package in ("metier.taskpipeline.v1", "metier.actions.v1", "metier.cvfsm.v1")
    for name in ("Job", "JobState", *(f"{call}{kind}" for call in _CALLS for kind in ("Request", "Response")))
}
"""The one move since release 0.1.0 (docs/adr/0029): each owner's job messages, by old and new full name."""


def moved(image: FileDescriptorSet) -> FileDescriptorSet:
    """The image as if its job messages had been declared once.

    Raises:
        ValueError: two owners declared one of them differently, so that moving them changes the wire.
    """
    shared = FileDescriptorProto(name=JOB_FILE, package=JOBS, syntax="proto3")
    shared.dependency[:] = ["google/protobuf/duration.proto", "google/protobuf/timestamp.proto"]
    taken: dict[str, DescriptorProto | EnumDescriptorProto] = {}
    for file in image.file:
        _rename(file)
        for mine, theirs in ((file.message_type, shared.message_type), (file.enum_type, shared.enum_type)):
            for declared in [one for one in mine if f"{file.package}.{one.name}" in MOVED_JOBS]:
                if taken.setdefault(declared.name, declared) != declared:
                    msg = f"{file.package}.{declared.name} is not what another owner declared"
                    raise ValueError(msg)
                if declared is taken[declared.name]:
                    theirs.add().CopyFrom(declared)
                mine.remove(declared)
        if file.name.startswith("metier/"):
            file.dependency.append(JOB_FILE)
    image.file.add().CopyFrom(shared)
    return image


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
    return f".{MOVED_JOBS[name[1:]]}" if name[1:] in MOVED_JOBS else name


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

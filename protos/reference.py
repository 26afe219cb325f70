"""Writes the reference of every contract into `docs/api`, or checks that it is fresh.

python -m protos.reference          writes
python -m protos.reference --check  exits 1 and names what differs
"""

from __future__ import annotations

import importlib.resources
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc

from protos.generate import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OUT = ROOT.parent / "docs" / "api"
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
"""Field numbers of FileDescriptorProto, as they stand in the paths of comments."""
_FIELD, _NESTED, _VALUE, _METHOD = 2, 3, 2, 2
_HINT = "Generated from the contracts by `make proto`.\n"


def described() -> list[FileDescriptorProto]:
    """Every contract with its comments.

    Raises:
        RuntimeError: the compiler refused a contract.
    """
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "metier").rglob("*.proto"))
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "set"
        flags = [f"-I{ROOT}", f"-I{well_known}", "--include_source_info", f"--descriptor_set_out={out}"]
        if protoc.main(["protoc", *flags, *sources]) != 0:
            msg = "protoc failed"
            raise RuntimeError(msg)
        return list(FileDescriptorSet.FromString(out.read_bytes()).file)


def pages() -> dict[str, str]:
    """File name -> page, one a package, and the index."""
    packages: dict[str, list[FileDescriptorProto]] = {}
    for file in described():
        packages.setdefault(file.package, []).append(file)
    found = {f"{package}.md": _page(package, files) for package, files in sorted(packages.items())}
    rows = [f"- [{name.removesuffix('.md')}]({name})" for name in found]
    found["README.md"] = "\n".join(["# Contracts", "", _HINT, *rows, ""])
    return found


def _page(package: str, files: list[FileDescriptorProto]) -> str:
    lines = [f"# {package}", "", _HINT]
    comments = [_comments(file) for file in files]
    for file, said in zip(files, comments, strict=True):
        for number, service in enumerate(file.service):
            lines += [f"## {service.name}", "", said.get((_SERVICE, number), ""), ""]
            for position, method in enumerate(service.method):
                stream = "stream " if method.server_streaming else ""
                types = f"{_short(method.input_type)} → {stream}{_short(method.output_type)}"
                comment = said.get((_SERVICE, number, _METHOD, position), "")
                lines += [f"### {method.name}", "", f"`{types}`", "", comment, ""]
    lines += ["## Messages", ""]
    for file, said in zip(files, comments, strict=True):
        for number, message in enumerate(file.message_type):
            lines += _message(message, message.name, (_MESSAGE, number), said)
    lines += ["## Enumerations", ""]
    for file, said in zip(files, comments, strict=True):
        for number, values in enumerate(file.enum_type):
            path = (_ENUM, number)
            lines += [f"### {values.name}", "", said.get(path, ""), "", "| value | number | meaning |", "|---|---|---|"]
            for position, value in enumerate(values.value):
                lines.append(f"| `{value.name}` | {value.number} | {_cell(said.get((*path, _VALUE, position), ''))} |")
            lines.append("")
    return "\n".join(lines)


def _message(
    message: DescriptorProto, name: str, path: tuple[int, ...], said: Mapping[tuple[int, ...], str]
) -> Iterator[str]:
    if message.options.map_entry:
        return
    yield from (f"### {name}", "", said.get(path, ""), "")
    if message.field:
        yield from ("| field | type | meaning |", "|---|---|---|")
        for position, field in enumerate(message.field):
            comment = _cell(said.get((*path, _FIELD, position), ""))
            yield f"| `{field.name}` = {field.number} | {_type(field, message)} | {comment} |"
        yield ""
    for number, nested in enumerate(message.nested_type):
        yield from _message(nested, f"{name}.{nested.name}", (*path, _NESTED, number), said)


def _type(field: FieldDescriptorProto, owner: DescriptorProto) -> str:
    name = _short(field.type_name) or FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    entry = next((n for n in owner.nested_type if n.options.map_entry and field.type_name.endswith(f".{n.name}")), None)
    if entry is not None:
        key, value = entry.field
        return f"map of {_type(key, entry)} to {_type(value, entry)}"
    if field.label == FieldDescriptorProto.LABEL_REPEATED:
        return f"list of {name}"
    if field.proto3_optional:
        return f"optional {name}"
    return f"{name}, one of `{owner.oneof_decl[field.oneof_index].name}`" if field.HasField("oneof_index") else name


def _short(type_name: str) -> str:
    parts = type_name.lstrip(".").split(".")
    return ".".join(part for part in parts if part[:1].isupper()) if type_name else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _comments(file: FileDescriptorProto) -> dict[tuple[int, ...], str]:
    rows = ((tuple(place.path), place.leading_comments) for place in file.source_code_info.location)
    return {path: "\n".join(line.strip() for line in text.strip().splitlines()) for path, text in rows if text}


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` compare; the exit status says whether they are fresh."""
    fresh = pages()
    if "--check" not in arguments:
        OUT.mkdir(parents=True, exist_ok=True)
        for path in set(OUT.glob("*.md")) - {OUT / name for name in fresh}:
            path.unlink()
        for name, page in fresh.items():
            (OUT / name).write_text(page, encoding="utf-8")
        return 0
    committed = {path.name: path.read_text(encoding="utf-8") for path in OUT.glob("*.md")}
    differing = sorted(name for name in fresh.keys() | committed.keys() if fresh.get(name) != committed.get(name))
    if differing:
        sys.stderr.write("stale reference, run `make proto`:\n" + "".join(f"  docs/api/{name}\n" for name in differing))
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

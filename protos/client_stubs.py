"""Generates clients of every service for another language: `make stubs LANG=ts|python|go|java OUT=dir [MODULE=name]`.

ts      protoc-gen-es and Connect, pinned in `protos/ts/package.json`; needs Node 20+ and npm
python  messages and gRPC stubs with types, as the suite itself uses them
go      messages and gRPC stubs; MODULE is the import path of OUT, `metier.example/gen` when none is given. The
        plugins on PATH decide which google.golang.org/protobuf and google.golang.org/grpc a client needs (Debian 12's
        1.28 and 1.32 or newer)
java    messages and gRPC stubs; MODULE is put before the contracts' packages (`org.example` makes
        `org.example.metier.agent.v1`), which stand alone when none is given. A client needs protobuf-java, grpc-protobuf,
        grpc-stub, a transport and, where the plugin writes `javax.annotation.Generated`, javax.annotation-api
"""

from __future__ import annotations

import argparse
import importlib.resources
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grpc_tools import protoc

from protos.generate import ROOT, generate

if TYPE_CHECKING:
    from collections.abc import Callable

TS_TOOLS = ROOT / "ts"
BUF = Path(sys.executable).parent / "buf"


class CannotGenerate(Exception):
    """A tool refused; the text says which and what to do."""


class ToolMissing(CannotGenerate):
    """A tool is not on PATH; the text says what to install."""


def typescript(out: Path, _module: str) -> None:
    """Write one `*_pb.ts` per contract: messages, and services for Connect's gRPC transport.

    Raises:
        ToolMissing: no npm here.
        CannotGenerate: npm's registry cannot be reached, or protoc refused.
    """
    if (npm := shutil.which("npm")) is None:
        raise ToolMissing("TypeScript stubs need Node 20 or newer with npm.")
    plugin = TS_TOOLS / "node_modules" / ".bin" / "protoc-gen-es"
    if not plugin.exists():
        command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=TS_TOOLS, check=False).returncode != 0:  # noqa: S603 - fixed arguments
            raise CannotGenerate("npm could not install the generator; is its registry reachable?")
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "metier").rglob("*.proto"))
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    flags = [f"--plugin=protoc-gen-es={plugin}", f"--es_out={out}", "--es_opt=target=ts,import_extension=js"]
    if protoc.main(["protoc", f"-I{ROOT}", f"-I{well_known}", *flags, *sources]) != 0:
        raise CannotGenerate("protoc failed; its message stands above.")


def python(out: Path, _module: str) -> None:
    """Write the stubs the suite itself uses."""
    generate(out)


def go(out: Path, module: str) -> None:
    """Write `*.pb.go` and `*_grpc.pb.go` into one folder per contract package.

    Raises:
        ToolMissing: one of the two plugins is not on PATH.
        CannotGenerate: a plugin refused.
    """
    messages, services = shutil.which("protoc-gen-go"), shutil.which("protoc-gen-go-grpc")
    if messages is None or services is None:
        raise ToolMissing(
            "Go stubs need protoc-gen-go and protoc-gen-go-grpc on PATH; "
            "on Debian: apt-get install protoc-gen-go protoc-gen-go-grpc"
        )
    steps = [{"local": plugin, "out": ".", "opt": "paths=source_relative"} for plugin in (messages, services)]
    _buf(out, {"file_option": "go_package_prefix", "value": module or "metier.example/gen"}, steps)


def java(out: Path, module: str) -> None:
    """Write one `.java` per message and one `*Grpc.java` per service.

    Raises:
        ToolMissing: protoc or the plugin, under either of its names, is not on PATH.
        CannotGenerate: one of them refused.
    """
    compiler = shutil.which("protoc")
    plugin = shutil.which("protoc-gen-grpc-java") or shutil.which("grpc_java_plugin")
    if compiler is None or plugin is None:
        raise ToolMissing(
            "Java stubs need protoc and grpc_java_plugin (or protoc-gen-grpc-java) on PATH; "
            "on Debian: apt-get install protobuf-compiler protobuf-compiler-grpc-java-plugin"
        )
    steps = [{"protoc_builtin": "java", "protoc_path": compiler, "out": "."}, {"local": plugin, "out": "."}]
    _buf(out, {"file_option": "java_package_prefix", "value": module}, steps)


def _buf(out: Path, override: dict[str, str], steps: list[dict[str, str]]) -> None:
    """Run plugins over every contract; buf's managed mode adds the packages that the contracts leave out."""
    template = {"version": "v2", "managed": {"enabled": True, "override": [override]}, "plugins": steps}
    command = [str(BUF), "generate", "--template", json.dumps(template), "-o", str(out)]
    if subprocess.run(command, cwd=ROOT.parent, check=False).returncode != 0:  # noqa: S603 - fixed arguments
        raise CannotGenerate("a generator failed; its message stands above.")


def _copy(tree: Path, out: Path) -> None:
    """Copy files alone: a folder that exists keeps its mode, a new one gets the usual."""
    for path in tree.rglob("*"):
        if path.is_file():
            target = out / path.relative_to(tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


class Language(NamedTuple):
    """How its clients are generated, and what MODULE may look like (None: there is no such thing)."""

    generate: Callable[[Path, str], None]
    module: str | None = None


LANGUAGES = {
    "ts": Language(typescript),
    "python": Language(python),
    "go": Language(go, r"[a-z0-9][\w.~-]*(/[\w.~-]+)*"),
    "java": Language(java, r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"),
}
"""What can be generated."""


def main(arguments: list[str]) -> int:
    """Generate all or nothing; the status is 2 when words or a tool are missing, 1 when a tool failed."""
    parser = argparse.ArgumentParser(prog="make stubs", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lang", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--module", default="")
    options = parser.parse_args(arguments)
    if options.lang not in LANGUAGES or not options.out:
        known = "|".join(LANGUAGES)
        sys.stderr.write(f"say which language and where to: make stubs LANG={known} OUT=dir\n")
        return 2
    language = LANGUAGES[options.lang]
    if options.module and not re.fullmatch(language.module or "", options.module, re.ASCII):
        what = "has no MODULE" if language.module is None else f"cannot have the MODULE {options.module}"
        sys.stderr.write(f"{options.lang} {what}: go takes an import path, java a package\n")
        return 2
    out = Path(options.out).resolve()
    try:
        with tempfile.TemporaryDirectory() as folder:
            language.generate(Path(folder), options.module)
            _copy(Path(folder), out)
    except CannotGenerate as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, ToolMissing) else 1
    sys.stdout.write(f"{options.lang} stubs are in {out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Generates clients of every service for another language: `make stubs LANG=ts|python OUT=dir`.

ts      protoc-gen-es and Connect, pinned in `protos/ts/package.json`; needs Node 20+ and npm
python  messages and gRPC stubs with types, as the suite itself uses them
"""

from __future__ import annotations

import argparse
import importlib.resources
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grpc_tools import protoc

from protos.generate import ROOT, generate

if TYPE_CHECKING:
    from collections.abc import Callable

TS_TOOLS = ROOT / "ts"


class CannotGenerate(Exception):
    """A tool is missing or refused; the text says which and what to do."""


def typescript(out: Path) -> None:
    """Write one `*_pb.ts` per contract: messages, and services for Connect's gRPC transport.

    Raises:
        CannotGenerate: no npm here, or its registry cannot be reached.
    """
    if (npm := shutil.which("npm")) is None:
        raise CannotGenerate("TypeScript stubs need Node 20 or newer with npm.")
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


LANGUAGES: dict[str, Callable[[Path], None]] = {"ts": typescript, "python": generate}
"""What can be generated."""


def main(arguments: list[str]) -> int:
    """Generate, or say in one sentence why not."""
    parser = argparse.ArgumentParser(prog="make stubs", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lang", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args(arguments)
    if options.lang not in LANGUAGES or not options.out:
        known = "|".join(LANGUAGES)
        sys.stderr.write(f"say which language and where to: make stubs LANG={known} OUT=dir\n")
        return 2
    out = Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    try:
        LANGUAGES[options.lang](out)
    except CannotGenerate as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{options.lang} stubs are in {options.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

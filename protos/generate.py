"""Writes the Python stubs of every contract into `protos/gen`, or checks that they are fresh.

python -m protos.generate          writes
python -m protos.generate --check  exits 1 and names what differs
"""

from __future__ import annotations

import filecmp
import importlib.resources
import os
import sys
import tempfile
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent
GENERATED = ROOT / "gen"


def generate(out: Path) -> None:
    """Write `*_pb2.py`, `*_pb2.pyi`, `*_pb2_grpc.py` and `*_pb2_grpc.pyi` of all contracts below `out`.

    Raises:
        RuntimeError: the compiler refused a contract; its message is on standard error.
    """
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "metier").rglob("*.proto"))
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where the plugins are
    flags = [f"--{kind}={out}" for kind in ("python_out", "grpc_python_out")]
    flags += [f"--{kind}=quiet:{out}" for kind in ("mypy_out", "mypy_grpc_out")]
    if protoc.main(["protoc", f"-I{ROOT}", f"-I{well_known}", *flags, *sources]) != 0:
        msg = "protoc failed"
        raise RuntimeError(msg)
    for folder in {path.parent for path in out.rglob("*_pb2.py")}:
        (folder / "__init__.py").touch()
    for folder in {path.parent.parent for path in out.rglob("*_pb2.py")} | {out / "metier"}:
        (folder / "__init__.py").touch()


def stale(fresh: Path, committed: Path) -> list[str]:
    """Names of stubs that differ, are missing or are left over, relative to the stub folder."""
    names = {
        path.relative_to(tree)
        for tree in (fresh, committed)
        for path in tree.rglob("*.py*")
        if "__pycache__" not in path.parts
    }
    return sorted(
        str(name)
        for name in names
        if not (fresh / name).exists()
        or not (committed / name).exists()
        or not filecmp.cmp(fresh / name, committed / name, shallow=False)
    )


def main(arguments: list[str]) -> int:
    """Write the stubs, or with `--check` compare; the exit status says whether they are fresh."""
    GENERATED.mkdir(exist_ok=True)
    if "--check" not in arguments:
        generate(GENERATED)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        differing = stale(Path(folder), GENERATED)
    if differing:
        sys.stderr.write("stale stubs, run `make proto`:\n" + "".join(f"  {name}\n" for name in differing))
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

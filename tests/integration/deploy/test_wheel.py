"""The packages as the image has them: built as a wheel from what it copies, and imported without the checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

from services.cli.processes import PROCESSES
from tests.paths import ROOT
from tests.unit.deploy.test_image import copied


def installed(context: Path, site: Path) -> None:
    """Install what the image copies, and nothing else of the checkout, into `site`."""
    for path in copied():
        source, target = ROOT / path, context / path
        if path.endswith(".lock"):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, target)
    options = ("-q", "--no-deps", "--no-build-isolation", "--no-compile", "--target", str(site))
    command = [sys.executable, "-m", "pip", "install", *options, "."]
    subprocess.run(command, cwd=context, check=True, timeout=300, capture_output=True)


def test_every_process_and_the_command_line_find_what_they_import(tmp_path):
    image = tmp_path / "site"
    installed(tmp_path / "context", image)
    modules = sorted({f"services.{spec.service}.__main__" for spec in PROCESSES} | {"services.cli.__main__"})
    code = (
        "import importlib, sys\n"
        f"sys.path[:] = [{str(image)!r}] + [p for p in sys.path if 'metier' not in p and p != {str(ROOT)!r}]\n"
        "sys.meta_path[:] = [each for each in sys.meta_path if 'editable' not in repr(each).lower()]\n"
        f"for name in {modules!r}:\n"
        "    module = importlib.import_module(name)\n"
        f"    assert module.__file__.startswith({str(image)!r}), module.__file__\n"
    )
    subprocess.run([sys.executable, "-P", "-c", code], cwd=image, check=True, timeout=300)

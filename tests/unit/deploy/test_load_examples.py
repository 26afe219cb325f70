"""The load scripts are programs of their languages, and call what is there."""

import re
import shutil
import subprocess

import pytest
from typer.testing import CliRunner

from services.cli.__main__ import app
from tests.paths import ROOT

LOAD = ROOT / "examples" / "load"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_script_for_k6_parses():
    script = (LOAD / "chats_k6.js").read_bytes()
    subprocess.run(["node", "--input-type=module", "--check", "-"], input=script, check=True)


def test_the_script_for_h2load_parses_and_its_options_are_those_of_the_bench():
    script = LOAD / "matcher_h2load.sh"
    subprocess.run(["sh", "-n", str(script)], check=True)
    (command,) = re.findall(r"metier (bench match [^>]+)>", script.read_text())
    told = CliRunner().invoke(app, ["bench", "match", "--help"]).stdout
    assert [option for option in re.findall(r"--[a-z-]+", command) if option not in told] == []

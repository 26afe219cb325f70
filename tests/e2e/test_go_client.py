"""A Go program with generated stubs holds a conversation over gRPC; it is built from Debian's Go sources alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from protos import client_stubs
from tests.e2e.clients import holds_a_conversation
from tests.paths import ROOT

SOURCE = ROOT / "examples" / "go" / "session.go"
DEBIAN = Path("/usr/share/gocode")
"""Where Debian's golang-*-dev packages put sources, for builds without modules."""
PACKAGES = "protoc-gen-go protoc-gen-go-grpc golang-go golang-google-grpc-dev golang-github-golang-protobuf-1-5-dev"


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    tools = ("protoc-gen-go", "protoc-gen-go-grpc", "go")
    libraries = ("google.golang.org/grpc", "google.golang.org/protobuf")
    if not all(map(shutil.which, tools)) or not all((DEBIAN / "src" / name).is_dir() for name in libraries):
        pytest.skip(f"Debian's {PACKAGES} are not all installed")
    folder = tmp_path_factory.mktemp("go")
    stubs = folder / "src" / "metier.example" / "gen"
    assert client_stubs.main(["--lang", "go", "--out", str(stubs)]) == 0
    without_modules = {**os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": f"{folder}{os.pathsep}{DEBIAN}"}
    for command in (["go", "build", "./..."], ["go", "build", "-o", folder / "session", SOURCE]):
        ran = subprocess.run(command, cwd=stubs, env=without_modules, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    return folder / "session"


def test_a_go_client_starts_a_session_and_gets_answers(suite, program):
    holds_a_conversation([program], suite.addresses.targets["orchestrator"])

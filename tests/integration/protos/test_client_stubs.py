"""Clients are generated whole with the right packages, or one sentence says why not and nothing is written."""

import shutil
import sys

import pytest

from protos import client_stubs
from protos.generate import ROOT

CONTRACTS = sorted(path.relative_to(ROOT) for path in (ROOT / "metier").rglob("*.proto"))
SERVICES = [path for path in CONTRACTS if path.stem.endswith("_service")]
GO = ("protoc-gen-go", "protoc-gen-go-grpc")
MISSING = {
    "ts": "TypeScript stubs need Node 20 or newer with npm.",
    "go": "Go stubs need protoc-gen-go and protoc-gen-go-grpc on PATH; "
    "on Debian: apt-get install protoc-gen-go protoc-gen-go-grpc",
    "java": "Java stubs need protoc and grpc_java_plugin (or protoc-gen-grpc-java) on PATH; "
    "on Debian: apt-get install protobuf-compiler protobuf-compiler-grpc-java-plugin",
}
# A plugin that writes, for every contract it is asked for, the Go package buf told it.
TELLS_PACKAGES = f"""#!{sys.executable}
import sys
from google.protobuf.compiler import plugin_pb2
asked = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
told = plugin_pb2.CodeGeneratorResponse()
for contract in asked.proto_file:
    if contract.name in asked.file_to_generate:
        told.file.add(name=contract.name + "." + sys.argv[0].split("/")[-1], content=contract.options.go_package)
sys.stdout.buffer.write(told.SerializeToString())
"""


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Put a tool on a PATH that has no other."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name, text="#!/bin/sh\nexit 1\n"):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)

    return put


def stubs(language, out, *more):
    return client_stubs.main(["--lang", language, "--out", str(out), *more])


def needs(*names):
    missing = [name for name in names if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} not installed")


def test_an_unknown_language_is_refused_with_those_that_are_known(tmp_path, capsys):
    assert stubs("cobol", tmp_path) == 2
    assert "ts|python|go|java" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "module"), [("go", "../up"), ("go", "a b"), ("java", "org/example"), ("java", "1st"), ("ts", "x")]
)
def test_a_module_that_the_language_cannot_have_is_refused(tmp_path, capsys, language, module):
    assert stubs(language, tmp_path / "out", "--module", module) == 2
    assert "go takes an import path, java a package" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("language", MISSING)
def test_a_missing_tool_is_named_in_one_sentence_and_nothing_is_written(tmp_path, capsys, language):
    assert stubs(language, tmp_path / "out") == 2
    assert capsys.readouterr().err == f"{MISSING[language]}\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("language", "present"), [*(("go", name) for name in GO), ("java", "protoc")])
def test_half_of_the_tools_is_as_good_as_none(tmp_path, capsys, tools, language, present):
    tools(present)
    assert stubs(language, tmp_path / "out") == 2
    assert capsys.readouterr().err == f"{MISSING[language]}\n"
    assert not (tmp_path / "out").exists()


def test_when_one_of_two_tools_fails_nothing_is_written(tmp_path, capsys, tools):
    tools(GO[0], TELLS_PACKAGES)
    tools(GO[1])
    assert stubs("go", tmp_path / "out") == 1
    assert "failed" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "path"), [((), "metier.example/gen"), (("--module", "company.org/app/gen"), "company.org/app/gen")]
)
def test_both_go_plugins_are_told_the_import_path_of_every_contract(tmp_path, tools, arguments, path):
    for name in GO:
        tools(name, TELLS_PACKAGES)
    assert stubs("go", tmp_path / "out", *arguments) == 0
    for contract in CONTRACTS:
        told = {(tmp_path / "out" / f"{contract}.{name}").read_text().split(";")[0] for name in GO}
        assert told == {f"{path}/{contract.parent.as_posix()}"}


def test_python_stubs_are_written(tmp_path):
    assert stubs("python", tmp_path) == 0
    assert (tmp_path / "metier" / "orchestrator" / "v1" / "chat_service_pb2_grpc.py").exists()


@needs(*GO)
def test_go_stubs_hold_messages_and_services_of_every_contract(tmp_path):
    assert stubs("go", tmp_path, "--module", "company.org/app/gen") == 0
    assert all((tmp_path / path).with_suffix(".pb.go").exists() for path in CONTRACTS)
    assert all(
        "Client interface {" in (tmp_path / path.parent / f"{path.stem}_grpc.pb.go").read_text() for path in SERVICES
    )
    session = (tmp_path / "metier" / "orchestrator" / "v1" / "session.pb.go").read_text()
    assert '"company.org/app/gen/metier/agent/v1"' in session


@needs("protoc", "grpc_java_plugin")
@pytest.mark.parametrize(
    ("arguments", "package"), [((), "metier"), (("--module", "org.example"), "org.example.metier")]
)
def test_java_stubs_hold_messages_and_services_of_every_contract(tmp_path, arguments, package):
    assert stubs("java", tmp_path, *arguments) == 0
    for path in SERVICES:
        folder = tmp_path.joinpath(*package.split("."), *path.parent.parts[1:])
        name = "".join(word.capitalize() for word in path.stem.split("_"))
        stub = (folder / f"{name}Grpc.java").read_text()
        assert stub.startswith(f"package {package}.{'.'.join(path.parent.parts[1:])};")
        assert "BlockingStub" in stub
    assert (tmp_path.joinpath(*package.split("."), "orchestrator", "v1", "TurnReply.java")).exists()

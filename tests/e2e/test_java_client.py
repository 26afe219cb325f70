"""A Java program with generated stubs holds a conversation over gRPC; it is built from Debian's jars alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from protos import client_stubs
from tests.e2e.clients import holds_a_conversation
from tests.paths import ROOT

SOURCE = ROOT / "examples" / "java" / "Session.java"
DEBIAN = Path("/usr/share/java")
"""Where Debian's lib*-java packages put their jars."""
PACKAGES = (
    "protobuf-compiler protobuf-compiler-grpc-java-plugin default-jdk-headless libgrpc-java libprotobuf-java "
    "libnetty-java libguava-java libperfmark-java libgoogle-gson-java libgeronimo-annotation-1.3-spec-java"
)
GRPC = ("grpc-api", "grpc-context", "grpc-core", "grpc-netty", "grpc-protobuf", "grpc-protobuf-lite", "grpc-stub")
NETTY = ("buffer", "codec", "codec-http", "codec-http2", "codec-socks", "common", "handler", "handler-proxy")
NEEDED = ("protobuf", "guava", "perfmark-api", "perfmark-impl", "gson", "geronimo-annotation-1.3-spec")
JARS = [*GRPC, *(f"netty-{name}" for name in (*NETTY, "resolver", "transport")), *NEEDED]


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    jars = [DEBIAN / f"{name}.jar" for name in JARS]
    tools = ("protoc", "grpc_java_plugin", "javac", "java")
    if not all(map(shutil.which, tools)) or not all(jar.exists() for jar in jars):
        pytest.skip(f"Debian's {PACKAGES} are not all installed")
    folder = tmp_path_factory.mktemp("java")
    assert client_stubs.main(["--lang", "java", "--out", str(folder / "stubs")]) == 0
    classes = os.pathsep.join(map(str, [folder / "classes", *jars]))
    sources = [*sorted((folder / "stubs").rglob("*.java")), SOURCE]
    build = ["javac", "-encoding", "UTF-8", "-nowarn", "-d", folder / "classes", "-cp", classes, *sources]
    compiled = subprocess.run(build, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stderr
    return ["java", "-cp", classes, "Session"]


def test_a_java_client_starts_a_session_and_gets_answers(suite, command):
    holds_a_conversation(command, suite.addresses.targets["orchestrator"])

"""Mutual TLS between services, and TLS to Redis, with the certificates `metier certs` writes."""

import asyncio
import os
import socket
import ssl
import sys
from pathlib import Path

import grpc
import httpx
import pytest
from cryptography import x509

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2_grpc as rpc
from services.cli import certs
from services.cli.processes import free_port
from services.shared import errors
from services.shared.runtime import channels
from services.shared.runtime.redis import is_up, open_redis
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings
from tests.contract.runtime.test_calls import METHODS, Echo

REQUEST = pb.EchoRequest(payload=b"x")


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ours")
    certs.write(folder, 1)
    return folder


def register(server: grpc.aio.Server) -> None:
    rpc.add_OnetMatchServiceServicer_to_server(Echo(), server)


async def called(target: str, settings: ServiceSettings) -> str:
    async with channels.connect(target, settings) as channel:
        try:
            return (await rpc.OnetMatchServiceStub(channel).Echo(REQUEST, timeout=3)).payload.decode()
        except (errors.Unavailable, errors.DeadlineExceeded) as error:
            return error.reason


async def test_only_who_shows_a_certificate_of_our_authority_is_answered(ours, tmp_path):
    certs.write(tmp_path, 1)  # an authority of somebody else's
    own = ServiceSettings(tls_dir=str(ours))
    async with listen("onet_match", own, register, METHODS) as door:
        assert await called(door.target, own) == "x"
        assert await called(door.target, ServiceSettings()) == "SERVICE_DOWN"
        assert await called(door.target, ServiceSettings(tls_dir=str(tmp_path))) == "SERVICE_DOWN"
        trusting = grpc.ssl_channel_credentials((ours / "ca.crt").read_bytes())
        async with grpc.aio.secure_channel(door.target, trusting) as nameless:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await rpc.OnetMatchServiceStub(nameless).Echo(REQUEST, timeout=3)
            assert refused.value.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


def serial(address: str, folder: Path) -> int:
    host, _, port = address.rpartition(":")
    context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    context.set_alpn_protocols(["h2"])
    with context.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host) as line:
        return x509.load_der_x509_certificate(line.getpeercert(binary_form=True) or b"").serial_number


async def test_a_server_shows_a_new_certificate_without_a_restart(tmp_path):
    certs.write(tmp_path, 1)
    authority = (tmp_path / "ca.crt").read_bytes()
    own = ServiceSettings(tls_dir=str(tmp_path))
    async with listen("onet_match", own, register, METHODS) as door:
        before = await asyncio.to_thread(serial, door.target, tmp_path)
        certs.write(tmp_path, 1)
        after = await asyncio.to_thread(serial, door.target, tmp_path)
        assert before != after
        assert (tmp_path / "ca.crt").read_bytes() == authority
        assert await called(door.target, own) == "x"


def test_keys_are_their_owners_alone_and_the_authority_signs_nothing_but_certificates(ours):
    assert {path.stat().st_mode & 0o777 for path in ours.iterdir()} == {0o600}
    leaf, authority = (x509.load_pem_x509_certificate((ours / name).read_bytes()) for name in ("tls.crt", "ca.crt"))
    leaf.verify_directly_issued_by(authority)
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    assert {"localhost", "onet-match", "orchestrator.metier.svc.cluster.local"} <= set(names)


async def test_two_services_of_the_suite_speak_over_it(ours, tmp_path, redis_url):
    """The edge sees the actions service; without a certificate it does not."""
    ports = {"actions": free_port(0), "sealed": free_port(0), "plain": free_port(0)}
    shared = {**os.environ, "METIER_HOME": str(tmp_path), "METIER_REDIS_URL": redis_url}
    shared |= {"METIER_TARGET_ACTIONS": f"127.0.0.1:{ports['actions']}", "METIER_LOG_LEVEL": "error"}
    started = []
    for name, service, folder in (("actions", "actions", ours), ("sealed", "edge", ours), ("plain", "edge", "")):
        environment = shared | {"METIER_BIND": f"127.0.0.1:{ports[name]}", "METIER_TLS_DIR": str(folder)}
        started.append(
            await asyncio.create_subprocess_exec(sys.executable, "-m", f"services.{service}", env=environment)
        )
    try:
        async with asyncio.timeout(60):
            while await seen(ports["sealed"]) != "serving":
                await asyncio.sleep(0.2)
        assert await seen(ports["plain"]) == "not serving"
    finally:
        for process in started:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in started))


async def seen(port: int) -> str:
    async with httpx.AsyncClient(timeout=5) as http:
        try:
            return str((await http.get(f"http://127.0.0.1:{port}/readyz")).json()["services"]["actions"])
        except httpx.TransportError:
            return "nobody"


async def test_redis_is_reached_over_tls_with_our_certificate_and_not_without(ours, redis_url, tmp_path):
    """The server of the tests has no TLS of its own: a proxy that asks for a certificate ends it in front."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours / "tls.crt", ours / "tls.key")
    context.load_verify_locations(ours / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_unix_connection(redis_url.removeprefix("unix://").partition("?")[0])
        await asyncio.gather(pump(reader, behind[1]), pump(behind[0], writer), return_exceptions=True)

    proxy = await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context)
    certs.write(tmp_path, 1)
    url = f"rediss://127.0.0.1:{proxy.sockets[0].getsockname()[1]}/0"
    async with proxy:
        for folder, is_reached in ((ours, True), (tmp_path, False)):
            client = open_redis(ServiceSettings(redis_url=url, tls_dir=str(folder), tls_redis=True))
            assert await is_up(client) is is_reached
            await client.aclose()

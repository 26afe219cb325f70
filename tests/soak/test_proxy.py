"""The network that misbehaves does what it is told, and nothing else."""

import asyncio
import contextlib

import pytest

from tests.fakes.proxy import TO_CLIENT, TO_SERVER, Cut, Proxy

SOON_S = 0.1


class Echo:
    """A server that sends back what it gets."""

    async def __aenter__(self) -> str:
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return "{}:{}".format(*self.server.sockets[0].getsockname())

    async def __aexit__(self, *error: object) -> None:
        self.server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(1024):
                writer.write(piece)
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def line(watch=None):
    """A proxy before an echo, and a connection through it."""
    async with Echo() as target, Proxy(target, watch) as proxy:
        host, _, port = proxy.address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            yield proxy, reader, writer
        finally:
            writer.transport.abort()


async def said(reader, writer, text=b"hello") -> bytes:
    writer.write(text)
    return await asyncio.wait_for(reader.readexactly(len(text)), 5)


async def is_silent(reader) -> bool:
    try:
        await asyncio.wait_for(reader.read(1), SOON_S)
    except TimeoutError:
        return True
    return False


async def test_what_is_said_comes_back():
    async with line() as (proxy, reader, writer):
        assert await said(reader, writer) == b"hello"
        assert proxy.passed == {TO_SERVER: 5, TO_CLIENT: 5}


async def test_late_data_comes_late():
    async with line() as (proxy, reader, writer):
        proxy.delay_s = 0.1
        begun = asyncio.get_running_loop().time()
        await said(reader, writer)
        assert asyncio.get_running_loop().time() - begun >= 0.2


async def test_sliced_data_comes_whole_in_small_pieces():
    sizes = []

    async def watch(_way, piece, _connection):
        sizes.append(len(piece))

    async with line(watch) as (proxy, reader, writer):
        proxy.slice(2)
        await said(reader, writer)  # the reads that wait already are as large as before
        sizes.clear()
        assert await said(reader, writer, b"once more") == b"once more"
        assert max(sizes) == 2


@pytest.mark.parametrize("way", [TO_SERVER, TO_CLIENT])
async def test_what_a_one_way_hole_swallows_comes_after_it_is_healed(way):
    async with line() as (proxy, reader, writer):
        proxy.hold(way)
        writer.write(b"hello")
        assert await is_silent(reader)
        assert (proxy.passed[TO_SERVER] > 0) is (way == TO_CLIENT)
        await proxy.heal()
        assert await asyncio.wait_for(reader.readexactly(5), 5) == b"hello"


async def test_what_is_dropped_never_comes_and_its_connection_is_reset():
    async with line() as (proxy, reader, writer):
        proxy.drop()
        writer.write(b"hello")
        assert await is_silent(reader)
        await proxy.heal()
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 5)


async def test_a_connection_is_reset_after_so_many_bytes():
    async with line() as (proxy, reader, writer):
        proxy.reset_after(8)
        await said(reader, writer)
        writer.write(b"again")
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 5)


async def test_a_half_closed_connection_ends_for_the_reader_only():
    async with line() as (proxy, reader, writer):
        await said(reader, writer)
        proxy.half_close()
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.write(b"still there")
        await asyncio.sleep(SOON_S)
        assert proxy.passed[TO_SERVER] == len(b"hellostill there")


async def test_who_watches_may_cut():
    async def watch(way, piece, _connection):
        if way == TO_SERVER and b"bad" in piece:
            raise Cut

    async with line(watch) as (_, reader, writer):
        await said(reader, writer)
        writer.write(b"bad")
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 5)

"""Work beside a service: it is told when it fails, and nothing goes on without it."""

import asyncio

import pytest

from services.shared.runtime.background import beside


async def fails():
    raise KeyError("what somebody wrote")


async def waits():
    await asyncio.Event().wait()


async def ends():
    return


async def test_work_that_fails_ends_the_block_and_is_logged_without_its_text(capfd):
    with pytest.raises(ExceptionGroup) as failure:
        async with asyncio.timeout(5), beside(index=fails()):
            await asyncio.Event().wait()
    assert [type(error) for error in failure.value.exceptions] == [KeyError]
    logged = "".join(capfd.readouterr())
    assert "background work failed" in logged
    assert "index" in logged
    assert "what somebody wrote" not in logged


async def test_work_that_is_done_lets_the_block_go_on():
    async with beside(models=ends()):
        await asyncio.sleep(0.01)


async def test_work_ends_with_the_block():
    ended = asyncio.Event()

    async def works():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with beside(works=works()):
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_an_error_of_the_block_itself_is_what_is_raised():
    with pytest.raises(ValueError, match="own"):
        async with beside(works=waits()):
            raise ValueError("own")


async def test_work_ends_with_the_block_though_its_client_library_swallows_the_first_cancellation():
    swallowed = []

    async def stubborn():
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError as error:
                if swallowed:
                    raise
                swallowed.append(error)

    async with asyncio.timeout(5), beside(works=stubborn()):
        await asyncio.sleep(0)
    assert len(swallowed) == 1

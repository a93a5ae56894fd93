"""What tests of several parts use."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres_server import database, postgres  # noqa: F401  fixtures

if TYPE_CHECKING:
    from aiohttp import web

# a slow machine is no fault of what is tested
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture
def open_app() -> Iterator[Callable[["web.Application"], str]]:
    """Serve an aiohttp application from a thread, on a free port of loopback; gives its address."""
    from aiohttp import web

    from components.shared.web_server import FAILURE, STOP

    closers: list[Callable[[], None]] = []

    def start(app: web.Application) -> str:
        loop = asyncio.new_event_loop()
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)

        async def listen() -> int:
            app[STOP], app[FAILURE] = asyncio.Event(), []
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return int(runner.addresses[0][1])

        port = loop.run_until_complete(listen())
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        def close() -> None:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

        closers.append(close)
        return f"http://127.0.0.1:{port}"

    yield start
    for close in reversed(closers):
        close()

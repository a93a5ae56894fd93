"""What our two HTTP servers share: errors in OpenAI's form, checked bodies, a start and an end that others can rely on.

Only the model server and the gateway import this module; nothing else needs aiohttp.
"""

import argparse
import asyncio
import errno
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

from components.shared.errors import EXIT_CODES, BadInput, TryAgain

MAX_BODY_BYTES = 256 * 1024
SECONDS_TO_FINISH = 5.0

Body = TypeVar("Body", bound=BaseModel)

STOP = web.AppKey("stop", asyncio.Event)
FAILURE = web.AppKey("failure", list[Exception])

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """An answer that says no, with the body that OpenAI's clients understand."""

    def __init__(self, status: int, message: str, *, kind: str = "", param: str | None = None, code: str | None = None):
        super().__init__(message)
        self.status = status
        self.headers: dict[str, str] = {}
        self.error = {"message": message, "type": kind or _kind(status), "param": param, "code": code}

    def response(self) -> web.Response:
        """The whole answer."""
        return web.json_response({"error": self.error}, status=self.status, headers=self.headers)


def too_busy(retry_after_seconds: int) -> ApiError:
    """The queue is full: come back later."""
    error = ApiError(429, "too many requests are waiting; try again later", code="rate_limit_exceeded")
    error.headers["Retry-After"] = str(retry_after_seconds)
    return error


def _kind(status: int) -> str:
    kinds = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
    return kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")


def parse_json(text: str | bytes) -> Any:
    """JSON from outside.

    Raises:
        ValueError: It is none, too deep, or holds what no file takes: NaN, half of a surrogate pair.
    """
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error leaves in OpenAI's form, also those of aiohttp itself; what we did not foresee is logged."""
    try:
        return await handler(request)
    except ApiError as error:
        return error.response()
    except web.HTTPRequestEntityTooLarge:
        return ApiError(413, f"the request is larger than {MAX_BODY_BYTES} bytes", code="request_too_large").response()
    except web.HTTPException as error:
        return ApiError(error.status, f"{request.method} {request.path}: {error.reason}").response()
    except TryAgain as error:
        return ApiError(503, str(error)).response()
    except ConnectionError:  # the caller is gone: nobody reads an answer
        raise
    except Exception:  # the last line of a server: the caller gets a 500, the operator the traceback
        logger.exception("%s %s failed", request.method, request.path)
        return ApiError(500, "the server failed on this request").response()


async def json_object(request: web.Request) -> dict[str, Any]:
    """The request's body as an object."""
    try:
        body = parse_json(await request.read())
    except ValueError as error:
        raise ApiError(400, f"the body is not JSON: {error}", code="invalid_json") from error
    if not isinstance(body, dict):
        raise ApiError(400, "the body must be a JSON object", code="invalid_json")
    return body


def checked(model: type[Body], values: dict[str, Any]) -> Body:
    """The values as a request; the first wrong field is named."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise ApiError(400, f"{place}: {first['msg']}", param=place, code="invalid_value") from error


def add_server_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every server."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0: any free one (default)")
    parser.add_argument("--port-file", type=Path, help="write the port here once it is open")
    parser.add_argument("--end-with-stdin", action="store_true", help="end when standard input closes")


def run_server(app: web.Application, arguments: argparse.Namespace) -> int:
    """Serve until a signal, or until the parent is gone.

    Returns:
        The exit code.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        asyncio.run(_serve(app, arguments))
    except tuple(EXIT_CODES) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_CODES[type(error)]
    return 0


def stop_with(app: web.Application, error: Exception) -> None:
    """End the server because of this error."""
    app[FAILURE].append(error)
    app[STOP].set()


async def _serve(app: web.Application, arguments: argparse.Namespace) -> None:
    app[STOP] = stop = asyncio.Event()
    app[FAILURE] = []
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if arguments.end_with_stdin:
        loop.add_reader(sys.stdin.fileno(), _on_stdin, stop)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SECONDS_TO_FINISH, handler_cancellation=True)
    await runner.setup()
    try:
        await _listen(runner, arguments)
        await stop.wait()
    finally:
        await runner.cleanup()
    if app[FAILURE]:
        raise app[FAILURE][0]


async def _listen(runner: web.AppRunner, arguments: argparse.Namespace) -> None:
    try:
        await web.TCPSite(runner, arguments.host, arguments.port).start()
    except (OSError, OverflowError) as error:
        raise _cannot_listen(arguments, error) from error
    port = runner.addresses[0][1]
    logger.info("listening on %s:%s", arguments.host, port)
    if arguments.port_file:
        partial = arguments.port_file.with_name(arguments.port_file.name + ".partial")
        partial.write_text(str(port))
        os.replace(partial, arguments.port_file)


def _cannot_listen(arguments: argparse.Namespace, error: Exception) -> Exception:
    place = f"cannot listen on {arguments.host}:{arguments.port}"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return TryAgain(f"{place}: the port is busy; free it or choose another with --port (0 takes any free one)")
    return BadInput(f"{place}: {error}; give an address of this machine with --host and a free port with --port")


def _on_stdin(stop: asyncio.Event) -> None:
    # nothing is ever sent: readable means that the parent closed it or is dead
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()

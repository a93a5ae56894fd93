"""A server that answers as the API of Kubeflow Pipelines 2.17 does, over real HTTP, and fails when told to.

Errors are written as the real one writes them: those of gRPC's gateway beside those of the upload handler.
"""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.kfp_objects import Fault, KfpServer, Object, Refuse, routed, state

CODES = {400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 500: 13, 503: 14}


@contextmanager
def kfp_server(**options: Any) -> Iterator[KfpServer]:
    """A server on a free port of loopback, for the length of a block."""
    server = KfpServer(**options)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(_application(server), shutdown_timeout=0.2)

    async def listen() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

    loop.run_until_complete(listen())
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _application(server: KfpServer) -> web.Application:
    app = web.Application(client_max_size=64 * 2**20)

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        asked = f"{request.method} {request.path.removeprefix('/apis/v2beta1')}"
        server.asked.append(asked)
        server.tokens.append(request.headers.get("Authorization", ""))
        server.before(asked)
        fault = next((fault for fault in server.faults if fault.fits(request)), None)
        if fault is not None:
            fault.fired += 1
        response = await _faulty(server, request, body, fault)
        server.after(asked)
        return response

    app.router.add_route("*", "/{path:.*}", answer)
    return app


async def _body(request: web.Request) -> Object:
    if request.content_type == "multipart/form-data":
        fields = await request.post()
        upload = fields["uploadfile"]
        assert isinstance(upload, web.FileField)
        return {"file": upload.file.read().decode(), "filename": upload.filename}
    text = await request.text()
    body: Object = json.loads(text) if text else {}
    return body


async def _faulty(server: KfpServer, request: web.Request, body: Object, fault: Fault | None) -> web.StreamResponse:
    kind = fault.kind if fault else ""
    if kind == "slow":
        await asyncio.sleep(server.slow_seconds)
    if kind == "raced":
        _handled(server, request, json.loads(json.dumps(body)))
    if kind in ("", *Fault.PASSING):
        response = _handled(server, request, body)
        if kind == "failed after":
            return _error(500, "the database went away")
        if kind != "lost":
            return response
    if kind in ("lost", "dropped"):
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    return _misbehaving(kind)


def _misbehaving(kind: str) -> web.Response:
    if kind == "html":
        return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")
    if kind == "redirect":
        return web.Response(status=302, headers={"Location": "/dex/auth?client_id=kubeflow"})
    if kind == "garbage":
        return web.json_response({"pipeline_id": {"no": "text"}, "recurringRuns": [{"no": "identifier"}]})
    if kind == "page of another encoding":
        return web.Response(status=502, body="Плохой шлюз".encode("cp1251"), content_type="text/html")
    return _error(int(kind), "told to fail")


def _error(status: int, message: str) -> web.Response:
    code = CODES.get(status, 2)
    return web.json_response({"error": message, "code": code, "message": message, "details": []}, status=status)


def _handled(server: KfpServer, request: web.Request, body: Object) -> web.Response:
    path = request.path.removeprefix("/apis/v2beta1")
    if path == request.path:
        return web.Response(status=404, text="404 page not found\n")
    known = not server.token or request.headers.get("Authorization") == f"Bearer {server.token}"
    if not known and path != "/healthz":  # health is told to everybody
        return _error(401, "Request header error: there is no valid user identity")
    before = state(server)
    try:
        answer = routed(server, request.method, path.strip("/").split("/"), request.query, body)
    except Refuse as refused:
        if "file" in body:  # the upload handler writes errors of its own kind
            return web.json_response(
                {"error_message": refused.message, "error_details": refused.message}, status=refused.status
            )
        return _error(refused.status, refused.message)
    server.changes += state(server) != before
    return web.json_response(answer)

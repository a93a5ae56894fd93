"""Open the gateway of one model: ``python -m components.gateway --name NAME --upstream VERSION=URL``."""

import argparse
import ipaddress
import json
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from components.gateway.app import make_app
from components.gateway.callers import Callers, Either, TokenCallers, one_key, read_keys
from components.gateway.feedback import open_door
from components.gateway.routing import Routes
from components.gateway.settings import FEWEST_ENTRIES, MOST_ENTRIES, GatewaySettings
from components.shared.context import open_finder
from components.shared.environment import (
    ca_bundle,
    gateway_key,
    gateway_keys_file,
    object_store_url,
    oidc_audience,
    oidc_issuer,
    oidc_team_claim,
    ratings_url,
)
from components.shared.errors import EXIT_CODES, BadInput
from components.shared.object_store import open_object_store
from components.shared.ratings import open_ratings
from components.shared.registry import Registry
from components.shared.web_server import add_server_arguments, run_server


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal.

    Returns:
        The exit code.
    """
    options = _parser().parse_args(arguments)
    try:
        app = _app(options)
    except tuple(EXIT_CODES) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_CODES[type(error)]
    return run_server(app, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.gateway", description=__doc__)
    parser.add_argument("--name", required=True, help="name of the model: the alias that callers ask for")
    parser.add_argument("--store", default=object_store_url(), help="object store with the split (BSL_OBJECT_STORE)")
    parser.add_argument("--ratings", default=ratings_url(), help="where answers and ratings are kept (BSL_RATINGS)")
    upstreams = parser.add_mutually_exclusive_group(required=True)
    upstreams.add_argument("--upstream", action="append", metavar="VERSION=URL", help="a model server; repeat for each")
    upstreams.add_argument(
        "--upstreams-file", type=Path, help="JSON of version and address; read again when it changes"
    )
    parser.add_argument(
        "--context-index",
        type=Path,
        metavar="FILE",
        help="tell the model names of this configuration that fit the task; `bsl context build` writes the file",
    )
    parser.add_argument(
        "--context-entries",
        type=int,
        default=GatewaySettings().context_entries,
        metavar="N",
        help=f"names that a task is told, {FEWEST_ENTRIES} to {MOST_ENTRIES} (default: %(default)s); a request may ask "
        'for others: "context": {"entries": 60}',
    )
    add_server_arguments(parser)
    return parser


def _app(options: argparse.Namespace) -> web.Application:
    callers = _callers()
    if callers is None and not _is_loopback(options.host):
        raise BadInput(
            f"--host {options.host} can be reached from other machines: set a key in BSL_GATEWAY_KEY (or "
            "BSL_GATEWAY_KEYS, BSL_OIDC_ISSUER), or listen on 127.0.0.1"
        )
    store = open_object_store(options.store)
    registry = Registry(store, options.name)
    routes = Routes(options.name, registry.split, _upstreams(options))
    finder = open_finder(options.context_index) if options.context_index else None
    settings = GatewaySettings(context_entries=_entries(options.context_entries))
    ratings = open_ratings(options.ratings)
    return make_app(routes, ratings, open_door(store, options.name, callers), settings, finder)


def _callers() -> Callers | None:
    """Who is let in, by everything that is set; None: nothing is."""
    key, keys, issuer = gateway_key(), gateway_keys_file(), oidc_issuer()
    kinds: list[Callers] = [one_key(key)] if key else []
    if keys:
        kinds.append(read_keys(keys))
    if issuer:
        if not oidc_audience():
            raise BadInput("BSL_OIDC_ISSUER is set and BSL_OIDC_AUDIENCE is not: tokens for others would be taken")
        kinds.append(TokenCallers(issuer, oidc_audience(), oidc_team_claim(), ca_bundle()))
    return Either(tuple(kinds)) if kinds else None


def _entries(count: int) -> int:
    if not FEWEST_ENTRIES <= count <= MOST_ENTRIES:
        raise BadInput(f"--context-entries {count}: models are trained with {FEWEST_ENTRIES} to {MOST_ENTRIES} names")
    return count


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _upstreams(options: argparse.Namespace) -> Callable[[], dict[str, str]]:
    if options.upstreams_file:
        path: Path = options.upstreams_file
        return lambda: {str(version): str(url) for version, url in json.loads(path.read_bytes()).items()}
    pairs = [upstream.partition("=") for upstream in options.upstream]
    for version, _, url in pairs:
        if not version or not url.startswith(("http://", "https://")):
            raise BadInput(f"--upstream {version}={url}: give it as VERSION=URL, as in v1=http://127.0.0.1:8001")
    table = {version: url.rstrip("/") for version, _, url in pairs}
    return lambda: table


if __name__ == "__main__":
    sys.exit(main())

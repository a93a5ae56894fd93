"""Serves what is deployed: a model server for each version of the split, and a gateway in front.

A change of the split takes effect at once. Ctrl-C ends everything.

Example:
  bsl serve
  bsl serve --port 0
  BSL_GATEWAY_KEY=... bsl serve --host 0.0.0.0
  bsl serve --context-index erp.bslc        tell the model names of your configuration that fit each task
"""

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from components.gateway.settings import GatewaySettings
from components.shared.errors import BadInput
from components.shared.settings import NamedModelSettings

if TYPE_CHECKING:
    from pipelines.serving import Supervisor

DEFAULT_PORT = 8400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port; 0: any free one (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address; others than loopback need BSL_GATEWAY_KEY")
    parser.add_argument(
        "--context-index", type=Path, metavar="FILE", help="names of a configuration, written by `bsl context build`"
    )
    parser.add_argument(
        "--context-entries",
        type=int,
        default=GatewaySettings().context_entries,
        metavar="N",
        help="how many of them a task is told, 20 to 80 (default: %(default)s); a request may ask for others: "
        '"context": {"entries": 60}',
    )
    parser.add_argument("--name", default=NamedModelSettings().name, help="name of the model (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or a signal."""
    from pipelines.serving import Supervisor

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    listen = {"host": arguments.host, "port": arguments.port}
    index: Path | None = arguments.context_index
    if index is not None and not index.is_file():
        raise BadInput(f"{index}: no such file; write it with `bsl context build`")
    context = (index, arguments.context_entries) if index else None
    with Supervisor(arguments.name, **listen, progress=tell, context=context) as supervisor:
        try:
            print(_how_to_ask(supervisor), flush=True)
            while (failure := supervisor.failure()) is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            print("\nstopping", flush=True)
            return 0
        raise failure


def tell(doing: str, done: int = 0, total: int | None = None) -> None:
    """Say what is being started, each thing once."""
    global _told
    if doing != _told:
        print(f"{doing} …", file=sys.stderr, flush=True)
    _told = doing


_told = ""


def _how_to_ask(supervisor: "Supervisor") -> str:
    name, address = supervisor.name, supervisor.address
    body = f'{{"model": "{name}", "messages": [{{"role": "user", "content": "Напиши функцию"}}]}}'
    return f"""\
{address}  {name}
{supervisor.describe()}

bsl ask "Напиши функцию …" --url {address}
curl {address}/v1/chat/completions -H "Content-Type: application/json" -d '{body}'
openai.OpenAI(base_url="{address}/v1", api_key="...").chat.completions.create(model="{name}", messages=[...])
rate: POST {address}/feedback {{"answer_id": "...", "user": "...", "user_rating": 1-5, "issues": []}}

logs: {supervisor.folder}
Ctrl-C ends it."""

"""Serve one model: ``python -m components.model_server --model FOLDER --served-name NAME``."""

import argparse
import sys
from pathlib import Path

from components.model_server.app import make_app
from components.model_server.engine import ModelEngine
from components.shared.web_server import add_server_arguments, run_server


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m components.model_server", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder with the model")
    # the second spelling is vLLM's: a serving slot says the same to either server
    names = ("--served-name", "--served-model-name")
    parser.add_argument(
        *names, action="extend", nargs="+", required=True, help="names it answers to, the own one first"
    )
    add_server_arguments(parser)
    options = parser.parse_args(arguments)
    return run_server(make_app(options.served_name, lambda: ModelEngine(options.model)), options)


if __name__ == "__main__":
    sys.exit(main())

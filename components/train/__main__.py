"""The process of a TrainJob: ``python -m components.train PREFIX``. Inputs and outcome lie below the prefix."""

import argparse
import logging
import sys

from components.shared.environment import object_store_url
from components.shared.object_store import open_object_store
from components.train.trainjob.trainer import train_for_a_step


def main() -> int:
    """Train what lies in the object store."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m components.train", description="Train what a step has handed over")
    parser.add_argument("prefix", help="folder of the object store, ending in /")
    parser.add_argument("--silence-seconds", type=float, required=True, help="stop when nobody waited for so long")
    arguments = parser.parse_args()
    train_for_a_step(open_object_store(object_store_url()), arguments.prefix, arguments.silence_seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())

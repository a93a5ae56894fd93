"""Writes the pair of keys that releases are signed and checked with.

The private key goes to the stage that registers models (BSL_SIGNING_KEY), the public one to everything that serves
them (BSL_VERIFICATION_KEY). A laptop makes a pair by itself; a cluster is given one.

Example:
  bsl keys make --output keys
  kubectl create secret generic bsl-signing --from-file=private_key=keys/signing.pem
  kubectl create configmap bsl-verification --from-file=public_key=keys/verification.pem
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument("action", choices=("make",), help="make: write a new pair; a pair that is there is kept")
    parser.add_argument("--output", type=Path, default=Path("keys"), help="folder (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Write the pair and say where it lies."""
    from components.shared.release import make_keys

    signing, verification = make_keys(arguments.output)
    print(f"private key: {signing} (keep it secret; whoever has it decides what is served)")
    print(f"public key: {verification}")
    return 0

"""The object store on a cluster: a bucket with one policy and key pair per role.

Examples (with the keys of the server's owner in BSL_S3_ACCESS_KEY and BSL_S3_SECRET_KEY, or BSL_S3_KEYS=FOLDER):
  export BSL_OBJECT_STORE='s3://bsl-foundry?endpoint=https://s3.example.com'
  bsl object-store setup --keys ~/bsl-keys                 bucket, versions, expiry, policies; ~/bsl-keys/ROLE/
  bsl object-store setup --keys ~/bsl-keys --rotate train  a new pair; the old one works until it is revoked
  bsl object-store setup --secrets manifests/overlays/local/secrets.env
                                                     the pairs that manifests/make_secrets.py has made
  bsl object-store revoke bsl-train-1a2b3c           makes a pair useless
  bsl object-store setup --no-users                  only the bucket: servers without MinIO's administration
  bsl object-store check                             whether it answers, and keeps the conditions of writes

Run again, it changes nothing. Each folder of keys becomes a secret:
  kubectl -n bsl-foundry create secret generic bsl-object-store-train --from-file=$HOME/bsl-keys/train
exit codes: 0 done, 1 the server cannot be relied on, 2 bad input, 75 the server is away or busy
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from components.shared.environment import object_store_url
from components.shared.errors import BadInput

if TYPE_CHECKING:
    from components.shared.object_store.s3_address import S3Address

POLICIES = Path("manifests/object-store/policies")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    doings = parser.add_subparsers(dest="doing", metavar="setup|check|revoke", required=True)
    setup = doings.add_parser("setup", help="make the bucket, and a policy and a key pair for each role")
    setup.add_argument("--keys", type=Path, metavar="FOLDER", help="where key pairs are kept, one folder per role")
    setup.add_argument("--secrets", type=Path, metavar="FILE", help="take the pairs of manifests/make_secrets.py")
    setup.add_argument("--policies", type=Path, default=POLICIES, metavar="FOLDER", help=f"(default: {POLICIES})")
    setup.add_argument("--rotate", action="append", default=[], metavar="ROLE", help="make a new pair for this role")
    setup.add_argument("--no-users", action="store_true", help="only the bucket")
    setup.add_argument("--checkpoints-days", type=int, metavar="N", help="how long checkpoints are kept (default: 14)")
    doings.add_parser("check", help="say whether it answers, and keeps the conditions of writes")
    revoke = doings.add_parser("revoke", help="make a key pair useless")
    revoke.add_argument("access_key", metavar="ACCESS_KEY")


def run(arguments: argparse.Namespace) -> int:
    """Set up, check, or revoke."""
    from components.shared.object_store.s3_address import S3Address

    address = S3Address.parse(object_store_url())
    doing = {"setup": _set_up, "check": _check, "revoke": _revoke}[arguments.doing]
    return doing(arguments, address)


def _set_up(arguments: argparse.Namespace, address: "S3Address") -> int:
    from components.shared.object_store.administration import Administration, Retention, read_policies

    policies = {} if arguments.no_users else read_policies(arguments.policies)
    if unknown := sorted(set(arguments.rotate) - set(policies)):
        raise BadInput(f"--rotate: no policy for {', '.join(unknown)}; known: {', '.join(policies) or 'none'}")
    pairs = _pairs(arguments, list(policies))
    days = arguments.checkpoints_days
    administration = Administration(address)
    for change in administration.make_bucket(Retention() if days is None else Retention(checkpoints=days)):
        print(change)
    for role, policy in policies.items():
        administration.make_role(role, policy, pairs[role])
        print(f"{role:10} {pairs[role][0]}")
    print(f"{address}: ready")
    return 0


def _pairs(arguments: argparse.Namespace, roles: list[str]) -> dict[str, tuple[str, str]]:
    from components.shared.object_store.administration import pair_in_folder, pairs_in_file

    if arguments.secrets is not None:
        if arguments.rotate:
            raise BadInput("--rotate: change the pair in the file of --secrets, or use --keys")
        return pairs_in_file(arguments.secrets, roles)
    if roles and arguments.keys is None:
        raise BadInput("name where key pairs are kept, with --keys or --secrets, or give --no-users")
    return {role: pair_in_folder(role, arguments.keys / role, role in arguments.rotate) for role in roles}


def _check(arguments: argparse.Namespace, address: "S3Address") -> int:
    from components.shared.object_store.administration import check_conditions
    from components.shared.object_store.s3 import S3Store

    check_conditions(S3Store(address))
    print(f"{address}: answers, and keeps the conditions of writes")
    return 0


def _revoke(arguments: argparse.Namespace, address: "S3Address") -> int:
    from components.shared.object_store.administration import Administration

    Administration(address).revoke(arguments.access_key)
    print(f"{arguments.access_key}: revoked")
    return 0

"""A bucket with its roles: versioning, what is removed by itself, and one policy and key pair per role.

The bucket is made over S3; users and policies are made by MinIO's own interface. Other servers have tools of their own
for these, which take the same policies.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from minio import Minio, MinioAdmin
from minio.commonconfig import ENABLED, Filter
from minio.credentials.providers import Provider
from minio.error import MinioAdminException, S3Error
from minio.lifecycleconfig import (
    AbortIncompleteMultipartUpload,
    Expiration,
    LifecycleConfig,
    NoncurrentVersionExpiration,
    Rule,
)
from minio.versioningconfig import VersioningConfig

from components.shared.errors import BadInput, Refused
from components.shared.object_store.local_files import write_whole
from components.shared.object_store.s3 import S3Store
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_calls import KeysOfEnvironment, S3Calls
from components.shared.object_store.s3_connections import Limits, pool_manager
from components.shared.object_store.s3_faults import FAULTS, understood
from components.shared.object_store.store import Conflict

Result = TypeVar("Result")
Pair = tuple[str, str]  # access key, secret key
SHIPPED_BUCKET = "bsl-foundry"  # that the shipped policies name
OUR_RULES = "bsl-"


@dataclass(frozen=True, slots=True)
class Retention:
    """What the bucket removes by itself, in days."""

    checkpoints: int = 14
    former_versions: int = 30  # of objects that were deleted or overwritten: so long a mistake can be undone
    unfinished_uploads: int = 1


class Administration:
    """The server as its owner sees it; every call may be repeated and changes nothing the second time."""

    def __init__(self, address: S3Address, keys: Provider | None = None, limits: Limits | None = None) -> None:
        self._keys = keys or KeysOfEnvironment()
        self._address = address
        self._limits = limits or Limits()
        self._calls = S3Calls(address, self._limits, self._keys)

    def make_bucket(self, retention: Retention) -> list[str]:
        """Make the bucket as it shall be; gives what was changed, in words."""
        bucket, done = self._address.bucket, []
        if not self._calls(lambda client: client.bucket_exists(bucket)):
            self._calls(lambda client: _make_bucket(client, bucket))
            done.append(f"made the bucket {bucket}")
        if self._calls(lambda client: client.get_bucket_versioning(bucket)).status != ENABLED:
            self._calls(lambda client: client.set_bucket_versioning(bucket, VersioningConfig(ENABLED)))
            done.append("versions are kept: what was deleted or overwritten can be brought back")
        found = self._calls(lambda client: client.get_bucket_lifecycle(bucket))
        rules = list(found.rules) if found else []
        wanted = [rule for rule in rules if not (rule.rule_id or "").startswith(OUR_RULES)] + self._rules(retention)
        if sorted(map(_shown, rules)) != sorted(map(_shown, wanted)):
            self._set_rules(wanted)
            done.append(f"checkpoints expire after {retention.checkpoints} days, former versions after "
                        f"{retention.former_versions}")  # fmt: skip
        return done

    def make_role(self, role: str, policy: Mapping[str, Any], pair: Pair) -> None:
        """Give a role its policy, and a key pair that stands for it; the owner's own pair stays what it is."""
        admin, name, (access, secret) = self._admin(), f"{self._address.bucket}-{role}", pair
        self._ask(lambda: admin.policy_add(name, policy=self.policy_here(policy)))
        if access == self._keys.retrieve().access_key:
            return
        self._ask(lambda: admin.user_add(access, secret))
        try:
            self._ask(lambda: admin.attach_policy([name], user=access))
        except BadInput:  # attaching what is attached is refused
            if self._ask(lambda: json.loads(admin.user_info(access))).get("policyName") != name:
                raise

    def revoke(self, access_key: str) -> None:
        """Make a key pair useless, at once."""
        self._ask(lambda: self._admin().user_remove(access_key))

    def policy_here(self, policy: Mapping[str, Any]) -> dict[str, Any]:
        """A shipped policy for this bucket and prefix."""
        bucket, prefix = self._address.bucket, self._address.prefix
        text = json.dumps(policy).replace(f":::{SHIPPED_BUCKET}/", f":::{bucket}/{prefix}")
        here: dict[str, Any] = json.loads(text.replace(f':::{SHIPPED_BUCKET}"', f':::{bucket}"'))
        for statement in here["Statement"]:
            condition = statement.get("Condition", {}).get("StringLike", {})
            if "s3:prefix" in condition:
                condition["s3:prefix"] = [prefix + one for one in condition["s3:prefix"]]
        return here

    def _rules(self, retention: Retention) -> list[Rule]:
        prefix = self._address.prefix
        return [
            Rule(ENABLED, rule_id="bsl-checkpoints", rule_filter=Filter(prefix=f"{prefix}checkpoints/"),
                 expiration=Expiration(days=retention.checkpoints)),
            # one rule: MinIO refuses one that only ends uploads, drops that part of this one, and ends them after a day
            # by itself; other servers need it
            Rule(ENABLED, rule_id="bsl-former-versions", rule_filter=Filter(prefix=prefix),
                 noncurrent_version_expiration=NoncurrentVersionExpiration(retention.former_versions),
                 abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(retention.unfinished_uploads)),
        ]  # fmt: skip

    def _set_rules(self, wanted: list[Rule]) -> None:
        bucket = self._address.bucket
        self._calls(lambda client: client.set_bucket_lifecycle(bucket, LifecycleConfig(wanted)))

    def _admin(self) -> MinioAdmin:
        return MinioAdmin(
            endpoint=self._address.endpoint, credentials=self._keys, secure=self._address.secure,
            region=self._address.region, http_client=pool_manager(self._limits),
        )  # fmt: skip

    def _ask(self, action: Callable[[], Result]) -> Result:
        try:
            return action()
        except MinioAdminException as error:
            if str(error._code) == "404":
                raise BadInput(
                    f"{self._address}: no MinIO administration here ({error}); make the keys with the server's own "
                    "tools from manifests/object-store/policies, and the bucket with --no-users"
                ) from error
            raise understood(error, self._address) from error
        except FAULTS as error:
            raise understood(error, self._address) from error


def read_policies(folder: Path) -> dict[str, dict[str, Any]]:
    """The policies of all roles; raises ``BadInput``."""
    try:
        found = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    except ValueError as error:
        raise BadInput(f"{folder}: not a policy: {error}") from error
    if not found:
        raise BadInput(f"{folder}: no policies here; run in the checkout of BSL Foundry, or give --policies")
    return found


def check_conditions(store: S3Store) -> None:
    """See that a server keeps the conditions of a write, which deploys and schedules rely on.

    Raises:
        Refused: It writes though the condition does not hold.
    """
    key = f"serving/probe-{uuid4().hex}"
    conditions: tuple[dict[str, Any], ...] = ({"if_absent": True}, {"if_match": "0" * 64})
    for condition in conditions:
        try:
            store.put(key, b"1", if_absent=True)
            store.put(key, b"2", **condition)
        except Conflict:
            continue
        finally:
            store.delete(key)
        raise Refused(f"the object store ignores {', '.join(condition)}: two deploys at once would overwrite one "
                      "another; use a server that keeps conditions of PUT")  # fmt: skip


def _make_bucket(client: Minio, bucket: str) -> None:
    try:
        client.make_bucket(bucket)
    except S3Error as error:
        if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise


def pair_in_folder(role: str, folder: Path, rotate: bool = False) -> Pair:
    """The key pair that a folder keeps, made if there is none.

    It lies in the files ``access_key`` and ``secret_key`` before a server knows it: the run after one that was broken
    off takes it up again.

    Args:
        role: Whom it is for.
        folder: Where it is kept; the folder becomes a Kubernetes secret.
        rotate: Make a new one; the old one works until it is revoked.
    """
    files = (folder / "access_key", folder / "secret_key")
    access, secret = (path.read_text().strip() if path.is_file() else "" for path in files)
    if rotate or not access or not secret:
        access, secret = f"bsl-{role}-{secrets.token_hex(3)}", secrets.token_urlsafe(30)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file, text in zip(files, (access, secret), strict=True):
            write_whole(file, [text.encode()])
            file.chmod(0o600)
    return access, secret


def pairs_in_file(path: Path, roles: Iterable[str]) -> dict[str, Pair]:
    """The key pairs of ``manifests/make_secrets.py``: lines ``S3_<ROLE>_ACCESS_KEY=…``; raises ``BadInput``."""
    try:
        lines = (line.partition("=") for line in path.read_text().splitlines())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; `manifests/make_secrets.py` writes it") from error
    found = {name.strip(): value for name, _, value in lines}
    pairs = {role: (found.get(f"S3_{role.upper()}_ACCESS_KEY", ""), found.get(f"S3_{role.upper()}_SECRET_KEY", ""))
             for role in roles}  # fmt: skip
    if missing := sorted(role for role, pair in pairs.items() if not all(pair)):
        raise BadInput(f"{path}: no key pair for {', '.join(missing)}; `manifests/make_secrets.py` adds them")
    return pairs


def _shown(rule: Rule) -> str:
    return repr(replace(rule, abort_incomplete_multipart_upload=None))

"""Each role does its own work on a real MinIO, and nothing else."""

import shutil
from collections.abc import Callable
from itertools import count, product
from pathlib import Path

import pytest
from minio import Minio
from minio.credentials.providers import StaticProvider

from components.shared.errors import BadInput
from components.shared.object_store import NotFound, ObjectStore
from components.shared.object_store.administration import Administration, Retention, pair_in_folder, read_policies
from components.shared.object_store.s3 import S3Store
from components.shared.object_store.s3_address import S3Address
from pipelines.__main__ import main
from tests.servers.minio_server import MinioServer

POLICIES = Path("manifests/object-store/policies")
BUCKET = "policies"

# role -> key -> what may be done there: read, write, delete, list; all the rest is refused
MAY = {
    "ingest": {"sources/a": "rwl", "ratings/a": "rl"},
    "data": {"sources/a": "rl", "reviews/a": "rwl", "generated/a": "rwl", "datasets/a": "rwl", "ratings/a": "rl"},
    "train": {"datasets/a": "rl", "checkpoints/a": "rwdl", "models/base/a": "rl"},
    "register": {"datasets/a": "rl", "models/base/a": "rwl", "models/m/a": "rwl", "serving/m/split.json": "rwl",
                 "serving/m/users.key": "rwl", "serving/m/answers.key": "rwl", "ratings/a": "rl"},
    "serve": {"models/base/a": "rl", "models/m/a": "rl", "serving/m/split.json": "rl", "serving/m/users.key": "rwl",
              "serving/m/answers.key": "rwl", "ratings/a": "rwl"},
    "pipelines": {"pipelines/a": "rwl"},
}  # fmt: skip
KEYS = sorted({key for allowed in MAY.values() for key in allowed} | {"elsewhere/a"})
ROLES = [*MAY, "admin"]
ACTIONS: dict[str, Callable[[ObjectStore, str], object]] = {
    "read": lambda store, key: store.get(key),
    "write": lambda store, key: store.put(key, b"new"),
    "delete": lambda store, key: store.delete(key),
    "list": lambda store, key: list(store.list(key.rpartition("/")[0] + "/")),
    "read what is not there": lambda store, key: store.get(f"{key}.none"),
    "look whether it is there": lambda store, key: store.etag(f"{key}.none"),
    "write if absent": lambda store, key: store.put(f"{key}.{next(_numbers)}", b"new", if_absent=True),
    "upload in parts": lambda store, key: store.put_file(key, Path("never")),  # replaced below: it needs a file
}
NEEDS = {"read": "r", "write": "w", "delete": "d", "list": "l", "read what is not there": "r",
         "look whether it is there": "r", "write if absent": "w", "upload in parts": "w"}  # fmt: skip
_numbers = count(1)


@pytest.fixture(scope="module")
def owner(minio: MinioServer) -> StaticProvider:
    return StaticProvider(minio.access_key, minio.secret_key)


@pytest.fixture(scope="module")
def store_of(
    minio: MinioServer, owner: StaticProvider, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], S3Store]:
    """Opens the store as a role; below each prefix lies an object."""
    folder, address = tmp_path_factory.mktemp("keys"), S3Address(BUCKET, minio.endpoint, secure=False)
    administration = Administration(address, owner)
    assert len(administration.make_bucket(Retention())) == 3
    for role, policy in read_policies(POLICIES).items():
        administration.make_role(role, policy, pair_in_folder(role, folder / role))

    def opened(role: str) -> S3Store:
        access, secret = ((folder / role / name).read_text() for name in ("access_key", "secret_key"))
        return S3Store(address, keys=StaticProvider(access, secret))

    for key in KEYS:
        S3Store(address, keys=owner).put(key, b"old")
    return opened


def test_every_shipped_policy_is_in_the_table() -> None:
    assert sorted(read_policies(POLICIES)) == sorted(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_its_work_and_nothing_else(store_of: Callable[[str], S3Store], tmp_path: Path, role: str) -> None:
    store, large = store_of(role), tmp_path / "large"
    large.write_bytes(b"x" * (17 << 20))
    actions = {**ACTIONS, "upload in parts": lambda store, key: store.put_file(key, large)}
    wrong = []
    for key, (name, action) in product(KEYS, actions.items()):
        if name == "upload in parts" and key not in (*MAY.get(role, {}), "elsewhere/a"):
            continue  # 17 MiB each: refused as every other write is, shown once for each role
        allowed = role == "admin" or NEEDS[name] in MAY[role].get(key, "")
        if name == "write if absent" and key.endswith(".key") and role == "serve":
            allowed = False  # another name
        if _done(action, store, key) != allowed:
            wrong.append((key, name, "refused" if allowed else "allowed"))
        if name == "delete" and allowed:
            store_of("admin").put(key, b"old")
    assert wrong == []


def test_nobody_but_the_administrator_lists_the_whole_bucket(store_of: Callable[[str], S3Store]) -> None:
    assert [role for role in ROLES if _done(lambda store, key: list(store.list("")), store_of(role), "")] == ["admin"]


def test_setting_up_again_changes_nothing_and_a_rotated_key_can_be_revoked(
    minio: MinioServer, owner: StaticProvider, tmp_path: Path
) -> None:
    address = S3Address("rotated", minio.endpoint, secure=False)
    administration, policy = Administration(address, owner), read_policies(POLICIES)["data"]
    administration.make_bucket(Retention())
    assert administration.make_bucket(Retention()) == []
    first, old_secret = pair_in_folder("data", tmp_path)
    administration.make_role("data", policy, (first, old_secret))
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    administration.make_role("data", policy, pair_in_folder("data", tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600, 0o600]
    second = pair_in_folder("data", tmp_path, rotate=True)
    administration.make_role("data", policy, second)
    old, new = (S3Store(address, keys=StaticProvider(*pair)) for pair in ((first, old_secret), second))
    assert first != second[0]
    old.put("datasets/a", b"1")
    administration.revoke(first)
    assert new.get("datasets/a") == b"1"
    with pytest.raises(BadInput, match="no such access key"):
        old.get("datasets/a")


def test_what_was_deleted_or_overwritten_can_be_brought_back(
    minio: MinioServer, store_of: Callable[[str], S3Store]
) -> None:
    store = store_of("admin")
    store.put("models/m/record", b"first")
    store.put("models/m/record", b"second")
    store.delete("models/m/record")
    with pytest.raises(NotFound):
        store.get("models/m/record")
    client = Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False)
    versions = client.list_objects(BUCKET, prefix="models/m/record", include_version=True)
    kept = [client.get_object(BUCKET, "models/m/record", version_id=one.version_id) for one in versions if one.size]
    assert [answer.data for answer in kept] == [b"second", b"first"]


def _done(action: Callable[[ObjectStore, str], object], store: ObjectStore, key: str) -> bool:
    """Whether the server let it happen; what it refused must be said as a matter of the policy."""
    try:
        action(store, key)
    except NotFound:
        return True
    except BadInput as error:
        if "may not do this" not in str(error):
            raise
        return False
    return True


def test_the_command_takes_the_pairs_of_an_overlay(
    minio: MinioServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roles, policies = ("admin", "data"), tmp_path / "policies"
    policies.mkdir()
    for role in roles:  # each costs the server a second: two of them show it
        shutil.copy(POLICIES / f"{role}.json", policies)
    pairs = {role: (f"overlay-{role}", f"secret-of-{role}") for role in roles}
    pairs["admin"] = (minio.access_key, minio.secret_key)  # there the administrator owns the server
    lines = [f"S3_{role.upper()}_ACCESS_KEY={pairs[role][0]}\nS3_{role.upper()}_SECRET_KEY={pairs[role][1]}\n"
             for role in roles]  # fmt: skip
    (tmp_path / "secrets.env").write_text("GATEWAY_KEY=x\n" + "".join(lines))
    setup = ["bsl", "object-store", "setup", "--secrets", f"{tmp_path}/secrets.env", "--policies", str(policies)]
    monkeypatch.setenv("BSL_OBJECT_STORE", f"s3://overlay?endpoint={minio.url}")
    monkeypatch.setenv("BSL_S3_ACCESS_KEY", minio.access_key)
    monkeypatch.setenv("BSL_S3_SECRET_KEY", minio.secret_key)
    for _ in range(2):
        monkeypatch.setattr("sys.argv", setup)
        assert main() == 0
    assert "secret-of" not in capsys.readouterr().out
    store = S3Store(S3Address("overlay", minio.endpoint, secure=False), keys=StaticProvider(*pairs["data"]))
    assert store.put("datasets/a", b"1")
    monkeypatch.setattr("sys.argv", ["bsl", "object-store", "check"])
    assert main() == 0
    (tmp_path / "secrets.env").write_text("".join(lines[1:]))
    monkeypatch.setattr("sys.argv", setup)
    assert main() == 2
    assert "no key pair for admin" in capsys.readouterr().err

"""What can be wrong with an address, keys, a server or its room: one message each, which says what to do."""

import base64
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from minio import MinioAdmin
from minio.credentials.providers import AssumeRoleProvider, StaticProvider

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import Conflict, ObjectStore, open_object_store
from components.shared.object_store.administration import Administration, Retention, pair_in_folder, read_policies
from components.shared.object_store.s3 import S3Store
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_connections import Limits
from tests.loopback import served
from tests.servers.minio_server import MinioServer
from tests.services.object_store.certificates import certificate_for_loopback
from tests.services.object_store.conftest import QUICK, OpenStore

CALLS: list[Callable[[ObjectStore], object]] = [
    lambda store: store.put("key", b"1"),
    lambda store: store.get("key"),
    lambda store: store.etag("key"),
    lambda store: list(store.list("")),
    lambda store: store.delete("key"),
]


@pytest.mark.parametrize(
    ("change", "refusal", "says"),
    [
        ({"bucket": "not-there"}, BadInput, "there is no such bucket; `bsl object-store setup` makes it"),
        ({"access_key": "nobody"}, BadInput, "knows no such access key; check BSL_S3_ACCESS_KEY"),
        ({"secret_key": "wrong-wrong"}, BadInput, "the secret key does not belong to the access key; check"),
        ({"endpoint": "127.0.0.1:9"}, TryAgain, "no server answers; check endpoint= in BSL_OBJECT_STORE"),
        ({"endpoint": "no-such-host.invalid:9000"}, TryAgain, "no such host; check endpoint="),
        ({"secure": True}, BadInput, "no trusted TLS connection"),
    ],
)  # fmt: skip
def test_a_wrong_address_or_key_is_told(
    minio: MinioServer, bucket: str, change: dict[str, object], refusal: type[Exception], says: str
) -> None:
    given = {"bucket": bucket, "endpoint": minio.endpoint, "secure": False, "access_key": minio.access_key,
             "secret_key": minio.secret_key, **change}  # fmt: skip
    address = S3Address(str(given["bucket"]), str(given["endpoint"]), secure=bool(given["secure"]))
    keys = StaticProvider(str(given["access_key"]), str(given["secret_key"]))
    for call in CALLS if address.endpoint == minio.endpoint and not address.secure else CALLS[:1]:
        with pytest.raises(refusal) as refused:
            call(S3Store(address, QUICK, keys))
        assert says in str(refused.value)
        assert "wrong-wrong" not in str(refused.value)


def test_keys_that_have_expired_are_told(minio: MinioServer, bucket: str, tmp_path: Path) -> None:
    address = S3Address(bucket, minio.endpoint, secure=False)
    owner = StaticProvider(minio.access_key, minio.secret_key)
    administration = Administration(address, owner)
    access, secret = pair_in_folder("data", tmp_path)
    administration.make_role("data", read_policies(Path("manifests/object-store/policies"))["data"], (access, secret))
    lent = AssumeRoleProvider(sts_endpoint=minio.url, access_key=access, secret_key=secret).retrieve()
    S3Store(address, QUICK, StaticProvider(lent.access_key, lent.secret_key, lent.session_token)).put(
        "datasets/a", b"1"
    )
    # a quarter of an hour is the shortest that the server lends keys for: the same keys, as they are when it has passed
    expired = _expired(lent.session_token or "", minio.secret_key)
    with pytest.raises(BadInput, match="has expired; check"):
        S3Store(address, QUICK, StaticProvider(lent.access_key, lent.secret_key, expired)).get("datasets/a")


def test_a_secret_that_is_rotated_is_read_anew(
    minio: MinioServer, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Kubernetes does it: a new folder, and a link that is moved to it in one step."""
    owner = StaticProvider(minio.access_key, minio.secret_key)
    administration = Administration(S3Address(bucket, minio.endpoint, secure=False), owner)
    policy = read_policies(Path("manifests/object-store/policies"))["data"]
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    for name in ("access_key", "secret_key"):
        (mounted / name).symlink_to(f"..data/{name}")

    def mount(turn: int) -> str:
        pair = pair_in_folder("data", mounted / f"..{turn}")
        administration.make_role("data", policy, pair)
        (mounted / "..new").symlink_to(f"..{turn}")
        (mounted / "..new").rename(mounted / "..data")
        return pair[0]

    first = mount(1)
    monkeypatch.setenv("BSL_S3_KEYS", str(mounted))
    store = open_object_store(f"s3://{bucket}?endpoint={minio.url}")
    store.put("datasets/a", b"1")
    mount(2)
    administration.revoke(first)
    assert store.get("datasets/a") == b"1"


def test_without_keys_nothing_is_begun(minio: MinioServer, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BSL_S3_KEYS", "BSL_S3_ACCESS_KEY", "BSL_S3_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadInput, match="no keys for the object store; set BSL_S3_ACCESS_KEY"):
        open_object_store(f"s3://{bucket}?endpoint={minio.url}")


@pytest.mark.parametrize(
    ("status", "kind", "body", "refusal", "says"),
    [
        (200, "text/html", b"<html>welcome</html>", BadInput, "does not speak S3"),
        (404, "text/html", b"<html>nothing here</html>", BadInput, "does not speak S3"),
        (200, "application/xml", b"<a", BadInput, "does not speak S3"),
        (503, "application/xml", b"<Error><Code>SlowDown</Code></Error>", TryAgain, "busy (SlowDown)"),
        (502, "text/html", b"<html>bad gateway</html>", TryAgain, "away or busy (HTTP 502)"),
        (503, "text/plain", b"", TryAgain, "away or busy (HTTP 503)"),
        (507, "application/xml", b"<Error><Code>InsufficientStorage</Code></Error>", TryAgain, "no room on the server"),
        (403, "application/xml", b"<Error><Code>RequestTimeTooSkewed</Code></Error>", BadInput, "the clock of this"),
        (400, "application/xml", b"<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'us-east-1' is "
                                 b"wrong; expecting 'eu'</Message></Error>", BadInput, "give region="),
    ],
)  # fmt: skip
def test_what_answers_oddly_is_told(status: int, kind: str, body: bytes, refusal: type[Exception], says: str) -> None:
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    with served(answer) as url:
        store = S3Store(S3Address("bucket", url.removeprefix("http://"), secure=False), QUICK, StaticProvider("a", "b"))
        for call in CALLS[1:4] if status == 200 else CALLS[3:4]:
            with pytest.raises(refusal) as refused:
                call(store)
            assert says in str(refused.value)
        assert (len(asked) >= 4) == (status in (502, 503))  # only what may pass is asked again


def test_a_full_server_is_told_and_keeps_what_was_there(
    minio: MinioServer, bucket: str, open_store: OpenStore, tmp_path: Path
) -> None:
    keys = StaticProvider(minio.access_key, minio.secret_key)
    MinioAdmin(endpoint=minio.endpoint, credentials=keys, secure=False).bucket_quota_set(bucket, 1000)
    store = open_store(Limits())
    store.put("old", b"old")
    (tmp_path / "large").write_bytes(b"x" * (20 << 20))
    started = time.monotonic()
    for write in (lambda: store.put("old", b"x" * 5000), lambda: store.put_file("new", tmp_path / "large")):
        with pytest.raises(TryAgain, match="no room on the server"):
            write()
    assert time.monotonic() - started < Limits().patience_seconds  # waiting would not make room
    assert (list(store.list("")), store.get("old")) == (["old"], b"old")


def test_a_server_with_a_certificate_of_the_company_is_trusted_by_its_bundle(
    minio: MinioServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = certificate_for_loopback(tmp_path / "certificates")
    server = MinioServer(certificates=tmp_path / "certificates")
    try:
        server.start()
        monkeypatch.setenv("BSL_S3_ACCESS_KEY", server.access_key)
        monkeypatch.setenv("BSL_S3_SECRET_KEY", server.secret_key)
        url = f"s3://with-tls?endpoint={server.url}"
        with pytest.raises(BadInput, match=r"no trusted TLS connection.*BSL_CA_BUNDLE"):
            open_object_store(url).put("key", b"1")
        monkeypatch.setenv("BSL_CA_BUNDLE", str(tmp_path / "none.crt"))
        with pytest.raises(BadInput, match=r"BSL_CA_BUNDLE: there is no file .*none\.crt"):
            open_object_store(url).put("key", b"1")
        monkeypatch.setenv("BSL_CA_BUNDLE", str(bundle))
        Administration(S3Address.parse(url)).make_bucket(Retention())
        (tmp_path / "large").write_bytes(bytes(17 << 20))
        store = open_object_store(url)
        assert store.put_file("large", tmp_path / "large") == store.etag("large")
        store.put("key", b"1", if_absent=True)
        with pytest.raises(Conflict):
            store.put("key", b"1", if_absent=True)
    finally:
        server.remove()
    assert ssl.create_default_context(cafile=str(bundle)).cert_store_stats()["x509"] == 1


def _expired(token: str, secret: str) -> str:
    """The token with an end in the past, signed as the server signs its own."""
    head, body, signature = token.split(".")
    assert _signature(f"{head}.{body}", secret) == signature
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = base64.urlsafe_b64encode(json.dumps({**claims, "exp": int(time.time()) - 1}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{_signature(f'{head}.{body}', secret)}"


def _signature(text: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha512).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

"""A bucket of its own for each test, on a real MinIO."""

import io
from collections.abc import Callable
from itertools import count

import pytest
from minio import Minio
from minio.credentials.providers import StaticProvider

from components.shared.object_store.s3 import S3Store
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_connections import Limits
from tests.servers.minio_server import MinioServer

QUICK = Limits(connect_seconds=1, read_seconds=1, patience_seconds=2, first_patience_seconds=1)
_numbers = count(1)


@pytest.fixture
def client(minio: MinioServer) -> Minio:
    """The server, asked by its administrator behind the back of the store."""
    return Minio(minio.endpoint, minio.access_key, minio.secret_key, secure=False, region="us-east-1")


@pytest.fixture
def bucket(client: Minio) -> str:
    """An empty bucket."""
    name = f"test-{next(_numbers)}"
    client.make_bucket(name)
    return name


OpenStore = Callable[..., S3Store]


@pytest.fixture
def open_store(minio: MinioServer, bucket: str) -> OpenStore:
    """Opens the bucket, with other limits, keys or another way to the server where a test asks for them."""

    def opened(limits: Limits = QUICK, endpoint: str = "", access_key: str = "", secret_key: str = "") -> S3Store:
        keys = StaticProvider(access_key or minio.access_key, secret_key or minio.secret_key)
        return S3Store(S3Address(bucket, endpoint or minio.endpoint, secure=False), limits, keys)

    return opened


@pytest.fixture
def store(open_store: OpenStore) -> S3Store:
    """The store that the contract of all stores is held against."""
    return open_store(Limits())


@pytest.fixture
def change(client: Minio, bucket: str) -> Callable[[str, bytes, bool], None]:
    """Changes the bytes of an object behind the back of the store, with or without what lies beside them."""

    def changed(key: str, data: bytes, keeps_digest: bool) -> None:
        metadata = client.stat_object(bucket, key).metadata or {}
        kept = {name: text for name, text in metadata.items() if name.lower().startswith("x-amz-meta-")}
        assert kept or not keeps_digest
        client.put_object(bucket, key, io.BytesIO(data), len(data), metadata=kept if keeps_digest else None)

    return changed

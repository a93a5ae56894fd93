"""Which store a URL names."""

from pathlib import Path

from components.shared.environment import ObjectStoreKeys
from components.shared.errors import BadInput
from components.shared.object_store.folder import FolderStore
from components.shared.object_store.store import ObjectStore

SUPPORTED = (
    "use file:<folder>, as in file:./artifacts/store, or s3://<bucket>?endpoint=<address>, "
    "as in s3://bsl-foundry?endpoint=https://s3.example.com"
)


def open_object_store(url: str, keys: ObjectStoreKeys | None = None) -> ObjectStore:
    """Open the store that a URL names; an S3 server is not asked before the first call.

    Args:
        url: ``file:<folder>``, whose folder is made when something is written, or
            ``s3://<bucket>[/<prefix>]?endpoint=https://<host>[:<port>][&region=<region>]``.
        keys: What the S3 server is shown, instead of the keys of the environment.

    Raises:
        BadInput: The URL names something else, or there are no keys for the S3 server.
    """
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "s3":
        from components.shared.object_store.s3 import S3Store  # only whoever has an S3 server needs its client
        from components.shared.object_store.s3_address import S3Address

        if keys is None:
            return S3Store(S3Address.parse(url))
        from minio.credentials.providers import StaticProvider

        shown = StaticProvider(keys.access_key, keys.secret_key, keys.session_token)
        return S3Store(S3Address.parse(url), keys=shown)
    if not colon or scheme != "file":
        # without the address, in which somebody may have put a password
        raise BadInput(f"BSL_OBJECT_STORE: this address is not supported; {SUPPORTED}")
    return _open_folder(url, rest.removeprefix("//"))


def _open_folder(url: str, folder: str) -> FolderStore:
    if not folder:
        raise BadInput(f"BSL_OBJECT_STORE: {url!r} names no folder; {SUPPORTED}")
    root = Path(folder).absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"BSL_OBJECT_STORE: {root} is a file; name a folder")
    return FolderStore(root)

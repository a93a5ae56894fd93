"""The object store: models, the registry and the traffic split, each under a key.

A folder on a laptop, any server that speaks S3 on a cluster. Whoever reads sees an object whole, as it was before or
after a write; conditional writes keep two writers from overwriting one another.
"""

from components.shared.object_store.folder import FolderStore
from components.shared.object_store.local_files import file_sha256
from components.shared.object_store.opening import open_object_store
from components.shared.object_store.store import CHUNK_BYTES, OWN_FOLDER, Conflict, Entry, NotFound, ObjectStore

__all__ = [
    "CHUNK_BYTES",
    "OWN_FOLDER",
    "Conflict",
    "Entry",
    "FolderStore",
    "NotFound",
    "ObjectStore",
    "file_sha256",
    "open_object_store",
]

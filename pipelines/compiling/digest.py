"""What makes two compiled pipelines the same."""

import hashlib
import json
from typing import Any

HASH_CHARACTERS = 8


def content_digest(ir: Any, platform: Any) -> str:
    """SHA-256 of what a server would run; order of keys, comments and the commit are no content."""
    return hashlib.sha256(
        json.dumps([ir, platform or None], sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()

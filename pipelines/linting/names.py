"""Which names promise a secret."""

import re

_SECRET = re.compile(
    r"secret|passw|token|credential|api_?key|access_?key|private_?key|(^|_)(keys?|pass|pwd)$", re.IGNORECASE
)
# numbers of tokens are no credentials, and neither is the name, the place or the public half of a secret
_NONE = re.compile(r"tokens|tokenizer|public_?key|verification_?key|_(file|path|folder|name|ref)$", re.IGNORECASE)


def looks_secret(name: str) -> bool:
    """Whether what stands under this name should never be written down."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])|[-.]", "_", name)
    return bool(_SECRET.search(parts)) and not _NONE.search(parts)


def is_a_place(value: str) -> bool:
    """Whether a value only says where a secret lies: a mounted file, a reference that something fills in."""
    return value.startswith(("/", "file:", "$(", "${"))

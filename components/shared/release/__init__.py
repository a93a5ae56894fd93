"""What a version is served with: its documents, a manifest of every file, and a signature over the manifest."""

from components.shared.release.signing import (
    PublicKey,
    SigningKey,
    make_keys,
    must_be_the_release,
    signing_key,
    verification_key,
)

__all__ = ["PublicKey", "SigningKey", "make_keys", "must_be_the_release", "signing_key", "verification_key"]

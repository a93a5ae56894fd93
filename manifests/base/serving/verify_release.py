"""Whether a folder of model files is the release that was signed. Standard library only: it runs in any image.

The serving runtime starts its server through this file, because a user's init container runs before KServe's storage
initializer, when there are no weights yet. Nothing is opened but to be digested: weights that fail are never parsed.
It stands twice, in ``components/shared/release/verification.py`` and ``manifests/base/serving/verify_release.py``:
kustomize reads nothing outside its folder. A test holds both alike.

    python3 verify_release.py FOLDER PUBLIC_KEY_FILE -- COMMAND ARGUMENT…
"""

import base64
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

MANIFEST = "release/manifest.json"
SIGNATURE = "release/manifest.sig"
READ_BYTES = 1 << 20
LONGEST_MANIFEST_BYTES = 1 << 24
# what may lie in a release: weights that run no code, JSON, and texts. Pickles, Python and shared objects may not
SAFE_SUFFIXES = (".safetensors", ".json", ".txt", ".md", ".jinja", ".model", ".sig")
SAFE_NAMES = ("LICENSE", "LICENCE", "NOTICE", "COPYING")

# Ed25519 as in RFC 8032, section 5.1: the images of model servers bring no library for it
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z


class NotTheRelease(ValueError):
    """The folder is not what was signed; the message says which file, and what to do."""


def verify_folder(folder: Path, public_key: bytes) -> dict[str, Any]:
    """Check the signature, then every file.

    Args:
        folder: Where the release was brought to.
        public_key: 32 bytes, of the key that releases are signed with.

    Returns:
        The signed manifest.

    Raises:
        NotTheRelease: No signature, another key, a byte changed, a file more or less.
    """
    text, signature = _read(folder, MANIFEST), _read(folder, SIGNATURE)
    manifest = verify_manifest(text, signature, public_key)
    wanted = {file["name"]: file for file in manifest["files"]}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or path.is_file()}
    if extra := sorted(found - set(wanted) - {MANIFEST, SIGNATURE}):
        raise NotTheRelease(f"{folder / extra[0]}: not a file of the release; bring the release anew")
    for name, file in wanted.items():
        _check_file(folder / name, file)
    return manifest


def verify_manifest(text: bytes, signature: bytes, public_key: bytes) -> dict[str, Any]:
    """The manifest, when the signature over exactly these bytes is by the key; raises ``NotTheRelease``."""
    try:
        signed = base64.b64decode(signature, validate=False)
    except ValueError:
        signed = b""
    if base64.b64encode(signed) + b"\n" != signature:  # one way to write it: a byte changed anywhere is refused
        raise NotTheRelease(f"{SIGNATURE}: no signature in base64; register the model anew with a signing key")
    if not verify_signature(public_key, text, signed):
        raise NotTheRelease(
            f"{SIGNATURE}: not signed by the key that this place trusts, or {MANIFEST} was changed; register the "
            "model anew with the right key"
        )
    try:
        manifest = json.loads(text)
        files = manifest["files"]
        names = [file["name"] for file in files]
        sound = all(type(file["size"]) is int and type(file["sha256"]) is str for file in files)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotTheRelease(f"{MANIFEST}: signed, but not a manifest: {error!r}") from error
    if not sound or len(set(names)) != len(names) or not all(map(is_safe_name, names)):
        raise NotTheRelease(f"{MANIFEST}: names a file twice, outside the folder, or of a kind that can run code")
    return manifest if isinstance(manifest, dict) else {}


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of 64 bytes over the message is by this public key of 32 bytes."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, nonce = _decompressed(public_key), _decompressed(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= _ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public_key + message).digest()
    right = _sum(nonce, _times(int.from_bytes(challenge, "little") % _ORDER, key))
    return _same(_times(scalar, _BASE), right)


def main(words: list[str]) -> int:
    """Verify, then become the server; 1 when the folder is not the release, 2 when called wrongly."""
    if len(words) < 4 or words[2] != "--":
        print("usage: verify_release.py FOLDER PUBLIC_KEY_FILE -- COMMAND ARGUMENT…", file=sys.stderr)
        return 2
    folder, key_file, command = Path(words[0]), Path(words[1]), words[3:]
    try:
        manifest = verify_folder(folder, read_public_key(key_file))
    except (NotTheRelease, OSError) as error:
        print(f"refused to serve {folder}: {error}", file=sys.stderr)
        return 1
    print(f"verified {manifest.get('name')} {manifest.get('version')}: {len(manifest['files'])} files", flush=True)
    return os.execvp(command[0], command)


def read_public_key(path: Path) -> bytes:
    """The 32 bytes of an Ed25519 public key in a PEM file; raises ``NotTheRelease``."""
    lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    try:
        encoded = base64.b64decode("".join(line for line in lines if not line.startswith("-----")), validate=True)
    except ValueError as error:
        raise NotTheRelease(f"{path}: no public key in PEM: {error}") from error
    prefix = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo of Ed25519, RFC 8410
    if len(encoded) != len(prefix) + 32 or not encoded.startswith(prefix):
        raise NotTheRelease(f"{path}: not an Ed25519 public key in PEM; `bsl keys make` writes one")
    return encoded[len(prefix) :]


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file() or path.is_symlink():
        raise NotTheRelease(f"{path} is missing: the model was never signed; register it with a signing key")
    if path.stat().st_size > LONGEST_MANIFEST_BYTES:
        raise NotTheRelease(f"{path}: {path.stat().st_size} bytes are no manifest")
    return path.read_bytes()


def _check_file(path: Path, file: dict[str, Any]) -> None:
    if path.is_symlink() or not path.is_file():
        raise NotTheRelease(f"{path} is missing; bring the release anew")
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(READ_BYTES):
            digest.update(chunk)
    if path.stat().st_size != file["size"] or digest.hexdigest() != file["sha256"]:
        raise NotTheRelease(f"{path} was changed: SHA-256 {digest.hexdigest()}, signed {file['sha256']}")


def is_safe_name(name: object) -> bool:
    """Whether a file of this name may lie in a release: inside the folder, and of a kind that runs no code."""
    if not isinstance(name, str) or "\\" in name or "\0" in name:
        return False
    *_, last = parts = name.split("/")
    return all(part not in ("", ".", "..") for part in parts) and (last.endswith(SAFE_SUFFIXES) or last in SAFE_NAMES)


def _sum(first: _Point, second: _Point) -> _Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % _P
    b = (first[1] + first[0]) * (second[1] + second[0]) % _P
    c = 2 * first[3] * second[3] * _D % _P
    d = 2 * first[2] * second[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        scalar >>= 1
    return total


def _same(first: _Point, second: _Point) -> bool:
    across = (first[0] * second[2] - second[0] * first[2]) % _P
    along = (first[1] * second[2] - second[1] * first[2]) % _P
    return across == 0 and along == 0


def _decompressed(encoded: bytes) -> _Point | None:
    """The point of 32 bytes, or None when they are of no point."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _SQRT_OF_MINUS_ONE % _P
    if x * x % _P != square or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _decompressed((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

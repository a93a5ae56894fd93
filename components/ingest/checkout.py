"""Where a Git checkout comes from, read from its files: no git binary is run on a folder somebody handed us."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ORIGIN = re.compile(r'\[remote "origin"\]([^\[]*)')
_URL = re.compile(r"^\s*url\s*=\s*(\S+)\s*$", re.MULTILINE)
_SCP_ADDRESS = re.compile(r"(?:[^@/\s]+@)?([\w.-]+\.[\w-]+):(?!/)(\S+)")
_LARGEST_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Checkout:
    """The checkout that a folder lies in; empty facts where it lies in none."""

    root: Path
    repository: str = ""
    commit: str = ""


def find_checkout(folder: Path) -> Checkout:
    """The nearest checkout at or above a folder; without one the folder itself is the root."""
    for root in (folder, *folder.parents):
        git = _git_folder(root)
        if git:
            return Checkout(root, _repository(git), _commit(git))
    return Checkout(folder)


def bare_repository(git: Path) -> Checkout:
    """A repository without a checkout, or the folder ``.git`` of one."""
    return Checkout(git, _repository(git), _commit(git)) if (git / "HEAD").is_file() else Checkout(git)


def _git_folder(root: Path) -> Path | None:
    path = root / ".git"
    if path.is_file():  # a worktree or a submodule: one line says where the folder is
        place = _read(path).removeprefix("gitdir:").strip()
        path = root / place if place else path
    return path if (path / "HEAD").is_file() else None


def _shared_folder(git: Path) -> Path:
    """A worktree keeps its own HEAD; branches and settings lie in the folder it was made from."""
    common = _read(git / "commondir").strip()
    return git / common if common else git


def _commit(git: Path) -> str:
    head = _read(git / "HEAD").strip()
    if not head.startswith("ref:"):
        return head if _COMMIT.fullmatch(head) else ""
    reference = head.removeprefix("ref:").strip()
    if ".." in reference or reference.startswith("/"):
        return ""
    shared = _shared_folder(git)
    for folder in (git, shared):
        loose = _read(folder / reference).strip()
        if _COMMIT.fullmatch(loose):
            return loose
    return _packed(_read(shared / "packed-refs"), reference)


def _packed(packed: str, reference: str) -> str:
    for line in packed.splitlines():
        commit, _, name = line.partition(" ")
        if name == reference and _COMMIT.fullmatch(commit):
            return commit
    return ""


def _repository(git: Path) -> str:
    section = _ORIGIN.search(_read(_shared_folder(git) / "config"))
    url = _URL.search(section.group(1)) if section else None
    return public_address(url.group(1)) if url else ""


def public_address(url: str) -> str:
    """An address that others can follow: without user and password; empty for a folder of this machine."""
    scp = _SCP_ADDRESS.fullmatch(url)
    if scp:
        return f"https://{scp.group(1)}/{scp.group(2).removesuffix('.git')}"
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https", "ssh", "git") or "." not in host:
        return ""
    return f"https://{host.partition(':')[0]}{parts.path.rstrip('/').removesuffix('.git')}"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""

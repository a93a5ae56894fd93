"""Names of repositories: what a setting says, and nothing that could become another address or an option."""

import re
from dataclasses import dataclass

from components.shared.archives.refusals import RepositoryRefused

LONGEST = 300
MOST_GROUPS = 10  # GitLab nests groups, others have an owner only
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+-]{0,199}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class RepositoryName:
    """``owner`` may hold groups, with ``/`` between them; ``ref`` is empty for the default branch."""

    owner: str
    name: str
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}" + (f"@{self.ref}" if self.ref else "")

    @property
    def commit(self) -> str:
        """The ref, where it is a commit already."""
        return self.ref if is_commit(self.ref) else ""


def is_commit(text: str) -> bool:
    """Whether this is the whole name of a commit."""
    return _COMMIT.fullmatch(text) is not None


def parse_repository(text: str) -> RepositoryName:
    """Read ``owner/name[@ref]``.

    Raises:
        RepositoryRefused: It is anything else; the message shows it without control characters.
    """
    where, at, ref = text.partition("@")
    parts = where.split("/")
    good = (
        len(text) <= LONGEST
        and 2 <= len(parts) <= MOST_GROUPS
        and all(map(_is_part, parts))
        and (_is_ref(ref) if at else not ref)
    )
    if not good:
        shown = ascii(text[:LONGEST])
        raise RepositoryRefused("repository_name", f"{shown} is no owner/name or owner/name@ref")
    return RepositoryName("/".join(parts[:-1]), parts[-1].removesuffix(".git"), ref)


def _is_part(part: str) -> bool:
    return _PART.fullmatch(part) is not None and ".." not in part and part not in (".git", "_.git")


def _is_ref(ref: str) -> bool:
    """What Git itself allows, and less: no ``..``, no empty part, no part that ends in a dot or in ``.lock``."""
    parts = ref.split("/")
    return (
        _REF.fullmatch(ref) is not None
        and ".." not in ref
        and all(part and part[0] != "." and not part.endswith((".", ".lock")) for part in parts)
    )

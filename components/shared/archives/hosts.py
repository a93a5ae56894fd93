"""What each host calls a commit and an archive: the only place that knows their addresses."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from components.shared.archives.names import RepositoryName, is_commit
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings
from components.shared.errors import BadInput

PUBLIC = {"github": "https://api.github.com", "gitlab": "https://gitlab.com"}
PUBLIC_PAGES = {"https://api.github.com": "https://github.com"}


@dataclass(frozen=True, slots=True)
class Host:
    """Addresses of one host."""

    commit_url: Callable[[RepositoryName], str]
    archive_url: Callable[[RepositoryName, str], str]
    read_commit: Callable[[bytes], str]
    accept: str


def address_of(settings: RepositorySettings) -> str:
    """Where the host is asked.

    Raises:
        BadInput: The settings do not say it.
    """
    address = (settings.address or PUBLIC.get(settings.host, "")).rstrip("/")
    if not address:
        raise BadInput(f"repositories.address: empty; name the {settings.host}, as in https://git.example.com")
    return address


def page_of(settings: RepositorySettings, name: RepositoryName) -> str:
    """Where a person finds the repository; empty for a folder of this machine."""
    if settings.host == "folder":
        return ""
    address = address_of(settings)
    return f"{PUBLIC_PAGES.get(address, address)}/{name.owner}/{name.name}"


def host_of(settings: RepositorySettings) -> Host:
    """How the host of the settings is asked."""
    return _HOSTS[settings.host](address_of(settings))


def _github(base: str) -> Host:
    return Host(
        lambda name: f"{base}/repos/{name.owner}/{name.name}/commits/{quote(name.ref or 'HEAD', safe='')}",
        lambda name, commit: f"{base}/repos/{name.owner}/{name.name}/tarball/{commit}",
        lambda body: _checked(body.decode("ascii", "replace").strip()),
        "application/vnd.github.sha",
    )


def _gitlab(base: str) -> Host:
    def project(name: RepositoryName) -> str:
        return f"{base}/api/v4/projects/{quote(f'{name.owner}/{name.name}', safe='')}/repository"

    return Host(
        lambda name: f"{project(name)}/commits/{quote(name.ref or 'HEAD', safe='')}",
        lambda name, commit: f"{project(name)}/archive.tar.gz?sha={commit}",
        lambda body: _checked(_field(body, "id")),
        "application/json",
    )


def _gitea(base: str) -> Host:
    def commits(name: RepositoryName) -> str:
        ref = f"&sha={quote(name.ref, safe='')}" if name.ref else ""
        return f"{base}/api/v1/repos/{name.owner}/{name.name}/commits?limit=1&stat=false{ref}"

    return Host(
        commits,
        lambda name, commit: f"{base}/api/v1/repos/{name.owner}/{name.name}/archive/{commit}.tar.gz",
        lambda body: _checked(_field(body, "sha")),
        "application/json",
    )


_HOSTS: dict[str, Callable[[str], Host]] = {"github": _github, "gitlab": _gitlab, "gitea": _gitea}


def _field(body: bytes, name: str) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    first = value[0] if isinstance(value, list) and value else value
    return str(first.get(name, "")) if isinstance(first, dict) else ""


def _checked(commit: str) -> str:
    if not is_commit(commit):
        raise RepositoryRefused("host_answer", f"no commit in the host's answer: {ascii(commit)[:80]}")
    return commit

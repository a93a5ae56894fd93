"""Which repositories are read, from where, and how much of them at most."""

from typing import Literal

from pydantic import Field

from components.shared.settings import Settings


class RepositorySettings(Settings):
    """Repositories of one host; limits hold for each repository alone."""

    names: tuple[str, ...] = Field((), description="owner/name or owner/name@ref: branch, tag or commit")
    host: Literal["github", "gitlab", "gitea", "folder"] = Field(
        "github", description="Whose interface is spoken; folder: archives <address>/<owner>/<name>[@ref].tar.gz"
    )
    address: str = Field("", description="Address of the host, or the folder; empty: the public GitHub or GitLab")
    allowed_hosts: tuple[str, ...] = Field(
        ("api.github.com", "codeload.github.com", "gitlab.com"),
        description="Hosts that may be asked, redirects included; add your own when you set its address",
    )
    private_addresses: bool = Field(False, description="Whether hosts may lie in a private network or on this machine")
    least_share: float = Field(0.9, ge=0, le=1, description="Share of repositories that must be readable")
    max_archive_bytes: int = Field(512 * 2**20, ge=1, description="Largest archive, compressed")
    max_total_bytes: int = Field(2 * 2**30, ge=1, description="Largest archive, decompressed")
    max_ratio: int = Field(100, ge=1, description="Most bytes from one compressed byte, past the first MiB")
    max_members: int = Field(200_000, ge=1, description="Most entries of an archive")
    max_read_seconds: float = Field(600, gt=0, description="Longest reading of an archive, parsing included")
    max_fetch_seconds: float = Field(600, gt=0, description="Longest fetch of an archive, one try")
    stall_seconds: float = Field(30, gt=0, description="Longest silence of a host")
    history: tuple[str, ...] = Field(
        (), description="Folders of bare repositories or checkouts on this machine whose fixes become pairs of versions"
    )
    max_commits: int = Field(2000, ge=1, description="Most commits of a history, the newest first")
    max_history_seconds: float = Field(600, gt=0, description="Longest reading of one history, parsing included")
    tries: int = Field(4, ge=1, le=10, description="How often a host that fails is asked")
    longest_wait_seconds: float = Field(
        900, ge=0, description="Longest wait that a host's rate limit may ask for; the run ends with 'try again' beyond"
    )

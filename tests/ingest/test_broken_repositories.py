"""One broken repository of ten: nine are kept, one is counted by its name, and the stage ends well."""

import gzip
from pathlib import Path

import pytest

from components.ingest.repositories import RepositoryAccess
from components.ingest.settings import IngestSettings
from components.ingest.stage import ingest_sources
from components.shared.errors import BadInput
from components.shared.records import read_records
from components.shared.summaries import IngestSummary
from tests.data_sources import method
from tests.git_host import GitHost, git_host, packed

NAMES = [f"owner/name{number}" for number in range(10)]
BROKEN = NAMES[4]
REQUESTS = 3  # of each repository: the commit, the redirect, the archive


@pytest.fixture
def archives(tmp_path: Path) -> dict[str, bytes]:
    """Archives of ten repositories, each with a method of its own."""
    found = {}
    for number, name in enumerate(NAMES):
        tree = tmp_path / "trees" / name
        tree.mkdir(parents=True)
        (tree / "Модуль.bsl").write_text(method(number), encoding="utf-8")
        found[name] = packed(tree)
    return found


def ingest(corpus: Path, host: GitHost, least_share: float = 0.9) -> IngestSummary:
    repositories = {
        "names": NAMES,
        "address": host.address,
        "private_addresses": True,
        "allowed_hosts": ["127.0.0.1"],
        "tries": 1,
        "least_share": least_share,
    }
    settings = IngestSettings.model_validate({"sources": [{"kind": "repository", "repositories": repositories}]})
    access = RepositoryAccess(folder=corpus.with_name("kept"))
    return ingest_sources(corpus, settings, f"file:{corpus.parent}/ratings", repositories=access)


@pytest.mark.parametrize(
    ("archive", "fault", "reason"),
    [
        ("cut", "", "archive_damaged"),
        ("not gzip", "", "archive_damaged"),
        ("not tar", "", "archive_damaged"),
        ("empty", "", "archive_damaged"),
        ("none", "", "repository_not_found"),
        ("", "status 403", "repository_forbidden"),
        ("", "status 500", "host_unreachable"),
        ("", "status 302 Location=http://169.254.169.254/latest", "host_not_allowed"),
        ("", "status 302 Location=http://example.invalid/x", "host_not_allowed"),
        ("", "short", "host_unreachable"),
    ],
)
def test_nine_are_kept_and_one_is_counted(
    archive: str, fault: str, reason: str, archives: dict[str, bytes], tmp_path: Path
) -> None:
    whole = archives[BROKEN]
    broken = {"cut": whole[: len(whole) // 2], "not gzip": b"<html>", "not tar": gzip.compress(b"<html>"), "empty": b""}
    with git_host({**archives, **({BROKEN: broken[archive]} if archive in broken else {})}) as host:
        if archive == "none":
            del host.archives[BROKEN]
        host.faults = [""] * (REQUESTS * NAMES.index(BROKEN) + 1) + [fault] if fault else []
        summary = ingest(tmp_path / "corpus", host)
        (counted,) = summary.sources
        assert counted.dropped == {reason: 1}
        assert [(drop.path, drop.reason) for drop in summary.drops] == [(BROKEN, reason)]
        kept = {record.repository for record in read_records(tmp_path / "corpus")}
        assert kept == {f"{host.address}/{name}" for name in NAMES if name != BROKEN}
        (tmp_path / "corpus").unlink()
        with pytest.raises(BadInput, match=f"1 of 10 cannot be read.*\n  {BROKEN}: {reason}"):
            host.faults = (
                [""] * (NAMES.index(BROKEN) + 1) + [fault] if fault else []
            )  # archives are not asked for again
            ingest(tmp_path / "corpus", host, least_share=1.0)
        assert not (tmp_path / "corpus").exists()
        host.archives[BROKEN] = whole
        assert ingest(tmp_path / "corpus", host).records == 10

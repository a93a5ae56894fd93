import os
from pathlib import Path

import pytest

from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.repositories import RepositoryAccess, read_repositories
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.archives.host_client import Clock
from components.shared.archives.settings import RepositorySettings
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput, TryAgain
from components.shared.progress import silent
from components.shared.records import Record
from tests.git_host import COMMIT, GitHost, git_host, packed
from tests.killing import killed_before_change
from tests.room import room_for

SAMPLE = Path("datasets/sample_configuration")
MODULE = "// Возвращает сумму.\nФункция Сумма(А, Б) Экспорт\n\tВозврат А + Б;\nКонецФункции\n"
NO_CONTEXT = ContextSettings()


class Sleeps(list[float]):
    def clock(self) -> Clock:
        return Clock(lambda: 1000.0, self.append)


def settings(server: GitHost, *names: str, **choices: object) -> RepositorySettings:
    values = {"names": names or ("owner/name",), "address": server.address, "private_addresses": True}
    return RepositorySettings.model_validate(
        {**values, "allowed_hosts": ("127.0.0.1",), "stall_seconds": 2, "tries": 2, **choices}
    )


def read(
    chosen: RepositorySettings,
    folder: Path,
    sleeps: Sleeps | None = None,
    token: str | None = None,
    context: ContextSettings = NO_CONTEXT,
) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = SourceSettings(kind="repository", repositories=chosen)
    access = RepositoryAccess(token, folder, (sleeps if sleeps is not None else Sleeps()).clock())
    return list(read_repositories(source, 2**20, context, access, tally, silent)), tally


def read_folder(folder: Path) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = open_source(SourceSettings(kind="modules", path=str(folder)), 2**20)
    return list(read_modules(source, tally, silent)), tally


@pytest.fixture
def small(tmp_path: Path) -> bytes:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.bsl").write_text(MODULE, encoding="utf-8")
    (tree / "LICENSE").write_text("under the MIT license", encoding="utf-8")
    return packed(tree)


@pytest.mark.parametrize("kind", ["github", "gitlab", "gitea"])
@pytest.mark.parametrize("layout", ["designer", "edt"])
def test_a_repository_gives_the_records_of_its_folder(tmp_path: Path, kind: str, layout: str) -> None:
    tree = SAMPLE / layout
    expected, met = read_folder(tree)
    with git_host({"owner/name": packed(tree)}) as host:
        records, tally = read(settings(host, host=kind), tmp_path / "kept")
    assert {(r.commit, r.repository) for r in records} == {(COMMIT, f"{host.address}/owner/name")}

    def bare(some: list[Record]) -> list[dict[str, object]]:
        prefix = f"{tree.as_posix()}/"
        rows = [
            r.model_copy(update={"path": r.path.removeprefix(prefix), "repository": "", "commit": ""}) for r in some
        ]
        return sorted((row.model_dump() for row in rows), key=lambda row: (row["path"], row["line_start"]))

    # the checkout's own licence lies above the sample, outside of what is packed
    wanted = [
        r.model_copy(update={"license": "LicenseRef-Unknown", "license_source": "none", "redistributable": False})
        if r.license_source == "license_file"
        else r
        for r in expected
    ]
    assert bare(records) == bare(wanted)
    assert (tally.files, tally.methods, tally.configurations) == (met.files, met.methods, met.configurations)


def test_an_awkward_tree_gives_the_records_of_its_folder(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for path in ("a/x.bsl", "a-b/x.bsl", "a.bsl", "vendor/lib/y.os", "src/CommonModules/Общий/Ext/Module.bsl"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(MODULE, encoding="utf-8")
    (tree / "vendor/LICENSE.md").write_text("GNU General Public License version 3", encoding="utf-8")
    (tree / "copying").write_text("Copyright (c) 2020 Мы\nunder the MIT license", encoding="utf-8")
    (tree / "NOTICE").write_text("Copyright 2021 И ещё", encoding="utf-8")
    (tree / "src/Configuration.xml").write_text("<Name>Торговля</Name>", encoding="utf-8")
    (tree / "src/CommonModules/Общий.xml").write_text("<Server>true</Server>", encoding="utf-8")
    (tree / "bad.bsl").write_bytes(b"\xff\x00")
    (tree / "empty.bsl").write_text("", encoding="utf-8")
    (tree / "large.bsl").write_bytes(b"//" + os.urandom(2**20))
    (tree / "link.bsl").symlink_to("a.bsl")
    expected, met = read_folder(tree)
    with git_host({"owner/name": packed(tree)}) as host:
        records, tally = read(settings(host), tmp_path / "kept")
    origin = {"repository": f"{host.address}/owner/name", "commit": COMMIT}
    assert [r.model_copy(update=origin) for r in expected] == records
    assert {r.copyright for r in records} == {"Copyright 2021 И ещё\nCopyright (c) 2020 Мы", ""}
    assert (tally.files, tally.methods, tally.dropped) == (met.files, met.methods, met.dropped)


def test_what_was_fetched_is_not_fetched_again(tmp_path: Path, small: bytes) -> None:
    with git_host({"owner/name": small}) as host:
        first, _ = read(settings(host), tmp_path / "kept")
        count = len(host.asked)
        second, _ = read(settings(host), tmp_path / "kept")
    assert first == second
    assert [etag for _, etag, _ in host.asked[count:]] == ['"abc"']


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        ("status 429 Retry-After=7", [7.0]),
        ("status 403 X-RateLimit-Remaining=0 X-RateLimit-Reset=1050", [51.0]),
        ("status 403 Retry-After=3", [3.0]),
        ("status 429", [60.0]),
    ],
)
def test_a_rate_limit_is_waited_for(tmp_path: Path, small: bytes, fault: str, waits: list[float]) -> None:
    sleeps = Sleeps()
    with git_host({"owner/name": small}) as host:
        host.faults = [fault]
        records, _ = read(settings(host), tmp_path / "kept", sleeps)
    assert len(records) == 1
    assert sleeps == waits


def test_a_wait_that_is_too_long_ends_the_run(tmp_path: Path, small: bytes) -> None:
    with git_host({"owner/name": small}) as host, pytest.raises(TryAgain, match="BSL_REPOSITORY_TOKEN"):
        host.faults = ["status 429 Retry-After=9000"]
        read(settings(host), tmp_path / "kept")
    assert len(host.asked) == 1


@pytest.mark.parametrize("fault", ["status 500", "status 503", "short", "cut", "stall 3", "drip 3"])
def test_a_host_that_fails_once_is_asked_again(tmp_path: Path, small: bytes, fault: str) -> None:
    with git_host({"owner/name": small}) as host:
        host.faults = ["", "", fault]  # the commit and the redirect are fine, the archive is not
        records, _ = read(settings(host, stall_seconds=0.5, max_fetch_seconds=1), tmp_path / "kept")
    assert len(records) == 1
    assert not host.faults
    assert not list((tmp_path / "kept").glob("*.partial"))


@pytest.mark.parametrize(
    ("fault", "reason", "asked"),
    [
        ("status 403", "repository_forbidden", 1),
        ("status 401", "repository_forbidden", 1),
        ("status 404", "repository_not_found", 1),
        ("status 500", "host_unreachable", 2),
        ("cut", "host_unreachable", 2),
        ("status 302 Location=http://127.0.0.2/x", "host_not_allowed", 1),
        ("status 302 Location=http://169.254.169.254/latest", "host_not_allowed", 1),
        ("status 302 Location=file:///etc/passwd", "host_not_allowed", 1),
        ("status 302 Location=http://a@127.0.0.1/x", "host_not_allowed", 1),
        ("status 302 Location=/again", "host_not_allowed", 4),
        ("status 418", "host_answer", 1),
    ],
)
def test_a_host_that_says_no_is_told_with_its_reason(
    tmp_path: Path, small: bytes, fault: str, reason: str, asked: int
) -> None:
    with git_host({"owner/name": small}) as host, pytest.raises(BadInput, match=reason):
        host.always = fault
        read(settings(host), tmp_path / "kept")
    assert len(host.asked) == asked


def test_the_token_stays_with_its_host(tmp_path: Path, small: bytes) -> None:
    with git_host({"owner/name": small}) as other, git_host({"owner/name": small}) as host:
        host.faults = ["", f"status 302 Location={other.address}/codeload/owner/name"]
        read(settings(host), tmp_path / "kept", token="secret")
    assert {token for *_, token in host.asked} == {"Bearer secret"}
    assert {token for *_, token in other.asked} == {""}


def test_a_private_address_is_refused(tmp_path: Path, small: bytes) -> None:
    with git_host({"owner/name": small}) as host, pytest.raises(BadInput, match="private address"):
        read(settings(host, private_addresses=False), tmp_path / "kept")
    assert not host.asked


def test_one_broken_repository_of_ten_loses_only_itself(tmp_path: Path, small: bytes) -> None:
    names = [f"owner/name{number}" for number in range(10)]
    with git_host({**dict.fromkeys(names, small), names[4]: small[:-20]}) as host:
        records, tally = read(settings(host, *names), tmp_path / "kept")
        assert len(records) == 9
        assert tally.dropped == {"archive_damaged": 1}
        assert tally.drops[0].path == names[4]
        with pytest.raises(BadInput, match="1 of 9"):
            read(settings(host, *names[:9]), tmp_path / "kept")
        host.archives[names[4]] = small  # what was damaged was not kept
        assert len(read(settings(host, *names), tmp_path / "kept")[0]) == 10


def test_an_archive_of_another_commit_is_refused(tmp_path: Path, small: bytes) -> None:
    with git_host({"owner/name": small}) as host, pytest.raises(BadInput, match="archive_of_another_commit"):
        read(settings(host, "owner/name@" + "d" * 40), tmp_path / "kept")


def test_a_folder_of_archives_needs_no_host(tmp_path: Path, small: bytes) -> None:
    (tmp_path / "archives/owner").mkdir(parents=True)
    (tmp_path / "archives/owner/name@v1.tar.gz").write_bytes(small)
    chosen = RepositorySettings(names=("owner/name@v1",), host="folder", address=str(tmp_path / "archives"))
    (record,), _ = read(chosen, tmp_path / "kept")
    assert (record.commit, record.license, record.license_source) == (COMMIT, "MIT", "license_file")


def test_a_full_disk_is_no_fault_of_the_host(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.bsl").write_text(MODULE, encoding="utf-8")
    (tmp_path / "tree/picture.png").write_bytes(os.urandom(300_000))
    with git_host({"owner/name": packed(tmp_path / "tree")}) as host:
        with room_for(100_000), pytest.raises(OSError) as caught:
            read(settings(host), tmp_path / "kept")
        assert caught.value.filename.startswith(f"{tmp_path}/kept/")
        assert len(host.asked) == 3  # the commit, the redirect, the archive: nothing is asked for again
        assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".json"]
        assert len(read(settings(host), tmp_path / "kept")[0]) == 1


def test_what_killed_runs_left_of_an_archive_does_not_pile_up(tmp_path: Path, small: bytes) -> None:
    kept = tmp_path / "kept"
    with git_host({"owner/name": small}) as host:
        point = 0
        while killed_before_change(point := point + 1, lambda: read(settings(host), kept)):
            assert len(read(settings(host), kept)[0]) == 1
            for path in kept.glob("*.partial"):
                os.utime(path, (0, 0))
            for path in kept.glob("*.gz"):
                path.unlink()
            for path in kept.glob("*.json"):
                path.unlink()
    assert point > 8
    assert len(list(kept.glob("*.partial"))) == 0
    assert len(list(kept.iterdir())) == 2

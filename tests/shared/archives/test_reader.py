import gzip
import io
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.archives.reader import Member, Wanted, read_members
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings
from tests.hostile_archives import MODULE, REFUSED, SKIPPED, TOP, entry, packed, pax

LIMITS = RepositorySettings(max_members=100_000)
# entries that are no modules of the tree: nothing is wanted of them, so there is nothing to count
UNWANTED = ("archive in an archive", "name: climbs last", "name: git's own folder", "module of zeros")
SLOW = ("bomb of 1 GiB", "a million empty members", "many members")


def read(data: bytes, limits: RepositorySettings = LIMITS) -> tuple[list[Member], Counter[str]]:
    skipped: Counter[str] = Counter()

    def choose(path: str) -> Wanted | None:
        return Wanted(8 * 2**20) if path.lower().endswith(".bsl") and ".git/" not in path else None

    def skip(reason: str, path: str) -> None:
        skipped[reason] += 1

    return list(read_members(io.BytesIO(data), limits, choose, skip)), skipped


@pytest.mark.parametrize("name", SKIPPED)
def test_a_hostile_entry_is_left_out_and_counted(name: str) -> None:
    members, skipped = read(SKIPPED[name]())
    assert members[0] == Member("good.bsl", MODULE, len(MODULE))
    assert len(members) == (2 if name == "module of zeros" else 1)
    assert sum(skipped.values()) == (0 if name in UNWANTED and name != "name: climbs last" else 1)


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in SLOW])
def test_a_hostile_archive_is_refused(name: str) -> None:
    with pytest.raises(RepositoryRefused, match="archive_"):
        read(REFUSED[name]())


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"max_members": 3}, "archive_too_many_members"),
        ({"max_archive_bytes": 20}, "archive_too_large"),
        ({"max_total_bytes": 2000}, "archive_too_large"),
        ({"max_read_seconds": 1e-9}, "archive_too_slow"),
    ],
)
def test_a_budget_ends_the_reading(limits: dict[str, float], reason: str) -> None:
    archive = packed(*[entry(f"{TOP}{number}.bsl") for number in range(4)])
    with pytest.raises(RepositoryRefused, match=reason):
        read(archive, RepositorySettings.model_validate(limits))


def test_names_longer_than_a_header_are_read() -> None:
    name = "папка/" * 30 + "модуль.bsl"
    value = f"path={TOP}{name}\n".encode()
    length = len(value) + 4
    archive = packed(entry(TOP + name), pax(b"%d " % length + value))
    (member,), skipped = read(archive)
    assert member.path == name
    assert skipped == {"duplicate_member": 1}


def test_gzip_members_after_one_another_are_one_stream() -> None:
    plain = gzip.decompress(packed(entry(TOP + "a.bsl"), entry(TOP + "b.bsl")))
    (first, second), _ = read(gzip.compress(plain[:700]) + gzip.compress(plain[700:]) + b"\0" * 512)
    assert (first.data, second.path) == (MODULE, "b.bsl")


def _mutated(data: bytes, places: list[tuple[int, int]]) -> bytes:
    plain = bytearray(data)
    for place, value in places:
        plain[place % len(plain)] = value
    return bytes(plain)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8), st.booleans(), st.integers(0, 9999))
def test_any_bytes_are_read_or_refused(places: list[tuple[int, int]], inside: bool, cut: int) -> None:
    plain = entry(TOP + "a.bsl") + pax(b"18 path=o/aab.bsl\n") + entry("x" * 300) + bytes(1024)
    mutate: Callable[[bytes], bytes] = lambda data: _mutated(data, places)[: max(1, cut)]  # noqa: E731
    archive = gzip.compress(mutate(plain)) if inside else mutate(gzip.compress(plain))
    try:
        members, _ = read(archive)
    except RepositoryRefused:
        return
    for member in members:
        assert not {"", ".", ".."} & set(member.path.split("/"))
        assert len(member.data) == member.size

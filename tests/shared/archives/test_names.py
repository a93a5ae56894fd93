import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.archives.names import RepositoryName, parse_repository
from components.shared.archives.refusals import RepositoryRefused
from tests.hostile_archives import NAMES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("owner/name", RepositoryName("owner", "name")),
        ("1c-syntax/ssl_3_1@v3.1.10", RepositoryName("1c-syntax", "ssl_3_1", "v3.1.10")),
        ("owner/name.git@feature/x", RepositoryName("owner", "name", "feature/x")),
        ("group/sub/name", RepositoryName("group/sub", "name")),
    ],
)
def test_a_name_is_read(text: str, name: RepositoryName) -> None:
    assert parse_repository(text) == name


@pytest.mark.parametrize("text", NAMES)
def test_what_is_no_name_is_refused_and_shown_harmless(text: str) -> None:
    with pytest.raises(RepositoryRefused) as refused:
        parse_repository(text)
    assert refused.value.reason == "repository_name"
    assert refused.value.detail.isascii()
    assert refused.value.detail.isprintable()


@given(st.one_of(st.text(), st.text("ab/.@-_\\:%\n~", max_size=20)))
def test_whatever_is_read_is_harmless(text: str) -> None:
    try:
        name = parse_repository(text)
    except RepositoryRefused:
        return
    for part in (*name.owner.split("/"), name.name, *filter(None, name.ref.split("/"))):
        assert part
        assert part.isascii()
        assert part.isprintable()
        assert ".." not in part
        assert part[0] not in "-."
        assert not set(part) & set("@:\\%?# ")

from pathlib import Path

import pytest

from components.ingest.checkout import Checkout, find_checkout, public_address

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONFIG = """[core]
\tbare = false
[remote "origin"]
\turl = https://user:secret@git.example.org/team/ssl.git
[branch "main"]
"""


def checkout(root: Path, files: dict[str, str]) -> Path:
    for name, text in {"HEAD": "ref: refs/heads/main\n", "config": CONFIG, **files}.items():
        path = root / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({"refs/heads/main": COMMIT + "\n"}, COMMIT),
        ({"packed-refs": f"# pack-refs\n{'f' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n^{'e' * 40}\n"}, COMMIT),
        ({"HEAD": COMMIT}, COMMIT),
        ({"HEAD": "no commit"}, ""),
        ({"HEAD": "ref: ../../secret"}, ""),
        ({"refs/heads/main": "rubbish"}, ""),
        ({}, ""),
    ],
)
def test_the_commit_is_read_from_files(tmp_path: Path, files: dict[str, str], commit: str) -> None:
    assert find_checkout(checkout(tmp_path, files)).commit == commit


def test_a_folder_inside_a_checkout_belongs_to_it(tmp_path: Path) -> None:
    inside = checkout(tmp_path, {"refs/heads/main": COMMIT}) / "src" / "cf"
    inside.mkdir(parents=True)
    assert find_checkout(inside) == Checkout(tmp_path, "https://git.example.org/team/ssl", COMMIT)


def test_a_folder_outside_of_any_checkout_has_no_provenance(tmp_path: Path) -> None:
    assert find_checkout(tmp_path) == Checkout(tmp_path)


def test_a_worktree_finds_branch_and_origin_where_it_was_made_from(tmp_path: Path) -> None:
    main = checkout(tmp_path / "main", {"refs/heads/side": COMMIT})
    own = main / ".git" / "worktrees" / "side"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/side\n", encoding="utf-8")
    (own / "commondir").write_text("../..\n", encoding="utf-8")
    tree = tmp_path / "side"
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {own}\n", encoding="utf-8")
    assert find_checkout(tree) == Checkout(tree, "https://git.example.org/team/ssl", COMMIT)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://git.example.org/a/b.git", "https://git.example.org/a/b"),
        ("https://user:token@git.example.org/a/b", "https://git.example.org/a/b"),
        ("git@git.example.org:a/b.git", "https://git.example.org/a/b"),
        ("ssh://git@git.example.org:22/a/b.git", "https://git.example.org/a/b"),
        ("/home/ivan/repository", ""),
        ("file:///home/ivan/repository", ""),
        ("../other", ""),
        ("C:\\repository", ""),
    ],
)
def test_an_address_is_public_and_holds_no_secret(url: str, address: str) -> None:
    assert public_address(url) == address

from pathlib import Path, PurePosixPath

import pytest

from pipelines.images.ignored import is_ignored, read_patterns


@pytest.mark.parametrize(
    ("lines", "path", "ignored"),
    [
        ("", "a/b.py", False),
        ("# all\n*", "a/b.py", True),
        ("*\n!a", "a/b.py", False),
        ("*\n!a\na/*/c.py", "a/b/c.py", True),
        ("*\n!a\na/*/c.py", "a/b/d/c.py", False),
        ("*\n!a\na/*/c.py", "a/c.py", False),
        ("**/__pycache__", "a/b/__pycache__/c.pyc", True),
        ("**/__pycache__", "__pycache__/c.pyc", True),
        ("**/*.pyc", "c.pyc", True),
        ("**/*.pyc", "a/b/c.pyc", True),
        ("*.pyc", "a/c.pyc", False),
        ("a", "ab/c", False),
        ("a/", "a/c", True),
        ("/a", "a/c", True),
        ("a?c", "abc", True),
        ("a.c", "abc", False),
        ("a\n!a/keep", "a/keep", False),
        ("!a/keep\na", "a/keep", True),
        ("!", "a", False),
    ],
)
def test_the_last_line_that_fits_decides(tmp_path: Path, lines: str, path: str, ignored: bool) -> None:
    (tmp_path / ".dockerignore").write_text(lines, encoding="utf-8")
    assert is_ignored(PurePosixPath(path), read_patterns(tmp_path / ".dockerignore")) == ignored


def test_without_the_file_nothing_is_left_out(tmp_path: Path) -> None:
    assert read_patterns(tmp_path / ".dockerignore") == ()

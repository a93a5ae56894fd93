"""Every rule is broken by a fixture, which breaks no other, and kept by a corrected one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipelines.linting.catalogue import RULES
from pipelines.linting.files import lint_code, lint_files
from tests.pipelines.linting import text_cases, yaml_cases
from tests.pipelines.linting.test_ir import CASES as IR_CASES
from tests.pipelines.linting.yaml_cases import Files

OF_IR = {case[0] for case in IR_CASES} | {"task-image-latest"}
OF_LOCKS = "images-lock-stale"  # test_locks


def fired(folder: Path, files: Files) -> set[str]:
    for name, documents in files.items():
        path = folder / "manifests" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    return {finding.rule for finding in lint_files([folder]).findings}


def _all(bad: bool) -> Iterator[tuple[str, Files]]:
    for rule, cases in yaml_cases.CASES.items():
        yield from ((rule, files) for files in cases[0 if bad else 1])


def _texts(table: dict[str, tuple[list[str], list[str]]], bad: bool) -> Iterator[tuple[str, str]]:
    for rule, cases in table.items():
        yield from ((rule, text) for text in cases[0 if bad else 1])


@pytest.mark.parametrize(("rule", "files"), _all(bad=True))
def test_a_broken_manifest_breaks_one_rule(rule: str, files: Files, tmp_path: Path) -> None:
    assert fired(tmp_path, files) == {rule}


@pytest.mark.parametrize(("rule", "files"), _all(bad=False))
def test_a_good_manifest_breaks_none(rule: str, files: Files, tmp_path: Path) -> None:
    assert fired(tmp_path, files) == set()


@pytest.mark.parametrize(("rule", "case"), yaml_cases.TOGETHER.items())
def test_rules_that_are_broken_together(rule: str, case: tuple[list[Files], set[str]], tmp_path: Path) -> None:
    for files in case[0]:
        assert fired(tmp_path, files) == case[1]


@pytest.mark.parametrize(("rule", "text"), _texts(text_cases.DOCKERFILES, bad=True))
def test_a_broken_dockerfile_breaks_one_rule(rule: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    assert {finding.rule for finding in lint_files([tmp_path]).findings} == {rule}


@pytest.mark.parametrize(("rule", "text"), _texts(text_cases.DOCKERFILES, bad=False))
def test_a_good_dockerfile_breaks_none(rule: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    assert lint_files([tmp_path]).findings == []


@pytest.mark.parametrize(("rule", "text"), _texts(text_cases.CODE, bad=True))
def test_broken_code_breaks_one_rule(rule: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(text, encoding="utf-8")
    assert {finding.rule for finding in lint_code([tmp_path]).findings} == {rule}


@pytest.mark.parametrize(("rule", "text"), _texts(text_cases.CODE, bad=False))
def test_good_code_breaks_none(rule: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(text, encoding="utf-8")
    assert lint_code([tmp_path]).findings == []


def test_every_rule_has_fixtures_that_break_and_keep_it() -> None:
    tables = (yaml_cases.CASES, text_cases.DOCKERFILES, text_cases.CODE)
    assert all(bad and good for table in tables for bad, good in table.values())
    assert {*OF_IR, OF_LOCKS, *yaml_cases.TOGETHER, *(rule for table in tables for rule in table)} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_page_says_what_why_bad_and_good(rule: object) -> None:
    page = RULES[rule.name].page  # type: ignore[attr-defined]
    assert "Bad:" in page
    assert "Good:" in page
    assert len(RULES[rule.name].title) > 20  # type: ignore[attr-defined]

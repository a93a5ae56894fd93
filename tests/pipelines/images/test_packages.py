"""Each image holds what its code imports: read from the source, imports inside functions included."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRAPPERS = sorted(ROOT.glob("components/*/component.py"))
KFP = {
    "kfp",
    "kfp-kubernetes",
    "kfp-pipeline-spec",
}  # names in kfp's own namespace: locks/image-kfp.txt brings the first, a step needs no other


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda path: path.parent.name)
def test_a_stage_finds_its_packages_in_its_image(wrapper: Path) -> None:
    target = re.search(r"base_image=images\.(CPU|GPU)", wrapper.read_text(encoding="utf-8"))
    assert target
    missing = imported(wrapper) - locked(target[1].lower()) - KFP
    assert not missing, f"{wrapper.parent.name} imports {missing}, which locks/image-{target[1].lower()}.txt has not"


def test_the_gateway_finds_its_packages_in_its_image() -> None:
    assert not imported(ROOT / "components/gateway/__main__.py") - locked("gateway")


def test_the_model_server_finds_its_packages_where_models_are_served() -> None:
    assert imported(ROOT / "components/model_server/__main__.py") <= locked("gpu")


@pytest.mark.parametrize("target", ["cpu", "gpu", "gateway"])
def test_an_image_has_the_versions_that_the_tests_run_with(target: str) -> None:
    tested = lines("dev")
    assert {name: version for name, version in lines(f"image-{target}").items() if tested.get(name) != version} == {}


def locked(target: str) -> set[str]:
    return set(lines(f"image-{target}"))


@cache
def lines(lock: str) -> dict[str, frozenset[str]]:
    """Distribution -> its versions; more than one where they differ by Python version."""
    text = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE):
        found.setdefault(canonical(name), set()).add(version)
    return {name: frozenset(versions) for name, versions in found.items()}


def imported(start: Path) -> set[str]:
    """Distributions that a module needs, directly or through modules of ours."""
    waiting, seen, found = [start], set(), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in names(ast.parse(path.read_text(encoding="utf-8"))):
            own = module(name)
            waiting += own
            if not own and name.partition(".")[0] not in (*sys.stdlib_module_names, "components"):
                found |= distributions(name)
    return found


def names(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            yield node.module
            if node.module.startswith("components"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from names(node)


def module(name: str) -> list[Path]:
    path = ROOT / name.replace(".", "/")
    ours = name.startswith("components") and name != "components.images"
    return [found for found in (path.with_suffix(".py"), path / "__init__.py") if ours and found.is_file()]


@cache
def known() -> dict[str, list[str]]:
    return dict(packages_distributions())


def distributions(name: str) -> set[str]:
    return {canonical(found) for found in known().get(name.partition(".")[0], [name])}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

"""A stage of the training data that is killed at any moment leaves nothing half-written, and its re-run the same bytes.

The stages run as a task of a pipeline runs them: through the functions of their wrappers.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from kfp import dsl

from components.curate.component import curate
from components.ingest.component import ingest
from components.shared.summaries import CurateSummary, IngestSummary, SplitSummary, Summary
from components.split.component import split
from tests.data_sources import settings_of, write_sources
from tests.data_stages import CURATE, SPLIT
from tests.digests import digests
from tests.killing import killed_at_byte, killed_before_change

SUMMARIES: dict[str, type[Summary]] = {"ingest": IngestSummary, "curate": CurateSummary, "split": SplitSummary}
MADE = {"ingest": "corpus", "curate": "curated", "split": "splits"}
# reading a configuration whose names are told takes long, so that it is done at few points, and alone
KINDS = {"outside": ("repository", "public", "community", "knowledge_base", "corrections"), "modules": ("modules",)}
EVERY_CHANGE = range(1, 1000)
EVERY_SIZE = [4**power for power in (2, 4, 6, 7, 8)]

Kill = Callable[[int, Callable[[], None]], bool]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Path]:
    """Sources, and what each stage makes of them undisturbed."""
    folder = tmp_path_factory.mktemp("killed")
    write_sources(folder / "sources")
    keep_few_modules(folder / "sources")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BSL_RATINGS", f"file:{folder}/sources/ratings")
        patch.setenv("BSL_KNOWLEDGE_BASE", f"file:{folder}/sources/base")
        patch.setenv("BSL_CACHE", f"{folder}/cache")
        for stage in MADE:
            run(stage, folder, folder / stage)
        yield folder


def run(stage: str, prepared: Path, output: Path, kinds: str = "outside") -> None:
    """Run a stage as its task would."""
    output.mkdir(exist_ok=True)
    written: dict[str, Any] = {
        MADE[stage]: dsl.Dataset(uri=str(output / MADE[stage])),
        "summary": dsl.Artifact(uri=str(output / "summary")),
        "metrics": dsl.Metrics(uri=str(output / "metrics")),
    }
    match stage:
        case "ingest":
            ingest.python_func(**written, settings=ingest_settings(prepared, kinds))
        case "curate":
            corpus = dsl.Dataset(uri=str(prepared / "ingest/corpus"))
            curate.python_func(corpus=corpus, **written, settings=CURATE.model_dump(mode="json"))
        case _:
            curated = dsl.Dataset(uri=str(prepared / "curate/curated"))
            split.python_func(curated=curated, **written, settings=SPLIT.model_dump(mode="json"))


def ingest_settings(prepared: Path, kinds: str = "outside") -> dict[str, Any]:
    settings = settings_of(prepared / "sources")
    few = prepared / "sources/few modules"
    chosen = [source for source in settings.sources if source.kind in KINDS[kinds]]
    chosen = [source.model_copy(update={"path": str(few)}) if source.kind == "modules" else source for source in chosen]
    return settings.model_copy(update={"sources": tuple(chosen)}).model_dump(mode="json")


def keep_few_modules(sources: Path) -> None:
    """A configuration of its common modules alone."""
    shutil.copytree(sources / "modules", sources / "few modules")
    for folder in filter(Path.is_dir, (sources / "few modules").iterdir()):
        if folder.name != "CommonModules":
            shutil.rmtree(folder)


def told(stage: str, folder: Path) -> dict[str, Any]:
    """What lies in a folder; of a summary the facts without the clock."""
    found: dict[str, Any] = dict(digests(folder))
    if "summary" in found:
        found["summary"] = SUMMARIES[stage].read(folder / "summary").model_copy(update={"seconds": 0.0})
    return found


def under(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """The file or all files of the folder of this name."""
    return {path: told for path, told in found.items() if path.split("/")[0] == name}


def older(whole: Path, output: Path) -> None:
    """Results of an earlier run over other data, which a run is to replace."""
    shutil.copytree(whole, output)
    for file in filter(Path.is_file, output.rglob("*")):
        with file.open("ab") as opened:
            opened.write(b"\n")


def kills(
    stage: str, prepared: Path, output: Path, kill: Kill, points: Iterable[int], *, kinds: str = "outside", over: bool
) -> int:
    """Kill a stage at each point, look at what it left, and run it again.

    Args:
        stage: Its name.
        prepared: Sources, and what each stage makes of them.
        output: A free name.
        kill: How it is killed at a point.
        points: Where; a point that is not reached is the last.
        kinds: Which sources are ingested.
        over: Whether it replaces results of an earlier run.

    Returns:
        How many points were reached.
    """
    run(stage, prepared, output, kinds)
    whole = output.rename(output.with_name("whole"))
    right = told(stage, whole)
    seen: list[dict[str, Any]] = []
    for count, point in enumerate(points):
        shutil.rmtree(output, ignore_errors=True)
        older(whole, output) if over else output.mkdir()
        before = told(stage, output)
        if not kill(point, lambda: run(stage, prepared, output, kinds)):
            assert told(stage, output) == right
            return count
        left = told(stage, output)
        for name in (MADE[stage], "summary"):
            assert under(name, left) in ({}, under(name, before), under(name, right)), f"{name} after point {point}"
        if left not in seen:  # a re-run sees nothing but the disk, so that each state is looked at once
            seen.append(left)
            run(stage, prepared, output, kinds)
            assert told(stage, output) == right, f"another result after point {point}"
    return len(list(points))


@pytest.mark.parametrize(
    ("stage", "least", "how"),
    [
        ("ingest", 35, {"kinds": "outside", "over": False}),
        ("ingest", 10, {"kinds": "modules", "over": True}),
        ("curate", 22, {"over": True}),
        ("split", 40, {"over": True}),
    ],
)
def test_a_kill_before_any_change_of_the_disk(
    stage: str, least: int, how: dict[str, Any], prepared: Path, tmp_path: Path
) -> None:
    assert kills(stage, prepared, tmp_path / "output", killed_before_change, EVERY_CHANGE, **how) >= least


@pytest.mark.parametrize("stage", MADE)
def test_a_kill_in_the_middle_of_any_file(stage: str, prepared: Path, tmp_path: Path) -> None:
    assert kills(stage, prepared, tmp_path / "output", killed_at_byte, EVERY_SIZE, over=False) >= 3

"""What is kept of equal and almost equal records, and what is remembered of the others."""

import os
import random
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.ingest.methods import record_id
from components.shared.bsl import parse
from components.shared.records import Record, read_records, write_records
from components.shared.summaries import CurateSummary
from components.shared.template_corpus import template_examples

RUN = """
import os, sys
from pathlib import Path
from components.curate import stage
from components.curate.settings import CurateSettings
if __name__ == "__main__":
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[3])])
    stage.ROWS_PER_PIECE, stage.PIECES_WORTH_A_POOL = 50, 2
    settings = CurateSettings(drop_not_compiling=False, drop_strong_findings=False)
    stage.curate_corpus(Path(sys.argv[1]), Path(sys.argv[2]), settings)
"""
LINES = [f"\tИтог{number} = Рассчитать{number}(Сумма, {number}, Товар{number});" for number in range(20)]
TOKEN = re.compile(r"\w+|[^\w\s]")


def method(lines: list[str] = LINES, name: str = "Итоги") -> str:
    return "\n".join([f"Процедура {name}(Сумма)", *lines, "КонецПроцедуры"])


def record(output: str, **change: Any) -> Record:
    made = Record(
        id=record_id(output, ""),
        instruction="Напиши процедуру, которая считает итоги.",
        output=output,
        source="module",
        path="a.bsl",
        license="MIT",
        license_source="license_file",
        redistributable=True,
        module_key="CommonModule.Итоги.Module",
    )
    return made.model_copy(update=change)


def curate(tmp_path: Path, records: list[Record]) -> tuple[list[Record], CurateSummary]:
    write_records(tmp_path / "corpus", records)
    settings = CurateSettings(drop_not_compiling=False, drop_strong_findings=False)
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", settings)
    assert sum(summary.fates.values()) == len(records)
    return list(read_records(tmp_path / "curated")), summary


ONE_LINE_OTHER = [*LINES[:10], "\tИтог10 = 0;", *LINES[11:]]
FIVE_LINES_OTHER = [*LINES[:10], *["\tИтог10 = 0;"] * 5, *LINES[15:]]


@pytest.mark.parametrize(
    ("other", "change", "fate"),
    [
        (method(ONE_LINE_OTHER), {}, "near_duplicate"),
        (method(FIVE_LINES_OTHER), {}, "kept"),
        (method(name="Итоги2"), {}, "near_duplicate"),
        (method([line.upper() for line in LINES]), {}, "duplicate"),
        (method(["\t// Сначала итоги.", *LINES]), {}, "duplicate"),
        (method(LINES[:12]), {}, "kept"),
        # the same code as another task is another example
        (method(ONE_LINE_OTHER), {"task": "fix", "input": method(FIVE_LINES_OTHER)}, "kept"),
        (method(), {"task": "fix", "input": method(FIVE_LINES_OTHER)}, "kept"),
        (method(ONE_LINE_OTHER), {"task": "complete", "input": method(LINES[:3])}, "kept"),
    ],
)
def test_what_is_almost_equal_is_kept_once(tmp_path: Path, other: str, change: dict[str, Any], fate: str) -> None:
    _, summary = curate(tmp_path, [record(method()), record(other, **change)])
    assert summary.fates == ({"kept": 2} if fate == "kept" else {"kept": 1, fate: 1})


def test_copies_with_other_names_are_kept_and_counted(tmp_path: Path) -> None:
    renamed = re.sub(r"(Итог|Рассчитать|Товар|Сумма)", r"Мой\1", method())
    kept, summary = curate(tmp_path, [record(method()), record(renamed), record(method(FIVE_LINES_OTHER))])
    assert len(kept) == 3
    assert summary.renamed_copies == 1


def test_all_places_of_a_kept_record_are_remembered(tmp_path: Path) -> None:
    copies = [
        record(method(), path="a.bsl", instruction="Напиши процедуру, которая рассчитывает все итоги."),
        record(method(), path="b.bsl", repository="second", line_start=5, module_key="CommonModule.Второй.Module"),
        record(method(ONE_LINE_OTHER), path="c.bsl", configuration="Торговля", license="Apache-2.0"),
        record(method(ONE_LINE_OTHER), path="d.bsl", copies=3),
    ]
    (kept,), summary = curate(tmp_path, copies)
    assert summary.fates == {"kept": 1, "duplicate": 2, "near_duplicate": 1}
    assert (kept.path, kept.copies, kept.cluster_id) == ("a.bsl", 6, kept.id)
    found = {(o.path, o.repository, o.configuration, o.line_start, o.license, o.module_key) for o in kept.origins}
    assert found == {(o.path, o.repository, o.configuration, o.line_start, o.license, o.module_key) for o in copies[1:]}


PROPRIETARY = {"license": "LicenseRef-1C-Proprietary", "redistributable": False}
UNKNOWN = {"license": "LicenseRef-Unknown", "redistributable": False, "license_source": "none"}
COPYLEFT = {"license": "GPL-3.0-only", "redistributable": False}


@pytest.mark.parametrize(
    ("others", "license_name", "license_source", "redistributable"),
    [
        ([], "MIT", "license_file", True),
        ([{"license": "Apache-2.0"}], "MIT", "license_file", True),
        ([PROPRIETARY], "LicenseRef-1C-Proprietary", "copy", False),
        ([UNKNOWN], "LicenseRef-Unknown", "copy", False),
        ([UNKNOWN, PROPRIETARY, COPYLEFT], "LicenseRef-1C-Proprietary", "copy", False),
        ([COPYLEFT, UNKNOWN], "LicenseRef-Unknown", "copy", False),
    ],
)
@pytest.mark.parametrize("lines", [LINES, ONE_LINE_OTHER], ids=["equal", "almost equal"])
def test_the_strictest_licence_binds_all_copies(
    tmp_path: Path,
    others: list[dict[str, Any]],
    lines: list[str],
    license_name: str,
    license_source: str,
    redistributable: bool,
) -> None:
    (kept,), _ = curate(tmp_path, [record(method(), rationale="Ясно."), *(record(method(lines), **o) for o in others)])
    assert (kept.license, kept.license_source, kept.redistributable) == (license_name, license_source, redistributable)


def test_what_was_made_of_a_record_shares_its_fate_and_licence(tmp_path: Path) -> None:
    parent = record(method(), rationale="Ясно.")
    copy = record(method(ONE_LINE_OTHER), **PROPRIETARY)
    explained = {"task": "explain", "generator": "explain"}
    children = [
        record("Рассчитывает итоги по товарам.", input=parent.output, parent_id=parent.id, **explained),
        record("Рассчитывает все итоги.", input=copy.output, parent_id=copy.id, **explained),
        record("Ничего не рассчитывает.", input="А = 1;", parent_id="unknown", **explained),
    ]
    kept, summary = curate(tmp_path, [*children, parent, copy])
    assert summary.fates == {"kept": 3, "near_duplicate": 2}
    licenses = {made.output: made.license for made in kept}
    assert licenses == {
        parent.output: "LicenseRef-1C-Proprietary",
        children[0].output: "LicenseRef-1C-Proprietary",
        children[2].output: "MIT",
    }


@pytest.fixture(scope="module")
def sample() -> list[Record]:
    """Methods with edits of every size, and copies."""
    chance = random.Random(3)
    records = []
    for number, example in enumerate(template_examples(90, seed=11)):
        text = example.output
        for version in range(4):
            lines = text.splitlines()
            place = chance.randrange(1, len(lines))
            lines[place:place] = [f"\tЗначение{chance.randrange(3)} = {version};"] * chance.randrange(3)
            text = "\n".join(lines)
            key = f"CommonModule.М{number}{version}.Module"
            records.append(record(text, name=example.name, path=f"{number}/{version}", module_key=key))
    # a line inside of a query breaks it
    return [made for made in records if not parse(made.output).errors]


def test_copies_are_those_that_all_pairs_show(tmp_path: Path, sample: list[Record]) -> None:
    """Brute force with sets of words, which shares nothing with the tested code, over every pair."""
    kept, summary = curate(tmp_path, sample)
    best = sorted(sample, key=lambda r: (-len(r.instruction), -len(r.output), r.id))
    sets = {id(r): _shingles(r.output) for r in best}
    expected: list[Record] = []
    for candidate in best:
        if not any(_jaccard(sets[id(candidate)], sets[id(leader)]) >= 0.8 for leader in expected):
            expected.append(candidate)
    assert {r.id for r in kept} == {r.id for r in expected}
    assert 90 < len(expected) < 300
    for one, other in combinations(kept, 2):
        assert _jaccard(_shingles(one.output), _shingles(other.output)) < 0.8
    assert summary.fates["near_duplicate"] > 50


def test_order_hash_seed_and_processes_do_not_change_a_byte(tmp_path: Path, sample: list[Record]) -> None:
    curate(tmp_path, sample)
    expected = (tmp_path / "curated").read_bytes()
    (tmp_path / "run.py").write_text(RUN, encoding="utf-8")
    for seed, cores in (("1", 2), ("2", 1)):
        write_records(tmp_path / "shuffled", random.Random(seed).sample(sample, len(sample)))
        command = [sys.executable, tmp_path / "run.py", tmp_path / "shuffled", tmp_path / "again", str(cores)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()}
        subprocess.run(command, check=True, env=environment)
        assert (tmp_path / "again").read_bytes() == expected
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "curated", "run.py", "shuffled", "again"}


def _shingles(code: str) -> set[tuple[str, ...]]:
    tokens = TOKEN.findall(re.sub(r"(?m)^\s*//.*", "", code).lower())
    return {tuple(tokens[start : start + 5]) for start in range(len(tokens) - 4)}


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)

"""No record of test has a twin in training, whatever the records are; what is set aside is counted and shown."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.shared.records import Origin, Record, read_records, write_records
from components.shared.template_corpus import template_examples
from components.split.assignment import split_of, split_of_record
from components.split.likeness import AlikeSets
from components.split.settings import SplitSettings
from components.split.stage import split_records

TOKEN = re.compile(r"\w+|[^\w\s]")
SETTINGS = SplitSettings()
RUN = """
import os, sys
from pathlib import Path
from components.split.settings import SplitSettings
from components.split.stage import split_records
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[3])])
split_records(Path(sys.argv[1]), Path(sys.argv[2]), SplitSettings())
"""


def modules_of(split: str) -> list[str]:
    keys = (f"CommonModule.М{number}.Module" for number in range(400))
    return [key for key in keys if split_of(key, SETTINGS) == split]


TRAIN, VALIDATION, TEST = map(modules_of, ("train", "validation", "test"))


def method(word: str, count: int = 30) -> str:
    lines = [f"\t{word}{number} = Рассчитать{word}({number}, {word});" for number in range(count)]
    return "\n".join([f"Процедура {word}()", *lines, "КонецПроцедуры"])


def record(output: str, module_key: str, **change: Any) -> Record:
    made = Record(
        id="0",
        instruction="Напиши процедуру.",
        output=output,
        source="module",
        license="MIT",
        license_source="license_file",
        module_key=module_key,
    )
    return made.model_copy(update=change)


def filling() -> list[Record]:
    """Records of which none is like another, some in each split."""
    keys = [*TRAIN[:8], *VALIDATION[:4], *TEST[:4]]
    return [record(method(f"Слово{number}", 10), key, id=f"f{number}") for number, key in enumerate(keys)]


def split(tmp_path: Path, records: list[Record]) -> tuple[dict[str, list[str]], list[dict[str, Any]], dict[str, Any]]:
    write_records(tmp_path / "curated", records)
    split_records(tmp_path / "curated", tmp_path / "splits", SETTINGS)
    folder = tmp_path / "splits"
    parts = {
        name: [made.id for made in read_records(folder / f"{name}.parquet")] for name in ("train", "validation", "test")
    }
    lines = [json.loads(line) for line in (folder / "quarantined.jsonl").read_text(encoding="utf-8").splitlines()]
    return parts, lines, json.loads((folder / "dataset_stats.json").read_text(encoding="utf-8"))


HELD_OUT = method("Итог")
HALF_OTHER = "\n".join([*HELD_OUT.splitlines()[:22], *method("Прочее").splitlines()[22:]])
ONE_TENTH = "\n".join([*HELD_OUT.splitlines()[:4], *method("Прочее").splitlines()[4:]])
WITH_MUCH_MORE = HELD_OUT.replace("КонецПроцедуры", "\n".join(method("Ещё", 28).splitlines()[1:]))
PIECES = "\n".join([*HELD_OUT.splitlines()[:12], *method("Другой").splitlines()[12:20], "КонецПроцедуры"])


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (HELD_OUT.replace(";", ";  // так"), "near_held_out"),
        (HALF_OTHER, "near_held_out"),
        (ONE_TENTH, None),
        (WITH_MUCH_MORE, "near_held_out"),
        (PIECES, "contains_held_out"),
    ],
)
@pytest.mark.parametrize("held_out", [VALIDATION[0], TEST[0]], ids=["validation", "test"])
def test_training_records_near_to_held_out_ones_are_set_aside(
    tmp_path: Path, held_out: str, output: str, reason: str | None
) -> None:
    records = [*filling(), record(HELD_OUT, held_out, id="held"), record(output, TRAIN[0], id="near")]
    parts, lines, stats = split(tmp_path, records)
    assert "held" in parts["test"] + parts["validation"]
    assert ("near" in parts["train"]) is (reason is None)
    assert [(line["id"], line["reason"]) for line in lines] == ([("near", reason)] if reason else [])
    assert stats["quarantined"] == ({reason: 1} if reason else {})
    if reason == "near_held_out":
        assert lines[0]["nearest"] == "held"
    assert sum(map(len, parts.values())) + len(lines) == len(records)


def test_what_was_made_of_a_record_stands_where_it_stands(tmp_path: Path) -> None:
    parents = [record(method("Первый"), TEST[0], id="test"), record(HELD_OUT, TRAIN[0], id="near")]
    children = [
        record("Считает первое.", TRAIN[1], id="of test", parent_id="test", task="explain"),
        record("Считает итог.", TRAIN[1], id="of near", parent_id="near", task="explain"),
        record("Считает прочее.", TRAIN[1], id="of none", parent_id="none", task="explain"),
    ]
    parts, lines, stats = split(tmp_path, [*filling(), *children, record(HELD_OUT, TEST[1], id="twin"), *parents])
    assert "of test" in parts["test"]
    assert "of none" in parts["train"]
    assert {line["id"]: line["reason"] for line in lines} == {
        "near": "near_held_out",
        "of near": "made_of_quarantined",
    }
    assert stats["quarantined"] == {"made_of_quarantined": 1, "near_held_out": 1}


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        (TRAIN[0], [], "train"),
        (TRAIN[0], [TRAIN[1]], "train"),
        (TRAIN[0], [TEST[0]], "test"),
        (TEST[0], [TRAIN[0], VALIDATION[0]], "test"),
        (TRAIN[0], [VALIDATION[0]], "validation"),
        (VALIDATION[0], [TEST[0]], "test"),
    ],
)
def test_a_copy_in_a_held_out_module_holds_a_record_out(own: str, others: list[str], expected: str) -> None:
    origins = tuple(Origin(id="", source="module", license="MIT", module_key=key) for key in others)
    assert split_of_record(record("А", own, origins=origins), SETTINGS) == expected


def test_the_certificate_tells_what_all_pairs_show(tmp_path: Path) -> None:
    """Brute force with sets of words, which shares nothing with the tested code, over every pair."""
    records = _sample()
    parts, lines, stats = split(tmp_path, records)
    texts = {made.id: made.output for made in records}
    near = {made.id: _grams(made.output, 5) for made in records}
    held_out = [*parts["validation"], *parts["test"]]
    pieces = set.union(*(_grams(texts[name], 13) for name in held_out))
    train = [made.id for made in records if made.id in {*parts["train"], *(line["id"] for line in lines)}]
    expected = {}
    for name in train:
        likeness = max(_jaccard(near[name], near[other]) for other in held_out)
        own = _grams(texts[name], 13)
        if likeness >= 0.5 or len(own & pieces) >= 0.5 * len(own):
            expected[name] = "near_held_out" if likeness >= 0.5 else "contains_held_out"
    assert {line["id"]: line["reason"] for line in lines} == expected
    assert len(expected) > 10
    certificate = stats["certificate"]
    test_pieces = set.union(*(_grams(texts[name], 13) for name in parts["test"]))
    most = max(_jaccard(near[name], near[other]) for name in parts["train"] for other in parts["test"])
    share = max(len(own & test_pieces) / len(own) for own in (_grams(texts[name], 13) for name in parts["train"]))
    assert certificate["max_similarity"] == (round(most, 4) if most >= 0.4 else None)
    assert certificate["max_containment"] == round(share, 4) < 0.5
    assert (certificate["train"], certificate["test"]) == (len(parts["train"]), len(parts["test"]))


def test_more_data_moves_nothing_out_of_validation_or_test(tmp_path: Path) -> None:
    records = _sample()
    before, _, _ = split(tmp_path, records[:150])
    after, _, _ = split(tmp_path, records)
    for name in ("validation", "test"):
        assert set(before[name]) <= set(after[name])


def test_order_hash_seed_and_processors_do_not_change_a_byte(tmp_path: Path) -> None:
    records = _sample()
    split(tmp_path, records)
    for seed, cores in (("1", "2"), ("2", "1")):
        write_records(tmp_path / "shuffled", random.Random(seed).sample(records, len(records)))
        command = [sys.executable, "-c", RUN, tmp_path / "shuffled", tmp_path / "again", cores]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()}
        subprocess.run(command, check=True, env=environment)
        for path in (tmp_path / "splits").iterdir():
            assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_an_index_of_nothing_finds_nothing() -> None:
    empty = AlikeSets([], 0.5)
    assert list(empty.pairs(empty.sets)) == []


def _sample() -> list[Record]:
    """Template methods are near twins of one another by construction."""
    return [
        record(example.output, f"CommonModule.М{number}.Module", id=f"s{number}")
        for number, example in enumerate(template_examples(220, seed=5))
    ]


def _grams(code: str, size: int) -> set[tuple[str, ...]]:
    tokens = TOKEN.findall(re.sub(r"(?m)^\s*//.*", "", code).lower())
    tokens += ["\0"] * (size - len(tokens))
    return {tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)}


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)

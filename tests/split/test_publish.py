"""What lies beside the splits: card, attribution, manifest, plain code; and what the profile ``publish`` refuses."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from components.shared.errors import BadInput
from components.shared.records import Record, count_records, read_records, write_records
from components.split.settings import SplitSettings
from components.split.stage import split_records


def record(number: int, **change: object) -> Record:
    return Record(
        id=f"{number:032x}",
        instruction=f"Напиши функцию {number}",
        output=f"Функция А{number}()\n\tВозврат {number};\nКонецФункции",
        source="module",
        repository="https://github.com/owner/name",
        commit="a" * 40,
        path=f"М{number // 2}.bsl",
        line_start=1 + number % 2 * 10,
        license="CC-BY-4.0",
        license_source="file_header",
        redistributable=True,
        module_key=f"CommonModule.М{number // 2}.Module",
    ).model_copy(update=change)


def split(tmp_path: Path, records: list[Record], **choices: object) -> Path:
    write_records(tmp_path / "curated", records)
    split_records(tmp_path / "curated", tmp_path / "splits", SplitSettings(**choices))  # type: ignore[arg-type]
    return tmp_path / "splits"


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_manifest_has_the_digest_of_every_file(tmp_path: Path) -> None:
    folder = split(tmp_path, [record(number) for number in range(100)])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for name, facts in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert facts == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_datasets_loads_the_folder_by_its_card(tmp_path: Path) -> None:
    from datasets import get_dataset_config_names, load_dataset

    folder = split(tmp_path, [record(number) for number in range(100)])
    names = get_dataset_config_names(str(folder))
    assert set(names) == {"default", "alpaca", "openai", "hf", "raw"}
    for name in names:
        loaded = load_dataset(str(folder), name, cache_dir=str(tmp_path / "cache"))
        assert len(loaded["train"]) > len(loaded["validation"]) > 0
    assert len(load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))["test"]) == count_records(
        folder / "test.parquet"
    )


def test_the_card_leaves_out_files_that_are_empty(tmp_path: Path) -> None:
    folder = split(tmp_path, [record(number, source="template") for number in range(100)])
    front = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert "raw" not in {config["config_name"] for config in front["configs"]}
    assert front["license"] == "cc-by-4.0"


def test_the_card_says_what_may_be_done(tmp_path: Path) -> None:
    folder = split(tmp_path, [record(number) for number in range(100)])
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "только внутри компании" in card
    assert "for internal use only" in card
    published = split(tmp_path, [record(number) for number in range(100)], profile="publish")
    assert "for internal use only" not in (published / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ["## https://github.com/owner/name", "CC-BY-4.0", "a" * 40, "назвать автора", "name the author"]),
        ({"license": "MIT"}, ["MIT", "текст лицензии", "include the copyright notice"]),
        (
            {"repository": "", "configuration": "Торговля", "license": "LicenseRef-Unknown", "redistributable": False},
            ["## Торговля", "LicenseRef-Unknown", "не распространять", "not to be passed on"],
        ),
    ],
)
def test_attribution_says_what_each_licence_asks(tmp_path: Path, change: dict[str, object], said: list[str]) -> None:
    folder = split(tmp_path, [record(number, **change) for number in range(100)])
    page = (folder / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert all(text in page for text in said)


def test_plain_code_is_modules_of_kept_methods_in_their_order(tmp_path: Path) -> None:
    folder = split(tmp_path, [record(number) for number in reversed(range(100))])
    train = list(read_records(folder / "train.parquet"))
    modules = lines(folder / "bsl_raw_train.jsonl")
    assert {module["module_key"] for module in modules} == {record.module_key for record in train}
    number = int(modules[0]["path"].removeprefix("М").removesuffix(".bsl")) * 2
    assert modules[0]["text"] == f"{record(number).output}\n\n{record(number + 1).output}\n"
    assert modules[0]["license"] == "CC-BY-4.0"


def test_code_without_a_task_is_plain_code_and_no_example(tmp_path: Path) -> None:
    kept = [record(number, **({"task": "raw", "instruction": ""} if number % 2 else {})) for number in range(100)]
    folder = split(tmp_path, kept)
    examples = [found for name in ("train", "validation", "test") for found in read_records(folder / f"{name}.parquet")]
    assert sorted(found.id for found in examples) == sorted(found.id for found in kept if found.task == "write")
    texts = "".join(line["text"] for name in ("train", "val") for line in lines(folder / f"bsl_raw_{name}.jsonl"))
    assert sum(found.output in texts for found in kept if found.task == "raw") > 30


def test_what_was_made_or_written_is_no_module(tmp_path: Path) -> None:
    kept = [
        record(number, parent_id="f" * 32) if number % 2 else record(number, source="pattern") for number in range(99)
    ]
    assert lines(split(tmp_path, kept) / "bsl_raw_train.jsonl") == []


def test_nothing_that_may_not_be_passed_on_is_published(tmp_path: Path) -> None:
    kept = [record(number) for number in range(100)]
    kept[7] = record(7, license="LicenseRef-1C-Proprietary", redistributable=False, output="Секрет()")
    with pytest.raises(BadInput, match=r"LicenseRef-1C-Proprietary may not be passed on.*curate.profile=publish"):
        split(tmp_path, kept, profile="publish")
    assert not (tmp_path / "splits").exists()


def test_the_abundant_is_capped_and_counted(tmp_path: Path) -> None:
    kept = [record(number, category="forms" if number % 10 else "crud") for number in range(400)]
    free = split(tmp_path, kept)
    before = json.loads((free / "dataset_stats.json").read_text(encoding="utf-8"))
    assert before["capped"] == {}
    folder = split(tmp_path, kept, mix_from_records=50)
    stats = json.loads((folder / "dataset_stats.json").read_text(encoding="utf-8"))
    assert stats["train"] + stats["capped"]["forms"] == before["train"]
    assert stats["train"] >= 49
    assert (stats["validation"], stats["test"]) == (before["validation"], before["test"])


def test_what_is_lacking_and_how_diverse_it_is_stands_in_the_statistics(tmp_path: Path) -> None:
    folder = split(tmp_path, [record(number, category="forms", configuration="Торговля") for number in range(100)])
    stats = json.loads((folder / "dataset_stats.json").read_text(encoding="utf-8"))
    lacking = {deficit["category"]: deficit for deficit in stats["deficits"]}
    assert "forms" not in lacking
    assert lacking["crud"]["missing"] == lacking["crud"]["wished"] == round(0.3 * stats["train"])
    assert "история версий" in lacking["refactoring"]["filled_by"]
    cell = {"category": "forms", "configuration": "Торговля", "length": "short", "kind": "write"}
    assert stats["diversity"] == [{**cell, "records": stats["train"]}]


def test_notices_of_authors_are_told_with_their_place(tmp_path: Path) -> None:
    ours, theirs = "Copyright (c) 2020 Мы", "Copyright (c) 2010 `Они`"
    kept = [record(number, copyright=ours if number % 3 else f"{ours}\n{theirs}") for number in range(100)]
    page = (split(tmp_path, kept) / "ATTRIBUTION.md").read_text(encoding="utf-8")
    expected = "Notices:\n  - `Copyright (c) 2010 'Они'`\n  - `Copyright (c) 2020 Мы`\n"
    assert page.count(expected) == 1
    assert page.count(ours) == 2  # in both languages
    split(tmp_path, kept[::-1])
    assert (tmp_path / "splits/ATTRIBUTION.md").read_text(encoding="utf-8") == page

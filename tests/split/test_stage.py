import json
import os
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from components.shared.records import CATEGORIES, Message, Record, count_records, read_records, write_records
from components.split.settings import SplitSettings
from components.split.stage import MIX_TARGET, split_records

FILES = {
    "train.parquet",
    "validation.parquet",
    "test.parquet",
    "bsl_train.jsonl",
    "bsl_val.jsonl",
    "bsl_test.jsonl",
    "bsl_alpaca_train.jsonl",
    "bsl_openai_train.jsonl",
    "bsl_hf_train.jsonl",
    "dataset_stats.json",
    "dataset_info.json",
    "quarantined.jsonl",
    "bsl_alpaca_val.jsonl",
    "bsl_openai_val.jsonl",
    "bsl_hf_val.jsonl",
    "bsl_raw_train.jsonl",
    "bsl_raw_val.jsonl",
    "README.md",
    "ATTRIBUTION.md",
    "manifest.json",
}

RAW = {"text", "module_key", "configuration", "repository", "commit", "path", "license"}


def records(count: int = 100, category: str | None = None, **change: object) -> list[Record]:
    return [
        Record(
            id=f"{number:032x}",
            instruction=f"Напиши функцию {number}",
            input="" if number % 2 else "Функция А()",
            output=f"Функция А{number}()\n\tВозврат {number};\nКонецФункции",
            category=category or CATEGORIES[number % len(CATEGORIES)],
            source="module",
            configuration="Торговля",
            license="MIT",
            license_source="license_file",
            module_key=f"CommonModule.М{number // 2}.Module",
        ).model_copy(update=change)
        for number in range(count)
    ]


@pytest.fixture
def splits(tmp_path: Path) -> Path:
    return split(tmp_path, records())


def split(tmp_path: Path, kept: list[Record], **choices: float) -> Path:
    write_records(tmp_path / "curated", kept)
    split_records(tmp_path / "curated", tmp_path / "splits", SplitSettings(**choices))  # type: ignore[arg-type]
    return tmp_path / "splits"


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_folder_has_exactly_its_files(splits: Path) -> None:
    assert {path.name for path in splits.iterdir()} == FILES
    assert set(os.listdir(splits.parent)) == {"curated", "splits"}


def test_every_record_is_in_one_split_and_no_module_in_two(splits: Path) -> None:
    parts = {name: list(read_records(splits / f"{name}.parquet")) for name in ("train", "validation", "test")}
    ids = [record.id for part in parts.values() for record in part]
    assert sorted(ids) == [record.id for record in records()]
    modules = [{record.module_key for record in part} for part in parts.values()]
    assert sum(map(len, modules)) == len(set.union(*modules))


def test_layouts_of_train_hold_train_alone(splits: Path) -> None:
    train = count_records(splits / "train.parquet")
    for name in ("bsl_train", "bsl_alpaca_train", "bsl_openai_train", "bsl_hf_train"):
        assert len(lines(splits / f"{name}.jsonl")) == train
    assert len(lines(splits / "bsl_val.jsonl")) == count_records(splits / "validation.parquet")
    assert len(lines(splits / "bsl_test.jsonl")) == count_records(splits / "test.parquet")


def test_text_is_plain_utf8_with_short_line_ends(splits: Path) -> None:
    data = (splits / "bsl_openai_train.jsonl").read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert "Функция".encode() in data


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("bsl_alpaca_train.jsonl", {"instruction", "input", "output", "system"}),
        ("bsl_openai_train.jsonl", {"messages"}),
        ("bsl_hf_train.jsonl", {"prompt", "completion"}),
        ("bsl_alpaca_val.jsonl", {"instruction", "input", "output", "system"}),
        ("bsl_openai_val.jsonl", {"messages"}),
        ("bsl_hf_val.jsonl", {"prompt", "completion"}),
        ("bsl_raw_train.jsonl", RAW),
        ("bsl_raw_val.jsonl", RAW),
        ("bsl_train.jsonl", set(Record.model_fields)),
        ("bsl_val.jsonl", set(Record.model_fields)),
        ("bsl_test.jsonl", set(Record.model_fields)),
        ("train.parquet", set(Record.model_fields)),
    ],
)
def test_datasets_loads_every_file(splits: Path, tmp_path: Path, name: str, columns: set[str]) -> None:
    from datasets import load_dataset

    kind = "parquet" if name.endswith("parquet") else "json"
    loaded = load_dataset(kind, data_files=str(splits / name), split="train", cache_dir=str(tmp_path / "cache"))
    assert set(loaded.column_names) == columns
    assert len(loaded) > 0


def test_llama_factory_is_told_every_column(splits: Path) -> None:
    info = json.loads((splits / "dataset_info.json").read_text(encoding="utf-8"))
    for dataset in info.values():
        first = lines(splits / dataset["file_name"])[0]
        assert set(dataset["columns"].values()) == ({"text"} if "raw" in dataset["file_name"] else set(first))
    assert info["bsl_openai"]["tags"]["role_tag"] == "role"
    # its formatting "openai" would add a sentence to every system prompt
    assert info["bsl_openai"]["formatting"] == "sharegpt"


def test_statistics_agree_with_the_files(splits: Path) -> None:
    stats = json.loads((splits / "dataset_stats.json").read_text(encoding="utf-8"))
    assert stats["train"] == count_records(splits / "train.parquet")
    assert sum(stats["by_category"]["test"].values()) == stats["test"]
    assert stats["by_license"] == {"MIT": 100}
    assert stats["by_configuration"] == {"Торговля": 100}
    assert stats["mix_target"] == MIX_TARGET
    assert sum(stats["mix"].values()) == pytest.approx(1, abs=0.01)
    assert stats["missing_categories"] == []
    assert len(stats["digest"]) == 64


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        split(tmp_path / name, records())
    for name in FILES:
        assert (tmp_path / "a/splits" / name).read_bytes() == (tmp_path / "b/splits" / name).read_bytes()


def test_more_data_moves_nothing(tmp_path: Path) -> None:
    for name, count in (("a", 100), ("b", 140)):
        (tmp_path / name).mkdir()
        split(tmp_path / name, records(count))
    for part in ("train", "validation", "test"):
        before = {record.id for record in read_records(tmp_path / f"a/splits/{part}.parquet")}
        after = {record.id for record in read_records(tmp_path / f"b/splits/{part}.parquet")}
        assert before <= after


def test_one_category_alone_works_and_is_reported(tmp_path: Path) -> None:
    stats = json.loads((split(tmp_path, records(category="crud")) / "dataset_stats.json").read_text(encoding="utf-8"))
    assert stats["mix"]["crud"] == 1.0
    assert stats["missing_categories"] == [category for category in CATEGORIES if category != "crud"]


@pytest.mark.parametrize(
    ("kept", "counted"),
    [
        (records(3), "3 records of 2 modules"),
        (records(50, module_key="CommonModule.Один.Module"), "50 records of 1 modules"),
        ([], "0 records of 0 modules"),
    ],
)
def test_too_few_records_are_refused_with_counts(tmp_path: Path, kept: list[Record], counted: str) -> None:
    with pytest.raises(BadInput, match=f"{counted} .*each split needs 3.*add sources"):
        split(tmp_path, kept)
    assert not list(tmp_path.glob("splits*"))


def test_a_failure_keeps_the_old_folder_and_no_half_of_the_new_one(
    splits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in splits.iterdir()}
    monkeypatch.setattr("components.split.stage.write_json", full_disk)
    with pytest.raises(OSError, match="No space left"):
        split(splits.parent, records(120))
    assert {path.name: path.read_bytes() for path in splits.iterdir()} == before
    assert set(os.listdir(splits.parent)) == {"curated", "splits"}


def test_a_second_run_replaces_the_folder(splits: Path) -> None:
    split(splits.parent, records(140))
    stats = json.loads((splits / "dataset_stats.json").read_text(encoding="utf-8"))
    assert stats["train"] + stats["validation"] + stats["test"] == 140


def test_conversations_are_in_all_layouts_that_can_hold_them(tmp_path: Path) -> None:
    tools = '[{"type": "function", "function": {"name": "А"}}]'
    folder = split(
        tmp_path,
        [
            record.model_copy(update={"messages": _turns(f"Ответ{number} Да{number}"), "tools": tools})
            for number, record in enumerate(records())
        ],
    )
    train = count_records(folder / "train.parquet")
    assert lines(folder / "bsl_alpaca_train.jsonl") == []
    assert len(lines(folder / "bsl_openai_train.jsonl")) == len(lines(folder / "bsl_hf_train.jsonl")) == train
    assert set(lines(folder / "bsl_openai_train.jsonl")[0]) == {"messages", "tools"}
    info = json.loads((folder / "dataset_info.json").read_text(encoding="utf-8"))
    assert info["bsl_openai"]["formatting"] == "openai"
    assert json.loads((folder / "dataset_stats.json").read_text(encoding="utf-8"))["not_in_alpaca"] == train


def _turns(answer: str) -> tuple[Message, ...]:
    return (Message(role="user", content="?"), Message(role="assistant", content=answer))

import os
from pathlib import Path

import pytest

from components.ingest.community import is_user_name, read_community
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.errors import BadInput
from components.shared.progress import silent
from components.shared.records import Record

EXAMPLE = """# Сумма {number}

- Вид: написать
- Модуль: общий модуль
- Контекст: сервер
- Автор: Иван
- Лицензия: MIT

## Задание

Напиши функцию сложения номер {number}.

## Решение

```bsl
Функция Сумма{number}(А, Б)
\tВозврат А + Б + {number};
КонецФункции
```

## Почему так

Имя функции говорит, что она делает, а лишних переменных нет.
"""


def write(root: Path, path: str, text: str = "", number: int = 1) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text or EXAMPLE.format(number=number), encoding="utf-8")
    return file


def read(root: Path, **choices: int) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = SourceSettings(kind="community", path=str(root), **choices)  # type: ignore[arg-type]
    return list(read_community(source, tally, silent)), tally


def test_an_example_becomes_a_record_of_its_contributor(tmp_path: Path) -> None:
    write(tmp_path, "ivanov/Сумма.md")
    write(tmp_path, "README.md", "# Как прислать")
    write(tmp_path, "ivanov/README.md", "# Обо мне")
    (record,), tally = read(tmp_path)
    expected = {"source": "community", "path": "ivanov/Сумма.md", "module_key": "Community.ivanov.Сумма"}
    assert record.model_dump(include=set(expected)) == expected
    assert record.contributor() == "ivanov"
    assert tally.by_user == {"ivanov": {"records": 1}}
    assert not tally.dropped


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("ivanov/А.md", "# Ничего", "malformed_pattern"),
        ("ivanov/А.md", EXAMPLE.replace("Возврат А", "Возврат ОбщегоНазначения.НетТакого() + А"), "does_not_compile"),
        ("ivanov/А.md", EXAMPLE.replace("MIT", "GPL-3.0-only"), "license_not_accepted"),
        ("ivanov/А.jsonl", "{}", "not_a_pattern"),
        ("ivanov/crud/А.md", "", "misplaced"),
        ("А.md", "", "misplaced"),
        ("Иванов/А.md", "", "bad_user_name"),
        ("-ivanov/А.md", "", "bad_user_name"),
        ("ivanov/А\n.md", "", "bad_file_name"),
    ],
)
def test_what_is_wrong_is_left_out_with_its_place_and_the_rest_is_kept(
    tmp_path: Path, path: str, text: str, reason: str
) -> None:
    write(tmp_path, path, text.format(number=2) if "{number}" in text else text)
    write(tmp_path, "petrov/Б.md", number=3)
    records, tally = read(tmp_path)
    assert [record.path for record in records] == ["petrov/Б.md"]
    assert tally.dropped == {reason: 1}
    assert tally.drops[0].path in (path, str(Path(path).parent))
    assert tally.by_user["petrov"] == {"records": 1}


def test_no_contributor_fills_a_data_set_alone(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path, f"ivanov/{number}.md", number=number)
    write(tmp_path, "petrov/1.md", number=9)
    records, tally = read(tmp_path, max_per_user=3)
    assert [record.path for record in records] == ["ivanov/0.md", "ivanov/1.md", "ivanov/2.md", "petrov/1.md"]
    assert tally.by_user == {"ivanov": {"records": 3, "over_quota": 2}, "petrov": {"records": 1}}


def test_a_second_account_that_differs_by_case_is_no_second_quota(tmp_path: Path) -> None:
    write(tmp_path, "Ivanov/1.md")
    write(tmp_path, "ivanov/2.md", number=2)
    records, tally = read(tmp_path)
    assert [record.contributor() for record in records] == ["Ivanov"]
    assert tally.dropped == {"bad_user_name": 1}


def test_links_and_names_that_are_no_text_are_counted_and_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.md")
    root = tmp_path / "community"
    write(root, "ivanov/А.md")
    os.symlink(outside, root / "ivanov" / "Б.md")
    os.symlink(root / "ivanov", root / "petrov")
    os.makedirs(os.fsencode(root) + b"/sidorov")
    with open(os.fsencode(root) + b"/sidorov/\xff.md", "wb") as file:
        file.write(b"# ?")
    records, tally = read(root)
    assert len(records) == 1
    assert tally.dropped == {"symlink": 2, "bad_file_name": 1}
    assert all(drop.path.encode() for drop in tally.drops)


@pytest.mark.parametrize("name", ["a", "ivanov", "Ivan-Petrov", "1c-team", "a" * 39])
def test_names_of_accounts(name: str) -> None:
    assert is_user_name(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "a" * 40, "иван", "a.b", "a b", "..", "a/b", "a\n", "a_b"])
def test_what_is_no_name_of_an_account(name: str) -> None:
    assert not is_user_name(name)


@pytest.mark.parametrize("path", ["", "no/such/folder"])
def test_a_missing_folder_is_refused(path: str) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        list(read_community(SourceSettings(kind="community", path=path), Tally(), silent))


def test_nobody_has_contributed_yet(tmp_path: Path) -> None:
    assert read(tmp_path) == ([], Tally())

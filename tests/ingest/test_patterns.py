import os
from pathlib import Path

import pytest

from components.ingest.patterns import read_patterns
from components.ingest.tally import Tally
from components.shared.errors import BadInput
from components.shared.progress import silent
from components.shared.records import Record

GOOD = """# Сумма

- Вид: {task}
- Модуль: модуль формы
- Контекст: клиент
- Автор: Иван
- Лицензия: {license}
- Проверил: Мария

## Задание

Напиши функцию сложения.

## Дано

Два числа.

## Было

```bsl
Возврат А;
```

## Решение

```bsl
&НаКлиенте
Функция Сумма(А, Б)
\tВозврат А + Б;
КонецФункции
```

## Почему так

Короче некуда.
"""


def write(root: Path, path: str, text: str | bytes = GOOD.format(task="дополнить", license="MIT")) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def read(root: Path) -> list[Record]:
    return list(read_patterns(str(root), Tally(), silent))


def test_a_pattern_becomes_a_record(tmp_path: Path) -> None:
    write(tmp_path, "crud/Сумма.md")
    (record,) = read(tmp_path)
    expected = {
        "instruction": "Напиши функцию сложения.",
        "input": "Два числа.\n\n```bsl\nВозврат А;\n```",
        "output": "&НаКлиенте\nФункция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции",
        "rationale": "Короче некуда.",
        "category": "crud",
        "category_source": "folder",
        "task": "complete",
        "name": "Сумма",
        "kind": "function",
        "module_kind": "form",
        "context": "client",
        "source": "pattern",
        "path": "crud/Сумма.md",
        "license": "MIT",
        "redistributable": True,
        "module_key": "Pattern.crud.Сумма",
        "reviewer": "Мария",
    }
    assert record.model_dump(include=set(expected)) == expected


def test_an_explanation_has_text_for_an_answer(tmp_path: Path) -> None:
    write(tmp_path, "other/Сумма.md", GOOD.format(task="объяснить", license="LicenseRef-Own"))
    (record,) = read(tmp_path)
    assert record.task == "explain"
    assert record.kind == "none"
    assert record.output.startswith("```bsl")
    assert not record.redistributable


def test_patterns_come_in_the_same_order_everywhere(tmp_path: Path) -> None:
    for name in ("forms/Б.md", "crud/В.md", "crud/А.md"):
        write(tmp_path, name)
    assert [record.path for record in read(tmp_path)] == ["crud/А.md", "crud/В.md", "forms/Б.md"]


def test_a_readme_is_no_pattern(tmp_path: Path) -> None:
    write(tmp_path, "crud/А.md")
    write(tmp_path, "README.md", "# Как писать")
    write(tmp_path, "crud/README.md", "# Как писать")
    assert len(read(tmp_path)) == 1


def test_all_problems_of_all_files_are_told_with_file_and_line(tmp_path: Path) -> None:
    first = write(tmp_path, "crud/А.md", GOOD.format(task="?", license="MIT"))
    second = write(tmp_path, "http/Б.md", GOOD.format(task="написать", license="").replace("А + Б", "А +"))
    write(tmp_path, "forms/В.md")
    with pytest.raises(BadInput) as error:
        read(tmp_path)
    assert f"{first}:3: «Вид: ?» не бывает" in str(error.value)
    assert f"{second}:7: " in str(error.value)
    assert f"{second}:29: код не разбирается" in str(error.value)
    assert "В.md" not in str(error.value)


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("crud/А.md", GOOD.encode("cp1251"), "А.md:1: не UTF-8"),
        ("crud/А.md", b"\0\1\2", "двоичный"),
        ("crud/А.md", b"x" * (2**20 + 1), "слишком большой"),
        ("strange/А.md", GOOD, "не в папке категории"),
        ("А.md", GOOD, "не в папке категории"),
        ("crud/deep/А.md", GOOD, "не в папке категории"),
        ("crud/А.txt", GOOD, "no pattern in it"),
    ],
)
def test_what_cannot_be_a_pattern_is_refused(tmp_path: Path, path: str, content: str | bytes, message: str) -> None:
    write(tmp_path, path, content)
    with pytest.raises(BadInput, match=message):
        read(tmp_path)


@pytest.mark.parametrize("path", ["", "no/such/folder"])
def test_a_missing_folder_is_refused(path: str) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        list(read_patterns(path, Tally(), silent))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no pattern in it"):
        read(tmp_path)


def test_a_link_is_counted_and_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.md")
    root = tmp_path / "patterns"
    write(root, "crud/А.md")
    os.symlink(outside, root / "crud" / "Б.md")
    tally = Tally()
    assert len(list(read_patterns(str(root), tally, silent))) == 1
    assert tally.dropped["symlink"] == 1

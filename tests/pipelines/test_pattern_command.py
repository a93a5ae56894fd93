"""``bsl pattern check``: what it says and how it ends."""

import argparse
import json
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from pipelines.commands import pattern

EXAMPLE = """# {title}

- Вид: написать
- Модуль: общий модуль
- Контекст: сервер
- Автор: Иван
- Лицензия: MIT

## Задание

Напиши функцию, которая выбирает подходящие строки.

## Решение

```bsl
Функция Подходящие(Строки, Предел)
{body}
КонецФункции
```

## Почему так

Имя функции говорит, что она делает, а лишних переменных нет.
"""
BODY = """\tРезультат = Новый Массив;
\tДля Каждого Строка Из Строки Цикл
\t\tЕсли Строка.Сумма > Предел И ЗначениеЗаполнено(Строка.Товар) Тогда
\t\t\tРезультат.Добавить(Строка);
\t\tКонецЕсли;
\tКонецЦикла;
\tВозврат Результат;"""
OTHER = '\tКопия = СокрЛП(ВРег(Строки)) + Формат(Предел, "ЧГ=0");\n\tВозврат СтрРазделить(Копия, ",");'
ALIKE = BODY.replace("И ЗначениеЗаполнено(Строка.Товар) ", "")


def write(root: Path, path: str, title: str, body: str = BODY) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(EXAMPLE.format(title=title, body=body), encoding="utf-8")
    return file


def check(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    pattern.add_arguments(parser)
    code = pattern.run(parser.parse_args(["check", *map(str, words)]))
    return code, capsys.readouterr().out


def reasons(capsys: pytest.CaptureFixture[str], *words: str | Path) -> list[tuple[str, str]]:
    _, told = check(capsys, *words, "--json")
    return [(problem["reason"], problem["severity"]) for problem in json.loads(told)["problems"]]


def test_the_shipped_examples_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    datasets = Path(__file__).parents[2] / "datasets"
    code, told = check(capsys, datasets / "patterns", datasets / "community")
    assert code == 0, told
    assert told.endswith("с ошибками: 0\n")


def test_what_is_wrong_is_told_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, "crud/А.md", "А", "\tВозврат А +;")
    write(tmp_path, "crud/Б.md", "Б", OTHER)
    code, told = check(capsys, tmp_path)
    assert code == 1
    assert told.startswith(f"{bad}:17: код не разбирается: ")
    assert told.endswith("Файлов: 2, без ошибок: 1, с ошибками: 1\n")


def test_one_object_for_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, "А.md", "А", "\tВозврат ОбщегоНазначения.НетТакого();")
    code, told = check(capsys, bad, "--json")
    found = json.loads(told)
    assert (code, found["files"], found["good"]) == (1, 1, 0)
    (problem,) = found["problems"]
    assert (problem["path"], problem["line"], problem["reason"]) == (str(bad), 17, "does_not_compile")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("patterns/crud/А.md", ""),
        ("patterns/А.md", "misplaced"),
        ("patterns/strange/А.md", "misplaced"),
        ("patterns/crud/deep/А.md", "misplaced"),
        ("community/ivanov/А.md", ""),
        ("community/Иванов/А.md", "bad_user_name"),
        ("community/А.md", "misplaced"),
        ("community/ivanov/deep/А.md", "misplaced"),
        ("anywhere/А.md", ""),
    ],
)
def test_the_folder_says_what_a_file_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, reason: str
) -> None:
    assert reasons(capsys, write(tmp_path, path, "А")) == ([(reason, "error")] if reason else [])


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("Б", BODY.replace("Результат", "РЕЗУЛЬТАТ"), [("near_duplicate", "error")]),
        ("Б", ALIKE, [("near_duplicate", "warning")]),
        ("А", OTHER, [("duplicate", "error")]),
        ("Б", OTHER, []),
    ],
)
def test_an_example_is_compared_with_its_neighbours_though_only_it_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], title: str, body: str, found: list[tuple[str, str]]
) -> None:
    write(tmp_path, "patterns/crud/А.md", "А")
    mine = write(tmp_path, "community/ivanov/Б.md", title, body)
    assert reasons(capsys, mine) == found


def test_an_example_that_lies_elsewhere_is_compared_with_what_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "patterns/crud/А.md", "А")
    mine = write(tmp_path, "elsewhere/here/Б.md", "Б")
    assert reasons(capsys, mine) == []
    assert reasons(capsys, mine, "--against", tmp_path / "patterns") == [("near_duplicate", "error")]


def test_of_two_that_are_alike_the_later_is_blamed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "patterns/crud/А.md", "А")
    later = write(tmp_path, "patterns/crud/Б.md", "Б")
    _, told = check(capsys, tmp_path)
    assert next(line for line in told.splitlines() if "сходство" in line).startswith(f"{later}:1: ")


def test_what_curate_would_leave_out_is_told_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = write(
        tmp_path, "А.md", "А", BODY.replace("Предел И", "Предел\u200b И").replace("> Предел\u200b", "> Предел")
    )
    hidden.write_text(
        hidden.read_text(encoding="utf-8").replace("подходящие строки", "подходя\u200bщие строки"), "utf-8"
    )
    assert reasons(capsys, hidden) == [("hidden_characters", "error")]


@pytest.mark.parametrize("words", [["no/such/file.md"], ["."], [".", "--against", "no/such/folder"]])
def test_what_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if len(words) > 1:
        write(tmp_path, "А.md", "А")
    with pytest.raises(BadInput):
        check(capsys, *words)

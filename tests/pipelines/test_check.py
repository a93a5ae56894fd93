"""``bsl check``: what people and programs read, and the exit code."""

import argparse
import json
from pathlib import Path

import pytest

from components.shared.bsl import parse
from components.shared.errors import BadInput
from pipelines.commands import check

GOOD = "Процедура А()\nКонецПроцедуры\n"
BROKEN = "Процедура А()\n\tЕсли Б Цикл\n\tКонецЕсли;\nКонецПроцедуры\n" + GOOD.replace("А", "В")


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    return check.run(parser.parse_args(words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "good.bsl").write_text(GOOD, encoding="utf-8-sig")
    (tmp_path / "deep" / "BROKEN.BSL").write_bytes(BROKEN.encode("cp1251"))
    (tmp_path / "script.os").write_text("#Использовать asserts\nХ = Новый Файл(П).Имя;", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("не код", encoding="utf-8")
    return tmp_path


def test_an_error_is_shown_with_its_place_its_line_and_a_caret(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(str(folder)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/deep/BROKEN.BSL:2:9 unexpected-token Ожидалось: «Тогда», найдено: «Цикл»",
        "        Если Б Цикл",
        "               ^",
        "Файлов: 3, методов без ошибок: 2, ошибок: 1 в файлах: 1",
    ]


def test_messages_come_in_english_on_demand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(folder / "deep"), "--language", "en") == 1
    out = capsys.readouterr().out
    assert "Expected 'Then' (Тогда), found 'Цикл'" in out
    assert out.splitlines()[-1] == "Files: 1, methods without errors: 1, errors: 1 in files: 1"


def test_a_program_reads_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(folder), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    (finding,) = answer.pop("findings")
    assert answer == {"files": 3, "methods": 2, "errors": 1, "broken": 1}
    assert (finding["line"], finding["column"], finding["code"]) == (2, 9, "unexpected-token")


def test_code_without_errors_ends_with_zero(folder: Path) -> None:
    assert call(str(folder / "good.bsl"), str(folder / "script.os"), str(folder / "good.bsl")) == 0


def test_onescript_in_a_bsl_file_is_an_error(folder: Path) -> None:
    (folder / "script.os").rename(folder / "script.bsl")
    assert call(str(folder / "script.bsl")) == 1


def test_a_file_that_is_no_text_is_one_error_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "module.bsl").write_bytes(b"MZ\x00")
    assert call(str(tmp_path)) == 1
    assert "unreadable-file Файл не прочитан: binary data: a zero byte at offset 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "message"), [("missing", "no such file or folder"), ("empty", "no .bsl or .os file in this folder")]
)
def test_a_path_with_nothing_to_check_is_bad_input(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=message):
        call(str(tmp_path / name))


def test_many_files_are_checked_on_all_cores_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(check.FEWEST_FILES_FOR_ALL_CORES):
        (tmp_path / f"{number:03}.bsl").write_text(BROKEN if number % 2 else GOOD, encoding="utf-8")
    assert call(str(tmp_path), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    names = [Path(finding["path"]).name for finding in answer["findings"]]
    assert names == sorted(names)
    assert answer["errors"] == answer["broken"] == check.FEWEST_FILES_FOR_ALL_CORES // 2


def test_a_long_line_is_shown_around_its_error_without_control_characters() -> None:
    text = "А = " + "1 + " * 500 + "\x1b[31m;"
    (error,) = parse(text).errors
    line, caret = check.source_with_caret(check.Finding(error, text))
    assert len(line) <= check.LONGEST_LINE_SHOWN + 4
    assert line[len(caret) - 1] == "·"

"""``bsl check``: what people, editors and programs read, what is mended, and the exit code."""

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from components.shared.bsl import judge
from components.shared.errors import BadInput
from pipelines.checking.files import FEWEST_FILES_FOR_ALL_CORES
from pipelines.checking.shown import LONGEST_LINE_SHOWN, source_with_caret
from pipelines.commands import check

GOOD = "Процедура А()\n\tВыполнитьДействие();\nКонецПроцедуры\n"
BROKEN = "Процедура А()\n\tЕсли Б Цикл\n\tКонецЕсли;\nКонецПроцедуры\n" + GOOD.replace("А", "В")
LOOP = (
    "Процедура А(Товары)\n\tЗапрос = Новый Запрос;\n\tДля Каждого Товар Из Товары Цикл\n"
    "\t\tЛишняя = 1;\n"
    '\t\tЗапрос.УстановитьПараметр("Товар", Товар);\n\t\tЗапрос.Выполнить();\n\tКонецЦикла;\nКонецПроцедуры\n'
)
SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    return check.run(parser.parse_args(words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "good.bsl").write_text(GOOD, encoding="utf-8-sig")
    (tmp_path / "deep" / "BROKEN.BSL").write_bytes(BROKEN.encode("cp1251"))
    (tmp_path / "script.os").write_text("#Использовать asserts\nПоказать(Новый Файл(П).Имя);", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("не код", encoding="utf-8")
    return tmp_path


def test_an_error_is_shown_with_its_place_its_line_and_a_caret(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(str(folder)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/deep/BROKEN.BSL:2:9 ParseError Ожидалось: «Тогда», найдено: «Цикл»",
        "        Если Б Цикл",
        "               ^",
        "Файлов: 3, методов без ошибок: 2, ошибок: 1, предупреждений: 0, сведений: 0; файлов с замечаниями: 1",
    ]


def test_messages_come_in_english_on_demand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(folder / "deep"), "--language", "en") == 1
    out = capsys.readouterr().out
    assert "Expected 'Then' (Тогда), found 'Цикл'" in out
    assert out.splitlines()[-1].startswith("Files: 1, methods without errors: 1, errors: 1, warnings: 0")


@pytest.mark.parametrize("words", [("--json",), ("--format", "json")])
def test_a_program_reads_json(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert call(str(folder), *words) == 1
    answer = json.loads(capsys.readouterr().out)
    (finding,) = answer.pop("findings")
    assert answer == {"files": 3, "methods": 2, "errors": 1, "warnings": 0, "information": 0, "with_findings": 1}
    assert (finding["line"], finding["column"], finding["code"]) == (2, 9, "ParseError")


def test_code_hosts_read_sarif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Модуль 𝐀.bsl").write_text('А = "𝐀"; Если Б Цикл', encoding="utf-8")
    assert call(str(tmp_path), "--format", "sarif") == 1
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    result = next(found for found in run["results"] if found["ruleId"] == "ParseError")
    place = result["locations"][0]["physicalLocation"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "ParseError"
    assert place["artifactLocation"]["uri"] == (tmp_path / "Модуль 𝐀.bsl").as_uri()
    # one character of the string is two UTF-16 units, in which columns are counted
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (1, 18)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--ignore", "CreateQueryInCycle"), 0),
        (("--select", "UnusedLocalVariable"), 0),
        (("--select", "UnusedLocalVariable", "--fail-on", "warning"), 1),
        (("--select", "CreateQueryInCycle", "--fail-on", "information"), 1),
        (("--select", "UnionAll", "--fail-on", "information"), 0),
        (("--fail-on", "never"), 0),
    ],
)
def test_the_exit_code_follows_the_severity_that_one_chose(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "a.bsl").write_text(LOOP, encoding="utf-8")
    assert call(str(tmp_path), *words) == code


def test_what_only_informs_is_shown_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bsl").write_text(GOOD.replace("Выполнить", "В" * 150), encoding="utf-8")
    call(str(tmp_path))
    assert "LineLength" not in capsys.readouterr().out
    call(str(tmp_path), "--select", "all")
    assert "LineLength" in capsys.readouterr().out


def test_a_comment_switches_a_diagnostic_off(tmp_path: Path) -> None:
    (tmp_path / "a.bsl").write_text(
        LOOP.replace("Выполнить();", "Выполнить(); // BSLLS:CreateQueryInCycle-off"), encoding="utf-8"
    )
    assert call(str(tmp_path), "--select", "CreateQueryInCycle", "--fail-on", "information") == 0


def test_names_of_a_configuration_are_known_by_its_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = tmp_path / "CommonModules" / "ПроведениеСервер" / "Ext" / "Module.bsl"
    module.parent.mkdir(parents=True)
    module.write_text("Функция А() Экспорт\n\tВозврат Справочники.Товары.ПустаяСсылка();\nКонецФункции\n", "utf-8")
    assert call(str(tmp_path)) == 0
    capsys.readouterr()
    assert call(str(tmp_path), "--index", str(SAMPLE)) == 1
    assert "Товары" in capsys.readouterr().out


def test_what_can_be_mended_is_mended_in_its_own_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.bsl"
    source = "процедура А(Б)\r\n\tЕсли Б тогда\r\n\t\tВ();\r\n\tКонецЕсли;\r\nКонецПроцедуры\r\n"
    file.write_bytes(source.encode("utf-8-sig"))
    call(str(file), "--fix")
    mended = file.read_bytes()
    assert mended == source.replace("процедура", "Процедура").replace("тогда", "Тогда").encode("utf-8-sig")
    call(str(file), "--fix")
    assert file.read_bytes() == mended
    assert [path.name for path in tmp_path.iterdir()] == ["a.bsl"]


def given_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_an_editor_sends_its_text(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given_input(monkeypatch, BROKEN.encode())
    assert call("--stdin-filename", "src/Module.bsl") == 1
    assert capsys.readouterr().out.startswith("src/Module.bsl:2:9 ParseError")


def test_an_editor_gets_its_text_back_mended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given_input(monkeypatch, GOOD.replace("Процедура", "процедура").encode())
    assert call("--stdin-filename", "Module.bsl", "--fix") == 0
    assert capsys.readouterr().out == GOOD


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
    assert "UnreadableFile Файл не прочитан: binary data: a zero byte at offset 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("missing",), "no such file or folder"),
        (("empty",), "no .bsl or .os file in this folder"),
        ((), "nothing to check"),
        (("good.bsl", "--select", "CreateQueryInCicle"), r"CreateQueryInCicle \(did you mean CreateQueryInCycle"),
        (("good.bsl", "--ignore", "Nothing"), "unknown diagnostics: Nothing"),
        (("good.bsl", "--index", "missing.bslx"), "make an index with `bsl index`"),
        (("good.bsl", "--index", "good.bsl"), "make an index with `bsl index`"),
        (("good.bsl", "--index", "empty"), "make an index with `bsl index`"),
    ],
)
def test_what_cannot_be_checked_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.bsl").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        call(*words)


def test_many_files_are_checked_on_all_cores_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(FEWEST_FILES_FOR_ALL_CORES):
        (tmp_path / f"{number:03}.bsl").write_text(BROKEN if number % 2 else GOOD, encoding="utf-8")
    assert call(str(tmp_path), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    names = [Path(finding["path"]).name for finding in answer["findings"]]
    assert names == sorted(names)
    assert answer["errors"] == answer["with_findings"] == FEWEST_FILES_FOR_ALL_CORES // 2


def test_a_long_line_is_shown_around_its_error_without_control_characters() -> None:
    text = "А = " + "1 + " * 500 + "\x1b[31m;"
    finding: Any = next(found for found in judge(text).findings if found.rule.axis == "compile")
    line, caret = source_with_caret(finding, text)
    assert len(line) <= LONGEST_LINE_SHOWN + 4
    assert line[len(caret) - 1] == "·"


def test_every_diagnostic_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 60
    assert any(line.startswith("CreateQueryInCycle ") for line in lines)

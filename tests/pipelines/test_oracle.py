"""``bsl oracle``: cases out as an extension, reports back, and what is told of a report that cannot be trusted."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.platform.model import Side
from components.shared.errors import BadInput
from pipelines.commands import oracle
from pipelines.oracle.cases import module_file, read_export, read_text
from pipelines.oracle.collecting import NO_CODE, NOT_COMMON, SCRIPT, UNWRITABLE, Piece, prepare
from pipelines.oracle.reports import parse_report
from tests.pipelines.oracle_reports import (
    ANSWERS,
    ON_CLIENT,
    call,
    case_of,
    finding,
    junit,
    write_answers,
)

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "sent"
    assert call("export", "--output", folder, "--answers", write_answers(tmp_path, *ANSWERS)) == 0
    return folder


def canaries(folder: Path) -> str:
    return "".join(
        finding(canary.module, side="Сервер" if canary.server else "Тонкий клиент")
        for canary in read_export(folder)[0].canaries
    )


def save(folder: Path, text: str, name: str = "designer.log", encoding: str = "utf-8-sig") -> Path:
    path = folder.parent / name
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


def result(folder: Path, *reports: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert call("import", folder, *reports, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_an_export_is_an_extension_that_our_reader_reads(sent: Path) -> None:
    export, cases = read_export(sent)
    extension = read_configuration(sent / "extension")
    assert extension.is_extension
    assert (extension.name, extension.properties["NamePrefix"]) == (export.extension, "Ор_")
    assert extension.properties["ConfigurationExtensionPurpose"] == "AddOn"
    modules = {module.name: module for module in extension.common_modules.values()}
    assert set(modules) == {case.module for case in cases} | {canary.module for canary in export.canaries}
    assert modules[case_of(1)].sides == Side.SERVER
    assert modules[case_of(4)].sides & Side.THIN_CLIENT
    assert "сумма" in modules[case_of(1)].methods
    listed = (sent / "extension" / "Configuration.xml").read_text(encoding="utf-8-sig").split("<CommonModule>")[1:]
    assert listed[0].startswith("Ор_Проба_")
    assert listed[-1].startswith("Ор_Проба_")


def test_modules_are_written_as_the_platform_writes_them(sent: Path) -> None:
    data = module_file(sent, case_of(1)).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 2
    assert "```" not in data.decode()


def test_the_verdict_of_each_case_is_kept(sent: Path) -> None:
    _, cases = read_export(sent)
    assert [case.compiles for case in cases] == [True, False, False, True]
    assert [case.parses for case in cases] == [True, False, True, True]
    assert [(case.findings[0].code, case.findings[0].line) for case in cases[1:3]] == [
        ("ParseError", 2),
        ("UndefinedMethod", 2),
    ]
    assert [case.id for case in cases] == [f"answers.jsonl#{number}" for number in (1, 2, 3, 4)]


def test_what_the_export_says_of_itself(sent: Path) -> None:
    export, _ = read_export(sent)
    readme = (sent / "README.md").read_text(encoding="utf-8")
    assert "согласие судьи с платформой не измерял" in readme
    assert export.id in readme
    assert "has not been measured" in (oracle.__doc__ or "")


def test_the_same_cases_have_the_same_name_and_the_same_bytes(sent: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    call("export", "--output", again, "--answers", tmp_path / "answers.jsonl")
    files = {path.relative_to(sent): path.read_bytes() for path in sent.rglob("*") if path.is_file()}
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == files
    call("export", "--output", tmp_path / "other", "--answers", write_answers(tmp_path, *ANSWERS[:3]))
    assert read_export(tmp_path / "other")[0].id != read_export(sent)[0].id


@pytest.mark.parametrize(
    ("piece", "server", "client"),
    [
        (Piece("a", "", "А = 1;"), True, False),
        (Piece("a", "", ON_CLIENT), True, True),
        (Piece("a", "", "А = 1;", "CommonModules/РаботаКлиент/Ext/Module.bsl"), False, True),
        (Piece("a", "", "А = 1;", "CommonModules/РаботаКлиентСервер/Ext/Module.bsl"), True, True),
        (Piece("a", "", "А = 1;", "CommonModules/Цены/Ext/Module.bsl"), True, False),
        (Piece("a", "", "А = 1;", "CommonModules/РаботаСКлиентами/Ext/Module.bsl"), True, False),
        (Piece("a", "", "А = 1;", "CommonModules\\ТорговляКлиент\\Ext\\Module.bsl"), False, True),
    ],
)
def test_a_case_runs_where_its_module_does(piece: Piece, server: bool, client: bool) -> None:
    (prepared,), _ = prepare([piece], Configuration(""))
    assert (prepared.server, prepared.client) == (server, client)
    (prepared,), _ = prepare([piece], read_configuration(SAMPLE))
    assert (prepared.server, prepared.client) == (server, client)


def test_code_without_a_method_goes_into_a_procedure() -> None:
    (prepared,), _ = prepare([Piece("a", "", "А = 1;\r\nБ = 2;\rВ = 3;")], Configuration(""))
    assert prepared.text == "Процедура Случай() Экспорт\nА = 1;\nБ = 2;\nВ = 3;\nКонецПроцедуры\n"


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (" \n", "", NO_CODE),
        ("А = 1;", "Catalogs/Товары/Ext/ObjectModule.bsl", NOT_COMMON),
        ("А = 1;", "Catalogs/Товары/Forms/Форма/Ext/Form/Module.bsl", NOT_COMMON),
        ("А = 1;", "lib/text.os", SCRIPT),
        ("А = \0;", "", UNWRITABLE),
        ("А = \ud800;", "", UNWRITABLE),
    ],
)
def test_what_cannot_be_a_case_is_counted(text: str, place: str, reason: str) -> None:
    prepared, left_out = prepare([Piece("a", "", text, place)], Configuration(""))
    assert not prepared
    assert left_out == {reason: 1}


def test_no_text_breaks_the_files_of_an_export(tmp_path: Path) -> None:
    texts = ["]]> <!-- & <a b='\"'> \x01 \x85 \u2028 \ufffe", 'А = "\r\n|x";', "\ufeffА = 1;"]
    rows = [{"answer": text, "category": "<[b]>\u2028\x1b"} for text in texts]
    call("export", "--output", tmp_path / "sent", "--answers", write_answers(tmp_path, *rows))
    _, cases = read_export(tmp_path / "sent")
    assert len(cases) == len(read_configuration(tmp_path / "sent" / "extension").common_modules) - 2 == 3
    assert texts[0] in read_text(tmp_path / "sent", cases[0])


def test_modules_are_judged_over_the_configuration_that_was_named(tmp_path: Path) -> None:
    call("export", "--output", tmp_path / "over", SAMPLE / "CommonModules", "--index", SAMPLE)
    call("export", "--output", tmp_path / "alone", SAMPLE / "CommonModules")
    export, cases = read_export(tmp_path / "over")
    assert all(case.compiles for case in cases), [case for case in cases if not case.compiles]
    assert export.base == "УчебнаяТорговля"
    assert not all(case.compiles for case in read_export(tmp_path / "alone")[1])


def test_many_cases_are_judged_on_all_cores_alike(tmp_path: Path) -> None:
    call("export", "--output", tmp_path / "many", "--answers", write_answers(tmp_path, *(ANSWERS * 20)))
    _, cases = read_export(tmp_path / "many")
    assert [case.compiles for case in cases] == [True, False, False, True] * 20


@pytest.mark.parametrize("form", ["log", "junit", "cp1251", "utf-16", "english", "no_extension"])
def test_both_are_compared_case_by_case(sent: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = canaries(sent) + finding(case_of(2), 2) + finding(case_of(4), 3, "Переменная не определена (РежимДиалога)")
    if form == "english":
        text = text.replace("ОбщийМодуль", "CommonModule").replace("Модуль(", "Module(").replace("Проверка", "Check")
    if form == "no_extension":
        text = text.replace("{Oracle_X ", "{")
    if form == "junit":
        report = save(sent, junit(text), "report.xml", "utf-8")
    else:
        report = save(sent, text, encoding=form if form in ("cp1251", "utf-16") else "utf-8-sig")
    told = result(sent, report, capsys=capsys)
    assert told["confusion"] == {"both_take": 1, "both_refuse": 1, "only_platform_refuses": 1, "only_judge_refuses": 1}
    assert told["agreement"]["value"] == 0.5
    assert told["agreement"]["low"] < 0.16
    assert told["same_line"]["value"] == 1.0
    assert {name: row["agreement"]["value"] for name, row in told["categories"].items()} == {
        "all": 0.5,
        "crud": 0.5,
        "forms": 0.0,
        "other": 1.0,
    }
    first, second = told["disagreements"]
    assert (first["module"], first["judge"][0]["code"], first["code"].strip()) == (
        case_of(3),
        "UndefinedMethod",
        "Возврат СтрРазбить(Строка);",
    )
    assert second["platform"] == [
        {"line": 3, "column": 5, "message": "Переменная не определена (РежимДиалога)", "doubt": False}
    ]
    assert second["code"].strip().startswith("ПоказатьВопрос")


def test_what_is_printed_names_each_disagreement(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = save(sent, canaries(sent) + finding(case_of(2), 2) + finding(case_of(4), 3, "Плохо \x1b[31m"))
    capsys.readouterr()
    assert call("import", sent, report) == 0
    out = capsys.readouterr().out
    assert f"{case_of(3)} (answers.jsonl#3, crud): we refuse it, the platform takes it" in out
    assert "judge    2:10 UndefinedMethod" in out
    assert "platform 3:5 Плохо ·[31m" in out
    assert "    ПоказатьВопрос(" in out
    assert "\x1b" not in out
    assert "agreement: 50.0 (15.0 … 85.0) of 4 cases" in out
    call("import", sent, report, "--show", "1")
    assert "… and 1 more" in capsys.readouterr().out


def test_a_share_that_must_agree_decides_the_exit_code(sent: Path) -> None:
    report = save(sent, canaries(sent) + finding(case_of(2)) + finding(case_of(3)))
    assert call("import", sent, report, "--min-agreement", "1") == 0
    report = save(sent, canaries(sent) + finding(case_of(2)))
    assert call("import", sent, report, "--min-agreement", "0.75") == 0
    assert call("import", sent, report, "--min-agreement", "0.76") == 1


def test_a_doubt_of_the_extended_check_is_told_apart(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubt = f'Oracle_X ОбщийМодуль.{case_of(1)}.Модуль Возможно ошибочный метод: "Сумма"\n'
    report = save(sent, canaries(sent) + finding(case_of(2)) + finding(case_of(3)) + doubt)
    told = result(sent, report, capsys=capsys)
    assert told["agreement"]["value"] == 0.75
    assert told["agreement_doubts_taken"]["value"] == 1.0
    assert told["disagreements"][0]["platform"][0]["doubt"] is True


def test_reports_of_the_parts_of_a_check_count_together(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [finding(canary.module) for canary in read_export(sent)[0].canaries]
    assert len(lines) == 4  # two for each side
    first, second = save(sent, "".join(lines[:2]), "1.log"), save(sent, "".join(lines[2:]), "2.log")
    assert result(sent, first, second, capsys=capsys)["cases"] == 4
    with pytest.raises(BadInput, match="did not run to its end"):
        call("import", sent, first)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the check did not run: .* The report says nothing"),
        ("Синтаксических ошибок не обнаружено!\n", "the check did not run: .* Синтаксических ошибок"),
        ("Ор_Проба_", "the check did not run"),
        (finding("Ор_Проба_00000000_Сервер1"), "another export: 00000000"),
        ("<testsuites><testsuite>", "damaged XML"),
        ("<html></html>", "no JUnit report: its first element is 'html'"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><testsuites>&b;</testsuites>', "document type"),
        ("<testsuites></testsuites>", "the check did not run"),
        ("\0\1\2", "binary"),
    ],
)
def test_a_report_that_cannot_be_trusted_is_refused(sent: Path, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        call("import", sent, save(sent, text, encoding="utf-8"))


def test_a_doctype_in_another_encoding_is_refused_as_well() -> None:
    with pytest.raises(BadInput, match="document type"):
        parse_report("<!DOCTYPE a><testsuites/>".encode("utf-16"), "report.xml")


def test_a_side_that_was_not_checked_is_named(sent: Path) -> None:
    of_server = [canary.module for canary in read_export(sent)[0].canaries if canary.server]
    with pytest.raises(BadInput, match="not with -ThinClient"):
        call("import", sent, save(sent, "".join(finding(name) for name in of_server)))


def test_modules_that_no_export_has_are_refused_and_those_of_the_configuration_are_not(sent: Path) -> None:
    assert call("import", sent, save(sent, canaries(sent) + finding("ОбщегоНазначения"))) == 0
    with pytest.raises(BadInput, match="does not have: Ор_Случай00009"):
        call("import", sent, save(sent, canaries(sent) + finding(case_of(9))))


def test_an_export_that_was_changed_is_refused(sent: Path, tmp_path: Path) -> None:
    report = save(sent, canaries(sent) + finding(case_of(1)))
    text = module_file(sent, case_of(1))
    text.write_bytes(text.read_bytes() + b"\r\n")
    with pytest.raises(BadInput, match="not the text that was judged"):
        call("import", sent, report)
    (sent / "cases.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="the file was changed"):
        call("import", sent, report)
    (sent / "export.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="damaged, or of another version"):
        call("import", sent, report)
    with pytest.raises(BadInput, match="give the folder that `bsl oracle export` wrote"):
        call("import", tmp_path, report)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("export", "--output", "new"), "nothing to export"),
        (("export", "--output", ".", "a.bsl"), "already there"),
        (("export", "--output", "new", "missing.bsl"), "no such file"),
        (("export", "--output", "new", "a.os"), "no case is left"),
        (("export", "--output", "new", "binary.bsl"), "binary"),
        (("export", "--output", "new", "a.bsl", "--compatibility", "newest"), "write it as 8.3.24"),
        (("export", "--output", "new", "a.bsl", "--index", "missing"), "--index missing"),
        (("import", ".", "a.bsl", "--min-agreement", "2"), "a share from 0 to 1"),
    ],
)
def test_a_call_that_cannot_be_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in (("a.bsl", b"A = 1;"), ("a.os", b"A = 1;"), ("binary.bsl", b"\0")):
        (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=message):
        call(*words)
    assert not (tmp_path / "new").exists()

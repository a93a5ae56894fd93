"""``bsl index``, ``bsl judge``, ``bsl run-code``: what they write, say, and refuse."""

import argparse
import json
from pathlib import Path
from types import ModuleType

import pytest

from components.shared.errors import BadInput
from pipelines.commands import index, judge, platform, run_code

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"
GOOD = "Вот функция:\n```bsl\nФункция Сумма(А, Б) Экспорт\n\tВозврат А + Б;\nКонецФункции\n```\nГотово."
INVENTED = "Функция Слова(Строка) Экспорт\n\tВозврат СтрРазбить(Строка);\nКонецФункции"
BROKEN = "Функция Сумма(А, Б)\n\tВозврат А + ;\nКонецФункции"
UNKNOWN_NEIGHBOUR = "Функция Цена(Товар) Экспорт\n\tВозврат ЦенаНаДату(Товар);\nКонецФункции"
SORT = """\
Функция Сортировать(Числа) Экспорт
	Для А = 0 По Числа.ВГраница() - 1 Цикл
		Для Б = А + 1 По Числа.ВГраница() Цикл
			Если Числа[Б] < Числа[А] Тогда
				Х = Числа[А];
				Числа[А] = Числа[Б];
				Числа[Б] = Х;
			КонецЕсли;
		КонецЦикла;
	КонецЦикла;
	Возврат Числа;
КонецФункции
"""


def call(command: ModuleType, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code: int = command.run(parser.parse_args(words))
    return code


def answers(folder: Path, *rows: dict[str, object]) -> str:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return str(path)


def test_an_index_is_one_file_that_says_what_it_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "trade.bslx"
    assert call(index, str(SAMPLE), "--output", str(target)) == 0
    out = capsys.readouterr().out
    assert "УчебнаяТорговля" in out
    assert any(line.split() == ["Document", "4"] for line in out.splitlines())
    first = target.read_bytes()
    assert call(index, str(SAMPLE), "--output", str(target)) == 0
    assert target.read_bytes() == first


def test_a_folder_without_a_configuration_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=str(tmp_path)):
        call(index, str(tmp_path), "--output", str(tmp_path / "x.bslx"))
    assert not (tmp_path / "x.bslx").exists()


def test_answers_get_rates_for_each_category(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = answers(
        tmp_path,
        {"answer": GOOD, "category": "other"},
        {"answer": INVENTED, "category": "other", "names": []},
        {"generated_code": BROKEN, "category": "crud"},
        {"answer": "Не знаю.", "category": "crud"},
    )
    assert call(judge, "--answers", path, "--json") == 0
    rates = json.loads(capsys.readouterr().out)["rates"]
    assert {name: row["answers"] for name, row in rates.items()} == {"all": 4, "other": 2, "crud": 2}
    assert [rates[name]["parses"]["value"] for name in ("all", "other", "crud")] == [0.5, 1.0, 0.0]
    assert [rates[name]["compiles"]["value"] for name in ("all", "other", "crud")] == [0.25, 0.5, 0.0]
    assert rates["other"]["optimization"]["value"] == 1.0
    assert rates["crud"]["optimization"] is None


@pytest.mark.parametrize(("told", "compiles"), [(None, 1.0), ([], 0.0), (["ЦенаНаДату"], 1.0)])
def test_what_the_prompt_did_not_tell_is_invented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: list[str] | None, compiles: float
) -> None:
    row = {"answer": UNKNOWN_NEIGHBOUR, "module": "CommonModules/Цены/Ext/Module.bsl", "names": told}
    call(judge, "--answers", answers(tmp_path, row), "--json", "--index", str(SAMPLE))
    assert json.loads(capsys.readouterr().out)["rates"]["all"]["compiles"]["value"] == compiles


def test_a_share_that_must_compile_decides_the_exit_code(tmp_path: Path) -> None:
    path = answers(tmp_path, {"answer": GOOD}, {"answer": BROKEN})
    assert call(judge, "--answers", path, "--min-compiles", "0.5") == 0
    assert call(judge, "--answers", path, "--min-compiles", "0.6") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no answer in it"),
        ('{"answer": "А"}\n{"answer":', r"answers\.jsonl:2: no JSON"),
        ("[1]", r"answers\.jsonl:1: no answer"),
        ('{"answer": 5}', "must hold its text"),
        ('{"answer": "А", "names": "Б"}', "names: a list"),
        ('{"answer": "А", "category": 5}', "are texts"),
    ],
)
def test_a_line_that_is_no_answer_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "answers.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        call(judge, "--answers", str(tmp_path / "answers.jsonl"))


@pytest.fixture
def program(tmp_path: Path) -> str:
    path = tmp_path / "sort.bsl"
    path.write_text(SORT, encoding="utf-8-sig")
    return str(path)


def test_a_program_runs_with_arguments_of_json(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(run_code, program, "--call", "Сортировать", "--arguments", "[[3, 1.5, 2]]") == 0
    assert capsys.readouterr().out == "[1.5, 2, 3]\n"


def test_a_program_tells_its_work(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (program, "--call", "Сортировать", "--arguments", "[[3, 1, 2]]", "--json")
    assert call(run_code, *words) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == [1, 2, 3]
    assert answer["counts"]["comparisons"] == 3
    assert answer["error"] is None


@pytest.mark.parametrize(
    ("source", "words", "told"),
    [
        ("А = 1 / 0;", (), "exception"),
        ("Запрос = Новый Запрос; Запрос.Выполнить();", (), "вне подмножества: Запрос"),
        ("Пока Истина Цикл А = 1; КонецЦикла;", ("--steps", "1000"), "limit"),
        ("А = ;", (), "syntax"),
    ],
)
def test_why_a_program_did_not_end_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a.bsl").write_text(source, encoding="utf-8")
    assert call(run_code, str(tmp_path / "a.bsl"), *words) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("missing.bsl",), "cannot be read"),
        (("a.bsl", "--arguments", "{"), "no JSON"),
        (("a.bsl", "--arguments", "{}"), "a list is needed"),
        (("a.bsl", "--steps", "0"), "above 0"),
    ],
)
def test_a_call_that_cannot_be_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.bsl").write_text("А = 1;", encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        call(run_code, *words)


def test_a_file_that_is_no_help_is_refused_and_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BSL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "shcntx_ru.hbk").write_bytes(b"not a container")
    with pytest.raises(BadInput, match=r"shcntx_ru\.hbk"):
        call(platform, "import", str(tmp_path / "shcntx_ru.hbk"))
    assert not (tmp_path / "cache").exists()
    assert call(platform, "forget") == 0

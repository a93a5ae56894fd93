import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.settings import SourceSettings
from components.ingest.tally import PLACES_PER_REASON, Tally
from components.shared import processes
from components.shared.errors import BadInput
from components.shared.progress import silent
from components.shared.records import Record

GOOD = """// SPDX-License-Identifier: MIT

#Область ПрограммныйИнтерфейс

// Возвращает сумму двух чисел.
//
// Параметры:
//  А - Число - первое слагаемое.
//
// Возвращаемое значение:
//  Число - сумма.
//
Функция Сумма(А, // первое (слагаемое)
\tЗнач Б = "(;)") Экспорт
\tВозврат А + Б;
КонецФункции

#КонецОбласти

Процедура Без()
КонецПроцедуры
"""
BROKEN = "Процедура Плохая()\n\tА = ;\nКонецПроцедуры\n"


def write(root: Path, path: str, content: str | bytes = GOOD) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def read(root: Path, *, max_file_bytes: int = 2**20, **choices: str) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = open_source(SourceSettings(kind="modules", path=str(root), **choices), max_file_bytes)  # type: ignore[arg-type]
    return list(read_modules(source, tally, silent)), tally


def test_a_method_becomes_a_record(tmp_path: Path) -> None:
    write(tmp_path, "CommonModules/Общие/Ext/Module.bsl")
    write(tmp_path, "CommonModules/Общие.xml", "<Server>true</Server>")
    write(tmp_path, "Configuration.xml", "<Name>Торговля</Name>")
    (record, without), tally = read(tmp_path)
    expected = {
        "input": (
            'Функция Сумма(А, Знач Б = "(;)") Экспорт\nПараметры:\nА - Число - первое слагаемое.\n'
            "Возвращаемое значение:\nЧисло - сумма.\nГде: общий модуль (сервер)"
        ),
        "output": GOOD[GOOD.index("// Возвращает") : GOOD.index("\n\n#КонецОбласти")],
        "name": "Сумма",
        "kind": "function",
        "export": True,
        "module_kind": "common",
        "context": "server",
        "configuration": "Торговля",
        "source": "module",
        "path": "CommonModules/Общие/Ext/Module.bsl",
        "line_start": 5,
        "line_end": 16,
        "license": "MIT",
        "license_source": "spdx_tag",
        "redistributable": True,
        "module_key": "CommonModule.Общие.Module",
        "task": "write",
        "language": "ru",
    }
    assert record.model_dump(include=set(expected)) == expected
    assert "возвращает сумму двух чисел." in record.instruction
    assert without.instruction == ""
    assert (tally.files, tally.methods, sum(tally.dropped.values())) == (1, 2, 0)


def test_an_id_is_that_of_the_tokens(tmp_path: Path) -> None:
    write(tmp_path, "a.bsl", "Процедура А()\n\tБ = 1; // так\nКонецПроцедуры")
    write(tmp_path, "b.bsl", "ПРОЦЕДУРА  а()\nб=1;\nКонецПроцедуры;")
    write(tmp_path, "c.bsl", "Процедура А()\n\tБ = 2;\nКонецПроцедуры")
    first, second, third = (record.id for record in read(tmp_path)[0])
    assert first != third
    assert len(first) == 32
    assert second != third


@pytest.mark.parametrize(
    ("directive", "context"),
    [
        ("&НаКлиенте\n", "client"),
        ("&НаСервереБезКонтекста\n", "server"),
        ("&AtClientAtServerNoContext\n", "both"),
        ("", "server"),
    ],
)
def test_the_directive_says_where_a_method_of_a_form_runs(tmp_path: Path, directive: str, context: str) -> None:
    write(tmp_path, "Catalogs/Т/Forms/Ф/Ext/Form/Module.bsl", f"{directive}Процедура А()\n\tБ();\nКонецПроцедуры")
    (record,), _ = read(tmp_path)
    assert record.context == context
    assert record.output.startswith(directive)
    assert ("Директива" in record.input) == bool(directive)
    assert record.category == "forms"


@pytest.mark.parametrize("broken_place", ["before", "after"])
def test_good_neighbours_of_a_broken_method_are_kept(tmp_path: Path, broken_place: str) -> None:
    write(tmp_path, "a.bsl", BROKEN + GOOD if broken_place == "before" else GOOD + BROKEN)
    records, tally = read(tmp_path)
    assert [record.name for record in records] == ["Сумма", "Без"]
    assert tally.dropped == {"syntax_error": 1}
    (drop,) = tally.drops
    line = 2 if broken_place == "before" else GOOD.count("\n") + 2
    assert (drop.path, drop.line, drop.reason) == ("a.bsl", line, "syntax_error")
    assert drop.detail.startswith(f"{line}:")
    assert tally.methods == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_and_line_ends_of_1c_do_not_matter(tmp_path: Path, encoding: str, ends: str) -> None:
    write(tmp_path, "a.bsl", GOOD.replace("\n", ends).encode(encoding))
    (tmp_path / "plain").mkdir()
    write(tmp_path, "plain/a.bsl", GOOD)
    records, tally = read(tmp_path)
    assert [record.output for record in records[:2]] == [record.output for record in records[2:]]
    assert not tally.dropped


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\1\2\3", "file_not_text"),
        (b"\xff\xfe\x00", "file_not_text"),
        (b"\x98\x81\xff", "file_not_text"),
        (b"// " + b"x" * 5000, "file_too_large"),
        (b"", "no_methods"),
        ("// Только комментарий", "no_methods"),
    ],
)
def test_a_file_that_gives_nothing_is_counted(tmp_path: Path, content: bytes | str, reason: str) -> None:
    write(tmp_path, "bad.bsl", content)
    write(tmp_path, "good.bsl")
    records, tally = read(tmp_path, max_file_bytes=4096)
    assert len(records) == 2
    assert tally.dropped == {reason: 1}
    assert tally.drops[0].path == "bad.bsl"
    assert tally.files == 2


def test_links_are_counted_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.bsl")
    root = tmp_path / "source"
    write(root, "a.bsl")
    os.symlink(tmp_path / "outside", root / "folder")
    os.symlink(tmp_path / "outside" / "secret.bsl", root / "b.bsl")
    os.symlink(root, root / "loop")
    records, tally = read(root)
    assert {record.path for record in records} == {"a.bsl"}
    assert tally.dropped == {"symlink": 3}


def test_a_pipe_named_like_a_module_does_not_hang(tmp_path: Path) -> None:
    write(tmp_path, "a.bsl")
    os.mkfifo(tmp_path / "b.bsl")
    assert read(tmp_path)[1].dropped == {"not_a_file": 1}


def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.bsl", "w", encoding="utf-8") as file:
        file.write(GOOD)
    records, _ = read(tmp_path)
    assert records[0].path == "��.bsl"
    assert records[0].module_key == "��.bsl"


def test_a_checkout_gives_repository_and_commit(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "a" * 40)
    write(tmp_path, ".git/config", '[remote "origin"]\n\turl = https://git.example.org/a/b.git\n')
    write(tmp_path, ".git/hooks/no.bsl")
    write(tmp_path, "LICENSE", "CC0 1.0 Universal")
    write(tmp_path, "src/a.bsl", BROKEN + GOOD.replace("// SPDX-License-Identifier: MIT", ""))
    records, tally = read(tmp_path / "src")
    assert {(r.repository, r.commit, r.path, r.license) for r in records} == {
        ("https://git.example.org/a/b", "a" * 40, "src/a.bsl", "CC0-1.0")
    }
    assert tally.drops[0].path == "src/a.bsl"


def test_settings_win_over_what_is_found_but_not_over_a_licence(tmp_path: Path) -> None:
    write(tmp_path, "a.bsl")
    (record, _), _ = read(tmp_path, configuration="К", repository="https://x.example", license="LicenseRef-Own")
    assert (record.configuration, record.repository, record.license) == ("К", "https://x.example", "MIT")


def test_a_script_is_parsed_as_onescript(tmp_path: Path) -> None:
    write(tmp_path, "build.OS", "#Использовать logos\n\nПроцедура А()\n\tБ();\nКонецПроцедуры\n")
    (record,), tally = read(tmp_path)
    assert (record.module_kind, record.module_key) == ("script", "build.OS")
    assert not tally.dropped


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda root: None, "no .bsl or .os file"),
        (lambda root: write(root, "readme.md", "# Нет"), "no .bsl or .os file"),
        (lambda root: write(root, "a.bsl", BROKEN), r"modules .*syntax_error 1\).*\n  a.bsl: \d+:\d+ Ожидал"),
        (lambda root: write(root, "a.bsl", b"\0"), r"none of 1 modules .*file_not_text 1"),
    ],
)
def test_a_source_without_methods_is_refused(tmp_path: Path, prepare: object, message: str) -> None:
    prepare(tmp_path)  # type: ignore[operator]
    with pytest.raises(BadInput, match=message):
        read(tmp_path)


@pytest.mark.parametrize("path", ["no/such/folder", "file.bsl"])
def test_what_is_no_folder_is_refused(tmp_path: Path, path: str) -> None:
    write(tmp_path, "file.bsl")
    with pytest.raises(BadInput, match=f"{path}: .*name "):
        read(tmp_path / path)


def test_an_empty_path_is_not_the_current_folder() -> None:
    with pytest.raises(BadInput, match="empty path"):
        open_source(SourceSettings(kind="modules"), 1)


def test_many_files_on_many_cores_give_the_same_as_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(70):
        write(tmp_path, f"{number:02}.bsl", GOOD.replace("Сумма", f"Сумма{number}") + BROKEN)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    records, tally = read(tmp_path)
    monkeypatch.setattr(processes, "cores", lambda: 1)
    assert (records, tally) == read(tmp_path)
    assert (tally.files, tally.dropped["syntax_error"], len(tally.drops)) == (70, 70, PLACES_PER_REASON)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
)
def test_any_bytes_have_a_fate(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "a.bsl", content)
    write(tmp_path, "b.bsl")
    records, tally = read(tmp_path)
    in_files = sum(tally.dropped[reason] for reason in ("file_not_text", "no_methods", "file_too_large"))
    assert len(records) + tally.dropped["syntax_error"] == tally.methods
    assert in_files + tally.dropped["syntax_error"] == sum(tally.dropped.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from([*GOOD.splitlines(), *BROKEN.splitlines(), "&НаКлиенте", '"', "//", "#Если"]), max_size=30
    )
)
def test_shuffled_code_has_a_fate(tmp_path: Path, lines: list[str]) -> None:
    write(tmp_path, "a.bsl", "\n".join(lines))
    write(tmp_path, "b.bsl")
    records, tally = read(tmp_path)
    assert len(records) + tally.dropped["syntax_error"] == tally.methods
    text = "\n".join(lines)
    assert all(record.output in text or record.output in GOOD for record in records)

"""Examples made within curate: counted by themselves, limited, and the same whatever the order and the processes."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.curate.derive.settings import DeriveSettings
from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared.records import Record, read_records, write_records
from components.shared.summaries import CurateSummary

RUN = """
import os, sys
from pathlib import Path
from components.curate import stage
from components.curate.derive import deriving
from components.curate.derive.settings import DeriveSettings
from components.curate.settings import CurateSettings
if __name__ == "__main__":
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[3])])
    stage.ROWS_PER_PIECE, stage.PIECES_WORTH_A_POOL = 10, 2
    deriving.ROWS_PER_PIECE, deriving.PIECES_WORTH_A_POOL = 7, 2
    settings = CurateSettings(derive=DeriveSettings(fewest_parents=5, most_of_a_kind=0.2))
    stage.curate_corpus(Path(sys.argv[1]), Path(sys.argv[2]), settings)
"""


def method(number: int) -> str:
    words = random.Random(number).sample(["Товар", "Склад", "Цена", "Заказ", "Клиент", "Сумма", "Налог", "Курс"], 4)
    statements = "".join(
        f"\t{word}{number} = Рассчитать{word}(Данные, {n + number});\n" for n, word in enumerate(words)
    )
    name = f"Запись{number}"
    return (
        f"// Записывает данные документа номер {number} в журнал.\n//\n// Параметры:\n//  Данные - Структура - что"
        f" записать.\n//\nПроцедура {name}(Данные) Экспорт\n{statements}\tЕсли Данные.Вид = {number} Тогда\n"
        f"\t\tОтметить{words[0]}(Данные);\n\tКонецЕсли;\n\tНачатьТранзакцию();\n\tПопытка\n\t\tЗаписать{words[1]}(Данные);"
        "\n\t\tЗафиксироватьТранзакцию();\n\tИсключение\n\t\tОтменитьТранзакцию();\n\t\tВызватьИсключение;\n"
        "\tКонецПопытки;\nКонецПроцедуры"
    )


def record(number: int, **change: Any) -> Record:
    made = Record(
        id=f"{number:032x}",
        instruction=f"Напиши процедуру, которая записывает данные документа номер {number} в журнал.",
        output=method(number),
        name=f"Запись{number}",
        source="module",
        path=f"{number}.bsl",
        license="MIT",
        license_source="license_file",
        redistributable=True,
        module_kind="common",
        context="server",
        module_key=f"CommonModule.М{number}.Module",
    )
    return made.model_copy(update=change)


MENDABLE = record(
    900,
    output="Функция Есть(А, Б)\n\tМесто = Найти(А, Б);\n\tВозврат Место > 0;\nКонецФункции",
    instruction="Напиши функцию Есть, которая ищет подстроку.",
)


def curate(tmp_path: Path, records: list[Record], **derive: Any) -> tuple[list[Record], CurateSummary]:
    write_records(tmp_path / "corpus", records)
    settings = CurateSettings(derive=DeriveSettings(**{"fewest_parents": 5, "most_of_a_kind": 0.2, **derive}))
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", settings)
    return list(read_records(tmp_path / "curated")), summary


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [*(record(number) for number in range(40)), MENDABLE]


def test_what_is_made_is_counted_by_itself(tmp_path: Path, records: list[Record]) -> None:
    kept, summary = curate(tmp_path, records)
    assert summary.fates == {"kept": 40, "strong_finding": 1}
    derived = [made for made in kept if made.parent_id]
    assert len(kept) - len(derived) == 40
    counts = {count.kind: count.kept for count in summary.derived}
    assert sum(counts.values()) == len(derived) > 20
    assert len({made.id for made in kept}) == len(kept)
    assert {made.task for made in derived} >= {"document", "fix"}
    by_id = {made.id: made for made in records}
    for made in derived:
        assert made.module_key == by_id[made.parent_id].module_key
        assert made.generator.partition("@")[0] in counts


def test_a_dropped_method_comes_back_mended(tmp_path: Path, records: list[Record]) -> None:
    kept, _ = curate(tmp_path, records)
    (mended,) = [made for made in kept if made.parent_id == MENDABLE.id]
    assert mended.generator == "repaired@1"
    assert MENDABLE.output in mended.input
    assert mended.output == MENDABLE.output.replace("Найти", "СтрНайти")


@pytest.mark.parametrize("most", [0.05, 0.2])
@pytest.mark.parametrize("of_a_method", [1, 2])
def test_the_abundant_is_cut_off(tmp_path: Path, records: list[Record], most: float, of_a_method: int) -> None:
    kept, summary = curate(tmp_path, records, most_of_a_kind=most, pairs_per_method=of_a_method)
    pairs = [made for made in kept if made.parent_id and made.task in ("fix", "optimise")]
    per_kind = {kind: sum(made.generator == kind for made in pairs) for kind in {made.generator for made in pairs}}
    assert max(per_kind.values()) <= most * 40
    per_method = [sum(made.parent_id == parent for made in pairs) for parent in {made.parent_id for made in pairs}]
    assert max(per_method) <= of_a_method
    reasons = {reason for count in summary.derived for reason in count.refused}
    assert "enough_of_the_kind" in reasons


@pytest.mark.parametrize(
    "derive",
    [
        {"fewest_parents": 41},
        {"sources": ("public",)},
        dict.fromkeys(("complete", "fill", "document", "explain", "query", "pairs", "repair"), 0),
    ],
)
def test_it_can_be_switched_off(tmp_path: Path, records: list[Record], derive: dict[str, Any]) -> None:
    kept, _ = curate(tmp_path, records, **derive)
    assert not [made for made in kept if made.parent_id]


def test_the_licence_of_the_parent_binds(tmp_path: Path, records: list[Record]) -> None:
    strict = records[0].model_copy(
        update={"license": "LicenseRef-1C-Proprietary", "redistributable": False, "path": "copy", "id": "f" * 32}
    )
    kept, _ = curate(tmp_path, [*records, strict])
    of_parent = [made for made in kept if records[0].id in (made.id, made.parent_id)]
    assert of_parent
    assert {made.license for made in of_parent} == {"LicenseRef-1C-Proprietary"}


def test_who_read_the_parent_has_not_read_what_is_made_of_it(tmp_path: Path, records: list[Record]) -> None:
    read = {"reviewer": "Эксперт", "reviewer_kind": "person"}
    kept, summary = curate(tmp_path, [made.model_copy(update=read) for made in records])
    derived = [made for made in kept if made.parent_id]
    assert derived
    assert {(made.reviewer, made.reviewer_kind) for made in derived} == {("", "")}
    assert summary.read_by == {"person": len(kept) - len(derived)}


def test_order_hash_seed_and_processes_do_not_change_a_byte(tmp_path: Path, records: list[Record]) -> None:
    curate(tmp_path, records)
    expected = (tmp_path / "curated").read_bytes()
    (tmp_path / "run.py").write_text(RUN, encoding="utf-8")
    for seed, cores in (("1", 2), ("2", 1)):
        write_records(tmp_path / "shuffled", random.Random(seed).sample(records, len(records)))
        command = [sys.executable, *(str(tmp_path / name) for name in ("run.py", "shuffled", "again")), str(cores)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()}
        subprocess.run(command, check=True, env=environment)
        assert (tmp_path / "again").read_bytes() == expected

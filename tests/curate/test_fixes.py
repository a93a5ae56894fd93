from typing import Any

import pytest

from components.curate.filters import fate_of
from components.curate.fixes import mended
from components.curate.preparing import prepared
from components.curate.settings import CurateSettings
from components.shared.records import FROM_HISTORY, Record

REST = "".join(f"\tИтог = Итог + Дело({number});\n" for number in range(8))
BEFORE = f"Функция А(Б)\n\tИтог = 0;\n{REST}\tБ.Вставить(Итог)\n\tВозврат Итог;\nКонецФункции"
AFTER = BEFORE.replace("Вставить(Итог)", "Вставить(Итог);")
NO_RETURN = AFTER.replace("\tВозврат Итог;\n", "")


def pair(before: str, after: str, **values: Any) -> Record:
    return Record(
        **{
            "id": "0" * 32,
            "instruction": "Исправь функцию А: замечания Сонара, спасибо ivanov@zavod-ural.ru",
            "input": f"```bsl\n{before}\n```",
            "output": after,
            "task": "fix",
            "generator": FROM_HISTORY,
            "source": "module",
            "license": "MIT",
            "license_source": "license_file",
            "module_key": "CommonModule.Общие.Module",
            **values,
        }
    )


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        (NO_RETURN, AFTER, None),
        (AFTER, AFTER.replace("Дело(3)", "Дело(30)"), "unproven_fix"),  # whoever does not know why cannot answer
        (AFTER, NO_RETURN, "strong_finding"),
        (NO_RETURN, AFTER.replace("= 0;", "= 0;\n\tПустая = 1;"), "unproven_fix"),  # another fault comes in
        (f"Функция А(Б)\n{REST * 4}КонецФункции", AFTER, "unproven_fix"),  # a rework
        ("", AFTER, "unproven_fix"),
    ],
)
def test_a_pair_is_kept_where_the_judge_sees_what_is_mended(before: str, after: str, fate: str | None) -> None:
    assert fate_of(pair(before, after), CurateSettings()) == fate


def test_the_task_names_the_fault_and_the_commit_explains_it() -> None:
    record, _ = prepared(pair(NO_RETURN, AFTER), CurateSettings())
    assert record.instruction == f"Исправь функцию А: {'; '.join(mended(pair(NO_RETURN, AFTER)))}."
    assert "Возврат" in record.instruction
    assert record.rationale.startswith("замечания Сонара")
    assert "ivanov" not in record.rationale


def test_what_a_person_has_read_needs_no_proof() -> None:
    record = pair(AFTER, AFTER.replace("Дело(3)", "Дело(30)"), reviewer="Эксперт", reviewer_kind="person")
    assert fate_of(record, CurateSettings()) is None
    assert prepared(record, CurateSettings())[0].instruction.startswith("Исправь функцию А: замечания")

import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl import decode_module, parse
from components.shared.bsl.descriptions import (
    Deprecation,
    DescribedType,
    Description,
    Value,
    Variant,
    read_description,
    write_description,
)

SSL = Path(os.environ.get("BSL_CORPORA", "no folder")) / "ssl_3_1"
PIECES = [
    "Параметры:", "  Параметры: ", "Возвращаемое значение:", "Возвращаемое значение", "Пример:", " Пример: а",
    "Notes: a", "Описание: ", "Примечание:", "Варианты вызова:", "Returns:", "Устарела.", "Устарела, ",
    "Устарела. Параметры: б",
    "Следует использовать Модуль.Метод.", " Имя - Строка - текст", "Имя -", "Имя - - а", " * Поле - Число", "* Поле",
    "** Вложенное - Дата - а", "***** Г - см. А.Б", "      - Число", "- Число - текст", " - нет типа", "слово", "Слово",
    "  продолжение. Второе", "см. Модуль.Метод", "", "-----", "АПК:12", "\tИмя2\t- Массив из Строка, Число:",
    "Строка - что-то", "        Число - 1", "См. А. Б", "*", "т.д. Слово.", "\n\n",
]  # fmt: skip
comments = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=12).flatmap(
    lambda pieces: st.lists(st.sampled_from(["", "\n", "\n"]), min_size=len(pieces), max_size=len(pieces)).map(
        lambda ends: "".join(piece + end for piece, end in zip(pieces, ends, strict=True))
    )
)

WRITTEN = """Устарела. Следует использовать Склад.Остаток.
Считает остаток.

Параметры:
  Товар - СправочникСсылка.Товары - чей остаток.
          Может быть пустым.
        - Строка
  Отбор - Структура:
    * Склады - Массив из Строка
   - Неопределено - отбора нет.

Возвращаемое значение:
  Число
  - Неопределено - нет остатка.

Пример:
  Остаток = Остаток(Товар);"""


def test_parts_are_laid_out_by_the_standard() -> None:
    description = Description(
        purpose="Считает остаток.",
        deprecation=Deprecation("Следует использовать Склад.Остаток.", "Склад.Остаток"),
        parameters=(
            Value(
                "Товар",
                (
                    Variant((DescribedType("СправочникСсылка.Товары"),), "чей остаток.\nМожет быть пустым."),
                    Variant((DescribedType("Строка"),)),
                ),
            ),
            Value(
                "Отбор",
                (
                    Variant(
                        (DescribedType("Структура"),),
                        fields=(
                            Value("Склады", (Variant((DescribedType("Массив", elements=DescribedType("Строка")),)),)),
                        ),
                    ),
                    Variant((DescribedType("Неопределено"),), "отбора нет."),
                ),
            ),
        ),
        returns=(Variant((DescribedType("Число"),)), Variant((DescribedType("Неопределено"),), "нет остатка.")),
        examples=("Остаток = Остаток(Товар);",),
    )
    assert write_description(description) == WRITTEN
    assert read_description(WRITTEN) == description


def test_english_headings() -> None:
    description = read_description("Считает.\nПараметры:\n  А - Массив из см. Б\nВозвращаемое значение:\n  Число")
    assert write_description(description, "en") == (
        "Считает.\n\nParameters:\n  А - Массив of see Б\n\nReturns:\n  Число"
    )


@given(comments)
def test_what_is_written_reads_the_same(comment: str) -> None:
    description = read_description(comment)
    assert read_description(write_description(description, "ru")) == description
    assert read_description(write_description(description, "en")) == description


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece",
    ["-", ".", " ", "см. ", "Параметры:", "Описание:", "* А\n", "- Число\n", "\n", "А, ", "А из ", "*", "\t"],
)
@pytest.mark.parametrize("head", ["", "См. ", "Параметры:\n", "Параметры:\n А - ", "Устарела ", "Пример:\n"])
def test_a_hostile_comment_takes_no_time(head: str, piece: str) -> None:
    read_description(f"{head}{piece * 100_000} x ( y")


@pytest.mark.skipif(not SSL.is_dir(), reason="BSL_CORPORA names no folder with ssl_3_1")
def test_comments_of_real_code_read_the_same_when_written() -> None:
    comments = 0
    for path in islice(sorted(SSL.rglob("*.bsl")), 0, None, 20):
        for method in parse(decode_module(path.read_bytes())).methods:
            description = read_description(method.comment)
            assert read_description(write_description(description)) == description, f"{path}: {method.name}"
            comments += bool(method.comment)
    assert comments > 200

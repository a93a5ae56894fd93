"""No code makes the check of names fail, hang or overflow the stack."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl import parse
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.context import Context
from components.shared.bsl.names import check_names
from components.shared.bsl.syntax.syntax_tree import DEEPEST

WORDS = """
А Б Справочники Документы Валюты РеализацияТоваров Товары Элементы Объект ЭтотОбъект Новый Массив Запрос Тип Если Тогда
КонецЕсли; Для Каждого Из Цикл КонецЦикла; = . ( ) [ ] , ; + "СправочникСсылка.Валюты" 1 Возврат Процедура Функция
КонецПроцедуры КонецФункции &НаКлиенте &НаСервереБезКонтекста #Если Сервер #Иначе #КонецЕсли Ждать Асинх Метаданные
ПараметрыСеанса ПроведениеСервер ВидСравнения
"""
PIECES = st.sampled_from(WORDS.split())
KINDS = (
    ("common", "CommonModule.Проба"),
    ("form", "Document.РеализацияТоваров.Form.ФормаДокумента"),
    ("object", "Document.РеализацияТоваров"),
    ("unknown", ""),
)


@settings(max_examples=150)
@given(pieces=st.lists(PIECES, max_size=40), kind=st.sampled_from(KINDS), known=st.booleans(), whole=st.booleans())
def test_any_pieces_of_code_are_judged(
    sample: Configuration, pieces: list[str], kind: tuple[str, str], known: bool, whole: bool
) -> None:
    configuration = sample if known else None
    context = Context(module_kind=kind[0], owner=kind[1], configuration=configuration, whole_module=whole)  # type: ignore[arg-type]
    module = parse("\n".join(pieces))
    for found in check_names(module, context):
        assert found.message_ru
        assert found.message_en
        assert found.start < found.end


DEEP = DEEPEST - 8


@pytest.mark.parametrize(
    "body",
    [
        "А = " + "(" * DEEP + "Новый Массив" + ")" * DEEP + "; А.Сортировать();",
        "А = " + "?(Б, " * DEEP + "1" + ", 2)" * DEEP + "; Б = А.Х;",
        "А = " + "Ф(" * DEEP + "1" + ")" * DEEP + ";",
        "А0 = Новый Массив; " + " ".join(f"А{n} = А{n - 1};" for n in range(1, 5000)) + " А4999.Сортировать();",
        " ".join(f"А{n} = ((А{n + 1}));" for n in range(3000)) + " Б = А0.Х;",
        "А" + ".Х" * 20_000 + " = 1;",
        "Б = " + " + ".join(["А"] * 20_000) + ";",
        "А = А.Б; Б = Б.А + А; А = Б;",
    ],
    ids=["parentheses", "choices", "calls", "variables", "nested variables", "chain", "sum", "circle"],
)
def test_deep_and_long_code_is_judged(body: str) -> None:
    module = parse(f"Процедура Проба(Параметр)\n{body}\nКонецПроцедуры")
    assert module.methods
    check_names(module, Context(module_kind="common"))

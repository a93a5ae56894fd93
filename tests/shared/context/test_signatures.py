import pytest

from components.shared.bsl.platform.model import Side
from components.shared.context.signatures import Signature, read_signature


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("Функция Остаток(Товар, Знач Склад = Неопределено) Экспорт", Signature("Остаток", ("Товар", "Склад"), True)),
        ("Процедура ПриОткрытии(Отказ)", Signature("ПриОткрытии", ("Отказ",), False)),
        ("&НаКлиенте\nПроцедура А()", Signature("А", (), False, Side.CLIENT.value)),
        ("&AtServer Function Get(Val Name)", Signature("Get", ("Name",), True, Side.SERVER.value)),
        ("Функция Без", Signature("Без", (), True)),
        ("просто слова", Signature()),
        ("", Signature()),
    ],
)
def test_a_declaration_is_read(text: str, signature: Signature) -> None:
    assert read_signature(text) == signature

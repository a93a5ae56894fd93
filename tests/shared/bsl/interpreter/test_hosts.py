"""Objects, functions, types and the clock that a host plugs in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import pytest

from components.shared.bsl.interpreter import SKIPPED, Failure, Host, Machine, OutsideSubset, Value, execute
from components.shared.bsl.interpreter.objects.arrays import Array


class Stock:
    """A toy register: how much of each product there is. It implements ``HostObject`` and inherits nothing."""

    type_name = "Остатки"

    def __init__(self) -> None:
        self.amounts: dict[Value, Value] = {}
        self.secret = "недоступно"

    def get_property(self, name: str, machine: Machine) -> Value:
        if name == "всего":
            return len(self.amounts)
        raise Failure(f"Поле объекта не обнаружено ({name})")

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        raise Failure(f"Поле объекта недоступно для записи ({name})")

    def get_element(self, key: Value, machine: Machine) -> Value:
        machine.meter.touch(1)
        return self.amounts.get(key, 0)

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        self.amounts[key] = value

    def iterate(self, machine: Machine) -> Iterable[Value]:
        return list(self.amounts)

    def call(self, name: str, arguments: Sequence[Value], machine: Machine) -> Value:
        if name == "списать":
            product, amount = arguments
            left = self.amounts.get(product, 0) - (1 if amount is SKIPPED else amount)  # type: ignore[operator]
            if left < 0:
                raise Failure(f"Не хватает товара {product}")
            self.amounts[product] = left
            return left
        raise OutsideSubset(f"Остатки.{name}")


PROGRAM = """
Остатки["стол"] = 5;
Сообщить(Остатки.Списать("стол", 2));
Сообщить(Остатки.списать("стол", ));
Сообщить(Остатки["стул"]);
Сообщить(Остатки.Всего);
Для Каждого Товар Из Остатки Цикл
    Сообщить(Товар);
КонецЦикла;
Попытка
    Остатки.Списать("стол", 9);
Исключение
    Сообщить(ИнформацияОбОшибке().Описание);
КонецПопытки;
Сообщить(ТипЗнч(Остатки));
Попытка
    А = Остатки.secret;
Исключение
    Сообщить(ИнформацияОбОшибке().Описание);
КонецПопытки;
Остатки.Пересчитать();
"""


def test_a_toy_register_is_plugged_in_under_a_global_name() -> None:
    result = execute(PROGRAM, host=Host(globals={"Остатки": Stock()}))
    assert result.error is None
    assert result.messages == (
        *("3", "2", "0", "1", "стол", "Не хватает товара стол", "Остатки"),
        "Поле объекта не обнаружено (secret)",
    )
    assert result.outside == "Остатки.пересчитать"


def test_functions_and_types_are_plugged_in() -> None:
    def double(arguments: Sequence[Value], machine: Machine) -> Value:
        return arguments[0] * 2  # type: ignore[operator]

    def new_stock(arguments: Sequence[Value], machine: Machine) -> Value:
        return Stock()

    host = Host(functions={"Удвоить": double}, types={"Остатки": new_stock})
    source = 'О = Новый Остатки; О["а"] = Удвоить(4); П = Новый("остатки"); Сообщить(О["а"]); Сообщить(П.Всего);'
    assert execute(source, host=host).messages == ("8", "0")
    assert execute('Сообщить(ТипЗнч(Новый Остатки) = Тип("Остатки"));', host=host).messages == ("Да",)


def test_a_host_object_goes_into_arguments_and_collections() -> None:
    source = "Функция Ф(О) М = Новый Массив; М.Добавить(О); М[0][1] = 2; Возврат М; КонецФункции"
    stock = Stock()
    result = execute(source, "Ф", [stock])
    assert isinstance(result.value, Array)
    assert result.value.items == [stock]
    assert stock.amounts == {1: 2}


def test_a_module_of_the_configuration_wins_over_what_is_outside() -> None:
    assert execute("А = ОбщегоНазначения.Ф();").outside == "ОбщегоНазначения.Ф"
    assert execute("А = ОбщегоНазначения.Ф();", host=Host(globals={"ОбщегоНазначения": Stock()})).outside == "Остатки.ф"


def test_the_clock_and_chance_are_those_of_the_host() -> None:
    source = """
Сообщить(ТекущаяДатаСеанса() - НачалоДня(ТекущаяДата()));
Сообщить(Новый УникальныйИдентификатор);
Генератор = Новый ГенераторСлучайныхЧисел;
Сообщить(Генератор.СлучайноеЧисло(1, 100));
"""
    host = Host(now=datetime(2024, 1, 1, 0, 1, 40), seed=7)
    first, second = (execute(source, host=host) for _ in range(2))
    assert first.ended
    assert first.messages == second.messages
    assert first.messages[0] == "100"
    assert execute(source, host=Host(now=datetime(2024, 1, 1), seed=8)).messages[1:] != first.messages[1:]


LIBRARY = """
Функция Сумма(А, Б = 10) Экспорт
    Если А < 0 Тогда
        ВызватьИсключение "Меньше нуля";
    КонецЕсли;
    Возврат Внутренняя(А) + Б;
КонецФункции
Функция Внутренняя(А)
    Возврат Число.Двойное(А);
КонецФункции
Процедура Заполнить(А) Экспорт
    А = 5;
КонецПроцедуры
"""
NUMBERS = "Функция Двойное(А) Экспорт Возврат А * 2; КонецФункции"


@pytest.mark.parametrize(
    ("source", "shown", "error"),
    [
        ("Сообщить(Расчёт.Сумма(1)); Сообщить(расчёт.СУММА(1, 2));", ("12", "4"), ""),
        ("Х = 1; Расчёт.Заполнить(Х); Сообщить(Х);", ("5",), ""),
        ("Сообщить(Расчёт.Сумма(-1));", (), "Меньше нуля"),
        ("Сообщить(Расчёт.Внутренняя(1));", (), "Процедура или функция с указанным именем не определена (Внутренняя)"),
        ("Сообщить(Расчёт.Заполнить(1));", (), "Обращение к процедуре как к функции (Заполнить)"),
        ("Сообщить(Расчёт.Сумма());", (), "Недостаточно фактических параметров"),
        ("Расчёт = Новый Массив; Расчёт.Добавить(1); Сообщить(Расчёт.Количество());", ("1",), ""),
    ],
)
def test_other_modules_are_called_by_name(source: str, shown: tuple[str, ...], error: str) -> None:
    result = execute(source, host=Host(modules={"Расчёт": LIBRARY, "Число": NUMBERS}))
    assert result.messages == shown
    assert (result.error.message_ru if result.error else "") == error

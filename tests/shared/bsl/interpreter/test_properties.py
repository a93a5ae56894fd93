"""What holds for every program and every value."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl.interpreter import Host, Limits, Result, execute, to_python
from components.shared.bsl.interpreter.builtins.registry import FUNCTIONS, VARIADIC
from components.shared.bsl.interpreter.collation import compare_texts
from components.shared.bsl.interpreter.construction import CONSTRUCTORS
from components.shared.bsl.interpreter.members import BslObject
from components.shared.bsl.interpreter.values import Value

SMALL = Limits(steps=3_000, depth=30, memory=3_000_000, seconds=2, string_length=50_000)
HOST = Host(now=datetime(2024, 2, 29, 12), seed=1)
EXACT = Context(prec=200)

numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(min_value=-(10**12), max_value=10**12, places=5, allow_nan=False, allow_infinity=False),
)


def called(source: str, *arguments: object) -> Result:
    result = execute(source, "Ф", arguments)
    assert (result.error, result.outside) == (None, "")
    return result


def as_decimal(value: Value) -> Decimal:
    assert isinstance(value, int | Decimal)
    return Decimal(value)


# Values against reference implementations


@given(numbers, numbers)
@settings(max_examples=150)
def test_arithmetic_is_that_of_decimals(left: int | Decimal, right: int | Decimal) -> None:
    source = (
        "Функция Ф(А, Б) М = Новый Массив; М.Добавить(А + Б); М.Добавить(А - Б); М.Добавить(А * Б); "
        "Возврат М; КонецФункции"
    )
    found = to_python(called(source, left, right).value)
    a, b = Decimal(left), Decimal(right)
    assert found == [EXACT.add(a, b), EXACT.subtract(a, b), EXACT.multiply(a, b)]


@given(numbers, numbers.filter(bool))
@settings(max_examples=150)
def test_a_quotient_has_27_digits_and_the_remainder_the_sign_of_the_left_number(
    left: int | Decimal, right: int | Decimal
) -> None:
    a, b = Decimal(left), Decimal(right)
    quotient = EXACT.divide(a, b).quantize(Decimal(1).scaleb(-27), ROUND_HALF_UP, EXACT)
    assert as_decimal(called("Функция Ф(А, Б) Возврат А / Б; КонецФункции", left, right).value) == quotient
    assert as_decimal(called("Функция Ф(А, Б) Возврат А % Б; КонецФункции", left, right).value) == EXACT.remainder(a, b)


@given(numbers)
@settings(max_examples=60)
def test_a_number_shown_and_read_again_is_the_same(number: int | Decimal) -> None:
    assert called("Функция Ф(А) Возврат Число(Строка(А)) = А; КонецФункции", number).value is True
    assert (
        called('Функция Ф(А) Возврат XMLЗначение(Тип("Число"), XMLСтрока(А)) = А; КонецФункции', number).value is True
    )
    shown = called('Функция Ф(А) Возврат Формат(А, "ЧГ=0; ЧРД=.; ЧН=0"); КонецФункции', number).value
    assert Decimal(str(shown)) == number


@given(numbers, st.integers(-5, 6))
@settings(max_examples=60)
def test_rounding_is_that_of_decimals(number: int | Decimal, digits: int) -> None:
    expected = Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)
    assert as_decimal(called("Функция Ф(А, Б) Возврат Окр(А, Б); КонецФункции", number, digits).value) == expected


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-(10**8), 10**8))
@settings(max_examples=60)
def test_dates_are_moved_by_seconds(date: datetime, seconds: int) -> None:
    whole = date.replace(microsecond=0)
    source = "Функция Ф(А, Б) Возврат А + Б; КонецФункции"
    assert called(source, whole, seconds).value == whole + timedelta(seconds=seconds)
    assert called("Функция Ф(А, Б) Возврат (А + Б) - А; КонецФункции", whole, seconds).value == seconds
    assert called('Функция Ф(А) Возврат Дата(Формат(А, "ДФ=ггггММддЧЧммсс")) = А; КонецФункции', whole).value is True


texts = st.text("абвё АБ12,.;", max_size=30)


@given(texts, texts.filter(bool), texts, st.integers(-3, 40), st.integers(-3, 40))
@settings(max_examples=80)
def test_functions_over_strings_are_those_of_python(text: str, part: str, new: str, start: int, count: int) -> None:
    source = """
Функция Ф(Т, Ч, З, Начало, Сколько)
    М = Новый Массив;
    М.Добавить(СтрЗаменить(Т, Ч, З)); М.Добавить(СтрЧислоВхождений(Т, Ч)); М.Добавить(СтрНайти(Т, Ч));
    М.Добавить(Сред(Т, Начало, Сколько)); М.Добавить(Лев(Т, Сколько)); М.Добавить(СтрНачинаетсяС(Т, Ч));
    М.Добавить(СтрСоединить(СтрРазделить(Т, ";"), ";")); М.Добавить(ВРег(Т)); М.Добавить(СокрЛП(Т));
    Возврат М;
КонецФункции
"""
    first = max(start, 1) - 1
    assert to_python(called(source, text, part, new, start, count).value) == [
        *(text.replace(part, new), text.count(part), text.find(part) + 1),
        *(text[first : first + max(count, 0)], text[: max(count, 0)], text.startswith(part)),
        *(text, text.upper(), text.strip()),
    ]


@given(
    st.lists(st.one_of(st.integers(-50, 50), st.sampled_from(["а", "б", "Б", "ё", "", None, True, False])), max_size=15)
)
@settings(max_examples=60)
def test_sorting_is_stable_ordered_and_keeps_all_values(values: list[object]) -> None:
    source = """
Функция Ф(М)
    Т = Новый ТаблицаЗначений; Т.Колонки.Добавить("Х"); Т.Колонки.Добавить("Н");
    Для Каждого Э Из М Цикл С = Т.Добавить(); С.Х = Э; С.Н = Т.Количество(); КонецЦикла;
    Т.Сортировать("Х");
    Возврат Т;
КонецФункции
"""
    rows = to_python(called(source, values).value)
    assert isinstance(rows, list)
    assert sorted(row["Н"] for row in rows) == list(range(1, len(values) + 1))
    numbers_in_order = [row["Х"] for row in rows if type(row["Х"]) is int]
    assert numbers_in_order == sorted(numbers_in_order)
    for earlier, later in pairwise(rows):
        if earlier["Х"] == later["Х"] and type(earlier["Х"]) is type(later["Х"]):
            assert earlier["Н"] < later["Н"]


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
@settings(max_examples=200)
def test_the_order_of_strings_is_an_order(first: str, second: str, third: str) -> None:
    assert compare_texts(first, second) == -compare_texts(second, first)
    assert (compare_texts(first, second) == 0) == (first == second)
    if compare_texts(first, second) <= 0 and compare_texts(second, third) <= 0:
        assert compare_texts(first, third) <= 0


# Nothing raises

ATOMS = [
    *("0", "1", "-1", "2.5", "1000000000000", "99999999999999999999999999999999999999", '""', '"а"', '"Имя, Цена"'),
    *('"ЧЦ=5; ЧДЦ=2; ДФ=дд"', '"(а|б)*"', '"20240101"', "Истина", "Ложь", "Неопределено", "Null", "'20240229123456'"),
    *("'00010101'", "'39991231235959'", "А", "М", "С", "К", "Т", "Сп", "Д", "Ф", "Стр", 'Тип("Число")'),
    *("НаправлениеПоиска.СКонца", "РежимОкругления.Окр15как10", "ЧастиДаты.Дата", "Символы.ПС", "Новый Массив"),
    *('Новый ОписаниеТипов("Число, Строка")', "СпособКодированияСтроки.КодировкаURL", "Инфо", "Двоичные"),
    'Новый УникальныйИдентификатор("ae1d6d78-c3d5-4ef0-b096-2fb4f8e4717e")',
]
PRELUDE = """
А = 1; М = Новый Массив; М.Добавить(1); М.Добавить("а"); М.Добавить(М);
С = Новый Структура("Имя, Цена", "а", 1); К = Новый Соответствие; К.Вставить("а", 1); К.Вставить(М, К);
Т = Новый ТаблицаЗначений; Т.Колонки.Добавить("Имя"); Т.Колонки.Добавить("Цена", Новый ОписаниеТипов("Число"));
Стр = Т.Добавить(); Стр.Имя = "а"; Стр.Цена = 5; Т.Добавить().Имя = Т;
Сп = Новый СписокЗначений; Сп.Добавить(1, "один"); Сп.Добавить(Сп); Ф = Новый ФиксированныйМассив(М);
Д = Новый ДеревоЗначений; Д.Колонки.Добавить("Имя");
Узел = Д.Строки.Добавить(); Узел.Имя = Узел; Узел.Строки.Добавить();
Двоичные = ПолучитьДвоичныеДанныеИзСтроки("привет"); Инфо = ИнформацияОбОшибке();
Найденное = СтрНайтиПоРегулярномуВыражению("а", "(а)");
"""


def names_of_methods() -> list[str]:
    execute("")
    classes = [BslObject]
    for cls in classes:
        classes += cls.__subclasses__()
    return sorted({name for cls in classes for name in cls.methods})


OPERATORS = ["+", "-", "*", "/", "%", "=", "<>", "<", ">=", "И", "Или"]
OWNERS = [
    "А",
    "М",
    "С",
    "К",
    "Т",
    "Стр",
    "Сп",
    "Сп[0]",
    "Д",
    "Д.Строки",
    "Узел",
    "Т.Колонки",
    "Т.Колонки.Имя",
    "Т.Индексы",
]
OWNERS += ["Ф", "Двоичные", "Инфо", "Найденное", 'Новый ОписаниеТипов("Число")', "Символы"]
atoms = st.sampled_from(ATOMS)
arguments = st.lists(st.one_of(atoms, st.just("")), max_size=6).map(", ".join)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.integers(0, 7 if depth else 0))
    inner = expressions(depth - 1)
    if kind == 0:
        return draw(atoms)
    if kind == 1:
        name = draw(st.sampled_from(sorted(FUNCTIONS)))
        function = FUNCTIONS[name]
        count = draw(st.integers(function.fewest, min(function.most, 4) if function.most < VARIADIC else 4))
        return f"{name}({', '.join(draw(inner) for _ in range(count))})"
    if kind == 2:
        owner = draw(st.sampled_from([owner for owner in OWNERS if not owner.startswith("Новый")]))
        return f"{owner}.{draw(st.sampled_from(names_of_methods()))}({draw(arguments)})"
    if kind == 3:
        return f"({draw(inner)} {draw(st.sampled_from(OPERATORS))} {draw(inner)})"
    if kind == 4:
        return f"({draw(inner)})[{draw(inner)}]"
    if kind == 5:
        return f"?({draw(inner)}, {draw(inner)}, {draw(inner)})"
    if kind == 6:
        return f"(Не {draw(inner)})" if draw(st.booleans()) else f"(-{draw(inner)})"
    return f"Новый {draw(st.sampled_from(sorted(CONSTRUCTORS)))}({draw(arguments)})"


@given(st.lists(expressions(), min_size=1, max_size=4))
@settings(max_examples=150)
def test_no_expression_over_any_values_raises(parts: list[str]) -> None:
    statements = "".join(
        f"Попытка Х = {part}; Сообщить(Х); Сообщить(Формат(Х)); Исключение Сообщить(ОписаниеОшибки()); КонецПопытки;\n"
        for part in parts
    )
    result = execute(PRELUDE + statements, limits=SMALL, host=HOST)
    assert result.error is None or result.error.kind in ("limit", "syntax", "compile"), result.error


WORDS = [
    *(
        "Если ",
        "Тогда ",
        "Иначе ",
        "КонецЕсли",
        "Пока ",
        "Цикл ",
        "КонецЦикла",
        "Для ",
        "Каждого ",
        "Из ",
        "По ",
        "Попытка ",
    ),
    *("Исключение ", "КонецПопытки", "ВызватьИсключение ", "Возврат ", "Прервать", "Продолжить", "Перейти ~М", "~М:"),
    *(
        "Процедура П(А, Знач Б = 1) ",
        "КонецПроцедуры ",
        "Функция Ф(А) ",
        "КонецФункции ",
        "Перем Г;",
        "П(",
        "Ф(",
        "А",
        "Б",
    ),
    *(
        "=",
        ";",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "+",
        "-",
        "*",
        "/",
        "<",
        "?(",
        "1",
        '"т"',
        "Новый ",
        "Массив",
        "Структура",
    ),
    *(
        "М.Добавить(",
        "Сообщить(",
        "#Если Сервер Тогда\n",
        "#Иначе\n",
        "#КонецЕсли\n",
        "\n",
        "Выполнить(",
        "Ждать ",
        "Асинх ",
    ),
    *(
        "ДобавитьОбработчик А.Б, В",
        "Справочники.Товары",
        "ТекущаяДата()",
        "Вычислить(",
        "'20240101'",
        "Не ",
        "И ",
        "Или ",
    ),
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=40).map("".join)), st.booleans())
@settings(max_examples=200)
def test_no_text_raises(text: str, strict: bool) -> None:
    result = execute(text, "П" if "Процедура" in text else "", [1], SMALL, stop_on_compile_errors=strict)
    assert result.error is None or result.error.kind in ("limit", "syntax", "compile", "exception")

"""Where nodes stand: every node's text is what was written for it, and places convert there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl import Node, parse, walk
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.source_map import SourceMap

CODE = """\
&НаСервере
&Вместо("Сумма")
Асинх Функция Сумма(Знач Таблица, Колонка = -1) Экспорт // сумма
    Перем Итог;
    Если Не А = (Б + 1) Тогда
        Итог = Новый Массив(1, , "а""б
            |в" "г");
    ИначеЕсли ?(А, Б, В).Г[0].Д(Е, ) Тогда
        Для Номер = 1 По 10 Цикл
            Прервать;
        КонецЦикла;
        Для Каждого Строка Из Таблица Цикл
            Строка.Удалить();
        КонецЦикла;
    Иначе
        Попытка
            Ждать Б();
        Исключение
            ВызватьИсключение("а", Б);
            ВызватьИсключение;
        КонецПопытки;
    КонецЕсли;
    Пока Истина Цикл Продолжить; КонецЦикла;
    ~Метка: ;
    Перейти ~Метка;
    Выполнить "а";
    ДобавитьОбработчик А.Б, В;
    Возврат Ждать Итог;
КонецФункции
"""


def texts(kind: type[Node], code: str = CODE) -> list[str]:
    places = SourceMap(code)
    return [places.text_of(node) for node in walk(parse(code).tree) if type(node) is kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (tree.Method, [CODE.rstrip()]),
        (tree.Annotation, ["&НаСервере", '&Вместо("Сумма")']),
        (tree.Parameter, ["Таблица", "Колонка = -1"]),
        (tree.Variable, ["Итог"]),
        (tree.Operation, ["А = (Б + 1)", "Б + 1"]),
        (tree.Parentheses, ["(Б + 1)"]),
        (tree.New, ['Новый Массив(1, , "а""б\n            |в" "г")']),
        (tree.Ternary, ["?(А, Б, В)"]),
        (tree.Chain, ["?(А, Б, В).Г[0].Д(Е, )", "Строка.Удалить()", "Б()", "А.Б"]),
        (tree.Index, ["[0]"]),
        (tree.Call, ["(Е, )", "()", "()"]),
        (tree.Await, ["Ждать Б()", "Ждать Итог"]),
        (tree.For, ["Для Номер = 1 По 10 Цикл\n            Прервать;\n        КонецЦикла"]),
        (tree.While, ["Пока Истина Цикл Продолжить; КонецЦикла"]),
        (tree.Raise, ['ВызватьИсключение("а", Б)', "ВызватьИсключение"]),
        (tree.Label, ["~Метка:"]),
        (tree.Goto, ["Перейти ~Метка"]),
        (tree.Execute, ['Выполнить "а"']),
        (tree.AddHandler, ["ДобавитьОбработчик А.Б, В"]),
        (tree.Break, ["Прервать"]),
        (tree.Continue, ["Продолжить"]),
        (tree.Return, ["Возврат Ждать Итог"]),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_node_reaches_from_its_first_to_its_last_character(kind: type[Node], expected: list[str]) -> None:
    assert texts(kind) == expected


def test_words_inside_a_node_have_their_places() -> None:
    places, module = SourceMap(CODE), parse(CODE)
    (method,) = module.methods
    nodes = {type(node): node for node in walk(module.tree)}

    def word(position: int) -> str:
        return CODE[places.offset_of(position) : places.token_end(position)]

    assert word(method.name_position) == "Сумма"
    assert word(method.header_last) == "Экспорт"
    loop, each, handler, condition, new = (
        nodes[kind] for kind in (tree.For, tree.ForEach, tree.Try, tree.If, tree.New)
    )
    assert isinstance(loop, tree.For)
    assert isinstance(each, tree.ForEach)
    assert isinstance(handler, tree.Try)
    assert isinstance(condition, tree.If)
    assert isinstance(new, tree.New)
    words = [loop.variable_position, each.variable_position, handler.except_position, condition.else_position]
    assert [word(position) for position in words] == ["Номер", "Строка", "Исключение", "Иначе"]
    assert word(new.type_position) == "Массив"


def test_the_tree_is_in_the_order_of_the_text() -> None:
    module = parse("Перем А;\nПроцедура Б()\nКонецПроцедуры\nВ = 1;\n")
    assert [type(part) for part in module.tree] == [tree.Variable, tree.Method, tree.Assignment]


def test_a_region_reaches_from_one_instruction_to_the_other() -> None:
    code = "А = 1;\n#Область Имя // да\nБ = 1;\n  #КонецОбласти  // Имя\n"
    (region,) = parse(code).regions
    assert SourceMap(code).text_of(region) == "#Область Имя // да\nБ = 1;\n  #КонецОбласти"
    assert (region.line_start, region.line_end) == (2, 4)


def test_a_string_with_marks_of_an_extension_ends_at_its_quote() -> None:
    code = 'Х = "а\n#Удаление\n|б" + "г";\n#КонецУдаления\n#Вставка\n|в";\n#КонецВставки\n'
    assert texts(tree.Literal, code) == [code[4 : code.index("#КонецВставки") - 2]]


def test_lines_are_given_without_their_ends() -> None:
    places = SourceMap("\ufeffА = 1;\r\nБ")
    assert (places.line_text(1), places.line_text(2)) == ("А = 1;", "Б")


@given(st.text(alphabet="аБ1 \n\r\t;=", max_size=50), st.data())
def test_offsets_and_positions_convert_there_and_back(text: str, data: st.DataObject) -> None:
    places = SourceMap(text)
    offset = data.draw(st.integers(0, len(text)))
    assert places.offset_of(places.position_at(offset)) == offset

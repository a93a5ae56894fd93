import pytest

from components.shared.bsl.configuration.model import CommonModule, Configuration
from components.shared.bsl.places import place_of
from components.shared.bsl.platform.model import Side
from components.shared.context import ContextIndex, Finder, build_index
from components.shared.context.facts import MethodFacts, likeness, module_facts, shingles_of
from components.shared.context.measuring import alike_of, question_of

BODY = "Для Каждого Строка Из Товары Цикл\n Цены.Пересчитать(Строка);\n Цены.Округлить(Строка);\nКонецЦикла;"
TEXTS = {
    "Первый": f"// Пересчитывает цены товаров\nПроцедура Пересчет(Товары) Экспорт\n{BODY}\nКонецПроцедуры",
    "Второй": f"// Пересчитывает цены товаров\nПроцедура Пересчет(Товары) Экспорт\n{BODY}\nКонецПроцедуры",
    "Третий": "// Пересчитывает цены\nПроцедура Пересчет(Товары) Экспорт\nЦены.Очистить(Товары, 1);\nКонецПроцедуры",
    "Цены": "\n".join(
        f"Процедура {name}(А) Экспорт\nКонецПроцедуры" for name in ("Пересчитать", "Округлить", "Очистить")
    ),
}


@pytest.fixture(scope="module")
def library() -> tuple[ContextIndex, list[MethodFacts]]:
    modules = {name.lower(): CommonModule(name, Side.SERVER) for name in TEXTS}
    facts = [
        module_facts(place_of(f"CommonModules/{name}/Ext/Module.bsl"), text, with_code=True)
        for name, text in sorted(TEXTS.items())
    ]
    index = build_index(Configuration("Проба", common_modules=modules), facts)
    return index, [method for module in facts for method in module.methods]


def numbered(index: ContextIndex, module: str, name: str) -> int:
    methods = index.modules[index.module_by_key[f"commonmodule.{module}.module".lower()]].methods
    return next(number for number in methods if index.methods[number].name == name)


def test_what_is_almost_the_answer_does_not_help_to_find_its_names(
    library: tuple[ContextIndex, list[MethodFacts]],
) -> None:
    index, facts = library
    finder = Finder(index)
    number = numbered(index, "Первый", "Пересчет")
    question = question_of(index, number, facts[number])
    hidden = alike_of(finder.retrieval, question, number, [one.shingles for one in facts])
    assert hidden.alike == {numbered(index, "Второй", "Пересчет")}
    scene = finder.retrieval.scene(question, hidden)
    used = numbered(index, "Цены", "Пересчитать")
    assert scene.neighbours.sums.get(used, 0) == scene.counts.everywhere[used] == 0
    assert scene.neighbours.sums[numbered(index, "Цены", "Очистить")] > 0, "others still help"


def test_a_question_has_what_was_known_before_the_answer(library: tuple[ContextIndex, list[MethodFacts]]) -> None:
    index, facts = library
    question = question_of(index, numbered(index, "Первый", "Пересчет"), facts[numbered(index, "Первый", "Пересчет")])
    assert question.text == "Пересчитывает цены товаров"
    assert question.signature == "Процедура Пересчет(Товары) Экспорт"
    assert "Пересчитать" not in f"{question.text}{question.signature}{question.documentation}"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("А = 1; Б = 2;", "а=1;\n// иначе\nб = 2;", 1, 1),
        ("А = 1; Б = 2; В = 3;", "Х.У(1, 2, 3); Сообщить(4);", 0, 0),
        ("А = 1; Б = 2; В = 3; Г = 4;", "А = 1; Б = 2; В = 3; Г = 5;", 0.5, 0.99),
        ("", "", 0, 1),
    ],
)
def test_likeness_is_that_of_token_runs(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(shingles_of(one), shingles_of(other)) <= most

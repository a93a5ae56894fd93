"""The nodes of a method by type: the same as a walk meets, in the same order, each with what is around it."""

from collections import defaultdict
from pathlib import Path

import pytest

from components.shared.bsl import parse
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.node_index import ModuleIndex, children, nodes_of

ALL_KINDS = """
Для А = 1 По Б() Цикл В[Г].Д(Е, , Ж).Ё = -З + (ИИ); КонецЦикла;
Для Каждого К Из Л Цикл Пока М Цикл Прервать; Продолжить; КонецЦикла; КонецЦикла;
Если Не Н Тогда О(); ИначеЕсли П Тогда ПП(); Иначе ППП(); КонецЕсли;
Попытка Р = Новый С(Т, ?(У, Ф, Х)); Исключение ВызватьИсключение Ц("Ч"); КонецПопытки;
ДобавитьОбработчик Ш.Щ, Ы.Э; УдалитьОбработчик Ш.Щ, Ы.Э; Выполнить Ю; Перейти ~Я; ~Я: Возврат;
"""
SAMPLES = [
    file.read_text(encoding="utf-8-sig") for file in sorted(Path("datasets/sample_configuration").rglob("*.bsl"))
]


@pytest.mark.parametrize("text", [ALL_KINDS, "", *SAMPLES])
def test_an_index_holds_what_a_walk_meets(text: str) -> None:
    module = parse(text)
    assert not module.errors
    for body in [module.statements, *(method.body for method in module.methods)]:
        index = ModuleIndex()
        met: defaultdict[type[tree.Node], list[tree.Node]] = defaultdict(list)
        for node in tree.walk(body):
            met[type(node)].append(node)
            assert all(index.of(body) and index.parents[id(child)] is node for child in children(node))
        assert index.of(body) == met
        assert all(id(statement) not in index.parents for statement in body)


def test_a_method_is_walked_over_once() -> None:
    (method,) = parse("Процедура А() Б = В; КонецПроцедуры").methods
    index = ModuleIndex()
    assert index.of(method.body) is index.of(method.body)
    assert [name.name for name in nodes_of(index.of(method.body), tree.Name)] == ["Б", "В"]
    assert nodes_of(index.of(method.body), tree.Call) == []

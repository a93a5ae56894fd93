"""The branches of ``#Если`` as a module tells them."""

from components.shared.bsl import parse

CODE = """#Если Сервер Тогда
Процедура А()
#Если ВебКлиент Или Клиент Тогда // тонкий
 А = 1;
#ИначеЕсли Не Сервер Тогда
 Б = 1;
#Иначе
 Г = 1;
#КонецЕсли
КонецПроцедуры
#КонецЕсли"""


def test_a_module_tells_where_each_branch_is_compiled() -> None:
    found = {
        (branch.start >> 32, branch.end >> 32): (branch.condition, branch.earlier) for branch in parse(CODE).branches
    }
    assert found == {
        (1, 11): ("Сервер Тогда", ()),
        (3, 5): ("ВебКлиент Или Клиент Тогда", ()),
        (5, 7): ("Не Сервер Тогда", ("ВебКлиент Или Клиент Тогда",)),
        (7, 9): ("", ("ВебКлиент Или Клиент Тогда", "Не Сервер Тогда")),
    }

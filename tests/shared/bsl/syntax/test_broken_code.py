"""Good code that is damaged in a way that no 1C accepts must be refused, wherever the damage is.

The rules and what they do to real code are in ``benchmarks.judge.broken``; here they break code of our own.
"""

from pathlib import Path
from random import Random

import pytest

from benchmarks.judge.broken.method_text import MethodText, single_methods
from benchmarks.judge.broken.rule import Rule
from benchmarks.judge.broken.table import RULES
from benchmarks.judge.mutations import Tally, break_methods
from components.shared.bsl import decode_module, parse

SAMPLE = Path("datasets/sample_configuration/designer")
CODE = """\
// Возвращает остатки.
&НаСервере
Функция Остатки(Знач Склад, Дата = '20240101', Пустые, Число = 5) Экспорт
    Перем Итог, Строка;
    Запрос = Новый Запрос("ВЫБРАТЬ
    |   Остатки.Товар
    |ИЗ
    |   РегистрНакопления.Остатки КАК Остатки"
    );
    Запрос.УстановитьПараметр("Склад", Склад);
    Итог = Новый Массив;
    Попытка
        Выборка = Запрос.Выполнить().Выбрать();
        Пока Выборка.Следующий() Цикл
            Если Не Пустые И Не ЗначениеЗаполнено(Выборка.Товар) Тогда
                Продолжить;
            ИначеЕсли Выборка.Остаток > 100 * (1 + Пустые) Или Склад = Дата Тогда
                Прервать;
            Иначе
                Итог.Добавить(?(Пустые, Неопределено, Выборка.Товар));
            КонецЕсли;
        КонецЦикла;
    Исключение
        ВызватьИсключение;
    КонецПопытки;
    Для Номер = 0 По Итог.Количество() - 1 Цикл
        Строка = Итог[Номер];
        Итог = Итог + Строка.Количество % Число;
        Если Строка <> Число И Строка < Число Тогда
            Строка = 1;
        КонецЕсли;
    КонецЦикла;
    Для Каждого Строка Из Итог Цикл
        Обработать(Строка, , "x");
    КонецЦикла;
    Возврат Итог;
КонецФункции

Асинх Процедура Обработать(Строка, Число, Текст)
    Выполнить "А = 1";
    Ждать Строка.Записать(Число, "Текст");
    Итог = Новый Структура("А", 1);
    Дата = '20240101';
    Перейти ~Конец;
    Итог = Строка + Число;
    ~Конец:
КонецПроцедуры

Процедура Проверить(Строка)
    Если Строка = 1 Тогда
        ВызватьИсключение "Текст";
    КонецЕсли;
КонецПроцедуры
"""


def own_methods(random: Random) -> list[MethodText]:
    """The methods above and those of the sample configuration."""
    texts = [CODE, *(decode_module(path.read_bytes()) for path in sorted(SAMPLE.rglob("*.bsl")))]
    return [method for text in texts for method in single_methods(text, random)]


def test_the_code_that_is_damaged_here_is_good() -> None:
    module = parse(CODE)
    assert not module.errors
    assert len(module.methods) == 3


def test_there_are_many_rules_each_with_its_own_name_and_a_source() -> None:
    assert len({rule.kind for rule in RULES}) == len(RULES) > 200
    assert all(rule.says and rule.source for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_the_example_of_a_rule_is_refused(rule: Rule) -> None:
    assert parse(rule.example).errors


def test_every_rule_breaks_a_method_and_is_seen_by_the_parser() -> None:
    random = Random(1)
    methods = own_methods(random) * 40
    tally = break_methods(methods, 8, random)
    assert tally.accepted == []
    assert {rule.kind for rule in RULES} - set(tally.cases) == set()


def test_a_case_that_is_accepted_is_counted_and_shown() -> None:
    method = own_methods(Random(1))[0]
    tally = Tally()
    tally.add(RULES[0], method, method.text.replace("Итог = Новый Массив;", "Итог = Новый Список;"))
    ((kind, place),) = tally.accepted
    assert (kind, "Новый Список" in place) == (RULES[0].kind, True)


def test_code_that_ends_too_early_is_refused() -> None:
    for method in own_methods(Random(1))[:3]:
        cut = [method.text[:end] for end in method.ends[: method.end]]
        assert [text for text in cut if not parse(text).errors] == []

"""What a composed method consists of, and how it and its Russian description are put together."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from components.shared.records import Category
from components.shared.template_corpus import vocabulary

OPENINGS = ("Напиши", "Создай", "Реализуй", "Разработай", "Нужна")


@dataclass(frozen=True, slots=True)
class TemplateExample:
    """One generated example."""

    name: str
    category: Category
    instruction: str
    input: str
    output: str
    entity: str
    """The object of the configuration that the method works with."""


class Words:
    """Chance, in the words of a configuration."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def pick(self, *choices: str) -> str:
        """One of these."""
        return self._chance.choice(choices)

    def some(self, choices: Sequence[str], least: int, most: int) -> list[str]:
        """Several of these, none twice."""
        return self._chance.sample(list(choices), self._chance.randint(least, most))

    def maybe(self, share: float = 0.5) -> bool:
        """Yes in this share of cases."""
        return self._chance.random() < share

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._chance.randint(least, most)

    def catalog(self) -> str:
        """A catalog."""
        return self._chance.choice(vocabulary.CATALOGS)

    def document(self) -> str:
        """A document."""
        return self._chance.choice(vocabulary.DOCUMENTS)

    def register(self) -> str:
        """An accumulation register."""
        return self._chance.choice(vocabulary.REGISTERS)

    def information_register(self) -> str:
        """An information register."""
        return self._chance.choice(vocabulary.INFORMATION_REGISTERS)

    def attribute(self) -> str:
        """An attribute of an object."""
        return self._chance.choice(vocabulary.ATTRIBUTES)

    def dimension(self) -> str:
        """A dimension of a register."""
        return self._chance.choice(vocabulary.DIMENSIONS)

    def resource(self) -> str:
        """A resource of a register."""
        return self._chance.choice(vocabulary.RESOURCES)

    def table(self) -> str:
        """A tabular section of a document."""
        return self._chance.choice(vocabulary.TABLES)

    def address(self) -> str:
        """A server."""
        return self._chance.choice(vocabulary.ADDRESSES)


@dataclass(slots=True)
class Draft:
    """A method while it is composed: statements on one side, what they do in Russian on the other."""

    name: str
    entity: str
    parameters: tuple[str, ...] = ()
    is_function: bool = True
    directive: str = ""
    export: bool = True
    clauses: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def does(self, clause: str, *lines: str) -> Self:
        """Add statements and what they do; an empty clause leaves the description as it is."""
        self.clauses += [clause] if clause else []
        self.lines += lines
        return self

    def example(self, category: Category, words: Words) -> TemplateExample:
        """The finished example."""
        kind = "функцию" if self.is_function else "процедуру"
        opening = words.pick(*OPENINGS)
        if opening == "Нужна":
            kind = "функция" if self.is_function else "процедура"
        instruction = f"{opening} {kind} {self.name}, которая {_sentence(self.clauses)}"
        given = f"Параметры: {', '.join(self.parameters)}" if self.parameters else ""
        return TemplateExample(self.name, category, instruction, given, self._code(), self.entity)

    def _code(self) -> str:
        keyword = "Функция" if self.is_function else "Процедура"
        head = f"{keyword} {self.name}({', '.join(self.parameters)})" + (" Экспорт" if self.export else "")
        body = "\n".join("\t" + line if line else "" for line in self.lines)
        directive = f"&{self.directive}\n" if self.directive else ""
        return f"{directive}{head}\n\n{body}\n\nКонец{'Функции' if self.is_function else 'Процедуры'}"


Composer = Callable[[Words], Draft]


def _sentence(clauses: Sequence[str]) -> str:
    return clauses[0] if len(clauses) == 1 else ", ".join(clauses[:-1]) + " и " + clauses[-1]


def guard(draft: Draft, words: Words, parameter: str, value: str = "") -> Draft:
    """Leave early when a parameter is empty, in one of the usual ways."""
    leave = f"\tВозврат {value};" if value else "\tВозврат;"
    condition = f"Если Не ЗначениеЗаполнено({parameter}) Тогда"
    way = words.number(1, 3)
    if way == 1:
        return draft.does(f"проверяет заполнение параметра {parameter}", condition, leave, "КонецЕсли;", "")
    if way == 2:
        message = f'\tОбщегоНазначения.СообщитьПользователю("Не заполнено: {parameter}");'
        return draft.does(f"сообщает, если {parameter} не заполнен", condition, message, leave, "КонецЕсли;", "")
    error = f'\tВызватьИсключение "Не заполнено: {parameter}";'
    return draft.does(f"вызывает исключение, если {parameter} не заполнен", condition, error, "КонецЕсли;", "")


def attempt(draft: Draft, words: Words, event: str, *lines: str) -> Draft:
    """Statements inside a try, with one of the usual ways to handle the error."""
    error = "ПредставлениеОшибки(ИнформацияОбОшибке())"
    log = f'ЗаписьЖурналаРегистрации("{event}", УровеньЖурналаРегистрации.Ошибка, , , Подробное{error});'
    handlers = (
        ("пишет ошибку в журнал", (log,)),
        ("сообщает об ошибке", (f"ОбщегоНазначения.СообщитьПользователю(Краткое{error});",)),
    )
    clause, handler = handlers[words.number(0, len(handlers) - 1)]
    inside = [*(f"\t{line}" for line in lines)]
    caught = [*(f"\t{line}" for line in handler)]
    return draft.does(clause, "Попытка", *inside, "Исключение", *caught, "КонецПопытки;")


def query(*text: str, parameters: Sequence[str] = ()) -> list[str]:
    """Statements that make a query; each line of its text gets its bar, each parameter its value."""
    first, *rest = text
    quoted = [f'Запрос.Текст = "{first}', *(f"|{line}" for line in rest)]
    quoted[-1] += '";'
    return [
        "Запрос = Новый Запрос;",
        *quoted,
        *(f'Запрос.УстановитьПараметр("{parameter}", {parameter});' for parameter in parameters),
    ]

"""What a query can name of one table, and the words that parameters of virtual tables take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from components.shared.bsl.configuration.standard import Field, both_names

QueryField = Field


@dataclass(frozen=True, slots=True)
class TableParameter:
    """A parameter of a virtual table."""

    name: str
    english: str
    is_condition: bool = False  # an expression over the fields in ``QueryTable.condition_fields``
    values: tuple[str, ...] = ()  # words it takes instead of an expression (Месяц, Регистратор), lower case, ru and en


@dataclass(frozen=True, slots=True)
class QueryTable:
    """A table of a query; everything is looked up in lower case, by both names."""

    name: str  # as the platform writes it: "РегистрНакопления.Остатки.ОстаткиИОбороты"
    fields: Mapping[str, QueryField]
    tables: Mapping[str, "QueryTable"] = field(default_factory=dict)  # nested: tabular sections
    parameters: tuple[TableParameter, ...] | None = None  # None: no virtual table, takes no parentheses
    condition_fields: Mapping[str, QueryField] = field(default_factory=dict)  # what its condition may name
    complete: bool = True  # False: other fields are unknown, not wrong


def virtual_table(
    name: str,
    fields: Iterable[QueryField],
    parameters: Iterable[TableParameter],
    condition_fields: Iterable[QueryField],
    complete: bool = True,
) -> QueryTable:
    """A table that the platform computes."""
    return QueryTable(name, both_names(fields), {}, tuple(parameters), both_names(condition_fields), complete)


def suffixed(fields: Iterable[QueryField], suffixes: Iterable[tuple[str, str]]) -> list[QueryField]:
    """``Количество`` with ``Остаток``/``Balance``: ``КоличествоОстаток``, ``КоличествоBalance``."""
    pairs = tuple(suffixes)
    return [Field(item.name + ru, item.english + en, item.types) for item in fields for ru, en in pairs]


_PERIODS: Final = (
    ("Секунда", "Second"),
    ("Минута", "Minute"),
    ("Час", "Hour"),
    ("День", "Day"),
    ("Неделя", "Week"),
    ("Декада", "TenDays"),
    ("Месяц", "Month"),
    ("Квартал", "Quarter"),
    ("Полугодие", "HalfYear"),
    ("Год", "Year"),
)
_PERIODICITIES: Final = (
    *_PERIODS,
    ("Регистратор", "Recorder"),
    ("Запись", "Record"),
    ("Авто", "Auto"),
    ("Период", "Period"),
)
_ADDITIONS: Final = (
    ("Движения", "RegisterRecords"),
    ("Движения", "Movements"),
    ("ДвиженияИГраницыПериода", "RegisterRecordsAndPeriodBoundaries"),
    ("ДвиженияИГраницыПериода", "MovementsAndPeriodBoundaries"),
)


def _words(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for pair in pairs for word in pair))


PERIOD: Final = TableParameter("Период", "Period")
BEGIN: Final = TableParameter("НачалоПериода", "BeginOfPeriod")
END: Final = TableParameter("КонецПериода", "EndOfPeriod")
PERIODICITY: Final = TableParameter("Периодичность", "Periodicity", values=_words(_PERIODICITIES))
ADDITION: Final = TableParameter("МетодДополнения", "FillMethod", values=_words(_ADDITIONS))
CONDITION: Final = TableParameter("Условие", "Condition", is_condition=True)


def condition(name: str, english: str) -> TableParameter:
    """A condition beside the main one: on an account."""
    return TableParameter(name, english, is_condition=True)


def turnover_periods(recorder: QueryField) -> tuple[QueryField, ...]:
    """What a table of turnovers has by its periodicity: the period itself, its parts, the document."""
    parts = (Field(f"Период{ru}", f"{en}Period", ("Date",)) for ru, en in _PERIODS)
    line = Field("НомерСтроки", "LineNumber", ("Number",))
    return (Field("Период", "Period", ("Date",)), *parts, recorder, line)

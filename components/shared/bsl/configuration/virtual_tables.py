"""Tables that the platform computes: slices, balances, turnovers, boundaries."""

from collections.abc import Callable, Iterator
from typing import Final

from components.shared.bsl.configuration.object_facts import has_correspondence, is_periodical, keeps_balance
from components.shared.bsl.configuration.query_shapes import (
    ADDITION,
    BEGIN,
    CONDITION,
    END,
    PERIOD,
    PERIODICITY,
    QueryField,
    QueryTable,
    TableParameter,
    condition,
    suffixed,
    turnover_periods,
    virtual_table,
)
from components.shared.bsl.configuration.register_tables import Register
from components.shared.bsl.configuration.standard import Field

REGISTERS: Final = frozenset(
    {"InformationRegister", "AccumulationRegister", "AccountingRegister", "CalculationRegister", "Sequence"}
)
_Suffixes = tuple[tuple[str, str], ...]
_BALANCE: Final[_Suffixes] = (("Остаток", "Balance"),)
_TURNOVER: Final[_Suffixes] = (("Оборот", "Turnover"),)
_RECEIPT_EXPENSE: Final[_Suffixes] = (("Приход", "Receipt"), ("Расход", "Expense"))
_BOTH_ENDS: Final[_Suffixes] = (("НачальныйОстаток", "OpeningBalance"), ("КонечныйОстаток", "ClosingBalance"))


def _with_sides(russian: str, english: str) -> _Suffixes:
    return ((russian, english), (f"{russian}Дт", f"{english}Dr"), (f"{russian}Кт", f"{english}Cr"))


def _splitted(russian: str, english: str) -> _Suffixes:
    return ((f"{russian}Дт", f"{english}Dr"), (f"{russian}Кт", f"{english}Cr"))


_SIDES: Final[_Suffixes] = (("Дт", "Dr"), ("Кт", "Cr"))
_ACCOUNT_BALANCE: Final = (*_with_sides("Остаток", "Balance"), *_splitted("РазвернутыйОстаток", "SplittedBalance"))
_ACCOUNT_TURNOVER: Final = _with_sides("Оборот", "Turnover")
_COR_TURNOVER: Final = _with_sides("КорОборот", "BalancedTurnover")
_ACCOUNT_ENDS: Final = (
    *_with_sides("НачальныйОстаток", "OpeningBalance"),
    *_splitted("НачальныйРазвернутыйОстаток", "OpeningSplittedBalance"),
    *_with_sides("КонечныйОстаток", "ClosingBalance"),
    *_splitted("КонечныйРазвернутыйОстаток", "ClosingSplittedBalance"),
)
_ACCOUNT_CONDITION: Final = condition("УсловиеСчета", "AccountCondition")
_EXT_DIMENSIONS: Final = TableParameter("Субконто", "ExtDimensions")


def find_virtual_table(register: Register, name: str, suffix: str) -> QueryTable | None:
    """The virtual table of this suffix, in lower case, in either language."""
    for russian, english, build in _TABLES.get(register.owner.kind, ()):
        if suffix == russian.lower() or suffix in english.lower().split("|"):
            return build(register, f"{name}.{russian}")
    if register.owner.kind == "CalculationRegister":
        return _calculation_base(register, name, suffix) or _recalculation(register, name, suffix)
    return None


def _slice(register: Register, name: str) -> QueryTable | None:
    if register.owner.complete and not is_periodical(register.owner):
        return None
    fields = register.record_fields()
    return virtual_table(name, fields, (PERIOD, CONDITION), fields, register.owner.complete)


def _balance(register: Register, name: str) -> QueryTable | None:
    if not keeps_balance(register.owner):
        return None
    fields = (*register.dimensions, *suffixed(register.resources, _BALANCE))
    return virtual_table(name, fields, (PERIOD, CONDITION), register.dimensions, register.owner.complete)


def _turnovers(register: Register, name: str) -> QueryTable:
    kept = keeps_balance(register.owner)
    sums = suffixed(register.resources, (*_TURNOVER, *(_RECEIPT_EXPENSE if kept else ())))
    fields = (*turnover_periods(register.recorder), *register.dimensions, *sums)
    parameters = (BEGIN, END, PERIODICITY, CONDITION)
    return virtual_table(name, fields, parameters, register.dimensions, register.owner.complete)


def _balance_and_turnovers(register: Register, name: str) -> QueryTable | None:
    if not keeps_balance(register.owner):
        return None
    sums = suffixed(register.resources, (*_BOTH_ENDS, *_TURNOVER, *_RECEIPT_EXPENSE))
    fields = (*turnover_periods(register.recorder), *register.dimensions, *sums)
    parameters = (BEGIN, END, PERIODICITY, ADDITION, CONDITION)
    return virtual_table(name, fields, parameters, register.dimensions, register.owner.complete)


def _account_cut(register: Register) -> tuple[QueryField, ...]:
    return (register.account(), *register.ext_dimensions(), *register.dimensions)


def _account_balance(register: Register, name: str) -> QueryTable:
    cut = _account_cut(register)
    fields = (*cut, *suffixed(register.resources, _ACCOUNT_BALANCE))
    parameters = (PERIOD, _ACCOUNT_CONDITION, _EXT_DIMENSIONS, CONDITION)
    return virtual_table(name, fields, parameters, cut, register.owner.complete)


def _account_turnovers(register: Register, name: str) -> QueryTable:
    cut = _account_cut(register)
    parameters: tuple[TableParameter, ...] = (BEGIN, END, PERIODICITY, _ACCOUNT_CONDITION, _EXT_DIMENSIONS, CONDITION)
    sums = suffixed(register.resources, _ACCOUNT_TURNOVER)
    if has_correspondence(register.owner):
        cut = (*cut, *_corresponding(register))
        sums += suffixed(register.resources, _COR_TURNOVER)
        parameters += (
            condition("УсловиеКорСчета", "BalancedAccountCondition"),
            TableParameter("КорСубконто", "BalancedExtDimensions"),
        )
    fields = (*turnover_periods(register.recorder), *cut, *sums)
    return virtual_table(name, fields, parameters, cut, register.owner.complete)


def _corresponding(register: Register) -> Iterator[QueryField]:
    """The other side of a record: its account, its ext dimensions, its dimensions that do not balance."""
    yield register.account("КорСчет", "BalancedAccount")
    for item in register.ext_dimensions():
        yield Field(f"Кор{item.name}", f"Balanced{item.english}", item.types)
    for dimension in register.owner.attributes.values():
        if dimension.role == "dimension" and "Balance" not in dimension.properties:
            yield Field(f"{dimension.name}Кор", f"{dimension.name}Balanced", dimension.types)


def _account_balance_and_turnovers(register: Register, name: str) -> QueryTable:
    cut = _account_cut(register)
    sums = suffixed(register.resources, (*_ACCOUNT_ENDS, *_ACCOUNT_TURNOVER))
    fields = (*turnover_periods(register.recorder), *cut, *sums)
    parameters = (BEGIN, END, PERIODICITY, ADDITION, _ACCOUNT_CONDITION, _EXT_DIMENSIONS, CONDITION)
    return virtual_table(name, fields, parameters, cut, register.owner.complete)


def _debit_credit_turnovers(register: Register, name: str) -> QueryTable | None:
    if register.owner.complete and not has_correspondence(register.owner):
        return None
    cut: list[QueryField] = [*register.common_fields]
    for russian, english in _SIDES:
        cut.append(register.account(f"Счет{russian}", f"Account{english}"))
        cut += register.ext_dimensions(russian, english)
    sums: list[QueryField] = []
    for item in register.owner.attributes.values():
        own, balances = [Field(item.name, item.name, item.types)], "Balance" in item.properties
        if item.role == "dimension":
            cut += own if balances else suffixed(own, _SIDES)
        elif item.role == "resource":
            sums += suffixed(own, _TURNOVER if balances else _splitted("Оборот", "Turnover"))
    fields = (*turnover_periods(register.recorder), *cut, *sums)
    return virtual_table(name, fields, _DEBIT_CREDIT_PARAMETERS, cut, register.owner.complete)


_DEBIT_CREDIT_PARAMETERS: Final = (
    BEGIN,
    END,
    PERIODICITY,
    condition("УсловиеСчетаДт", "AccountDrCondition"),
    TableParameter("СубконтоДт", "ExtDimensionsDr"),
    condition("УсловиеСчетаКт", "AccountCrCondition"),
    TableParameter("СубконтоКт", "ExtDimensionsCr"),
    CONDITION,
)


def _records_with_ext_dimensions(register: Register, name: str) -> QueryTable:
    sides: _Suffixes = _SIDES if has_correspondence(register.owner) else (("", ""),)
    fields = list(register.record_fields())
    for russian, english in sides:
        fields += register.ext_dimensions(russian, english)
        fields += register.ext_dimension_types(russian, english)
    parameters = (BEGIN, END, CONDITION, TableParameter("Порядок", "Order"), TableParameter("Первые", "Top"))
    return virtual_table(name, fields, parameters, fields, register.owner.complete)


def _ext_dimensions(register: Register, name: str) -> QueryTable:
    """The one table of accounting that is stored: ext dimensions of records, a row each."""
    fields = (
        Field("Период", "Period", ("Date",)),
        register.recorder,
        Field("НомерСтроки", "LineNumber", ("Number",)),
        Field("ВидДвижения", "RecordType", ("AccountingRecordType",)),
        Field("Вид", "Kind"),
        Field("Значение", "Value"),
        *register.common_fields,
    )
    table = virtual_table(name, fields, (), (), register.owner.complete)
    return QueryTable(table.name, table.fields, complete=table.complete)


def _actual_action_period(register: Register, name: str) -> QueryTable | None:
    if register.owner.complete and "ActionPeriod" not in register.owner.properties:
        return None
    fields = register.record_fields()
    return virtual_table(name, fields, (CONDITION,), fields, complete=False)


def _schedule_data(register: Register, name: str) -> QueryTable | None:
    if register.owner.complete and "Schedule" not in register.owner.properties:
        return None
    fields = register.record_fields()
    # a value of the schedule for each of four periods, named after resources of another register
    return virtual_table(name, fields, (CONDITION,), fields, complete=False)


def _calculation_base(register: Register, name: str, suffix: str) -> QueryTable | None:
    """``БазаНачисления``: what other registers of calculation hold for the base period."""
    if register.owner.complete and "BasePeriod" not in register.owner.properties:
        return None
    for (kind, key), base in register.configuration.objects.items():
        if kind == "CalculationRegister" and suffix in (f"база{key}", f"base{key}"):
            resources = [Field(a.name, a.name, a.types) for a in base.attributes.values() if a.role == "resource"]
            fields = (*register.record_fields(), *suffixed(resources, (("База", "Base"),)))
            return virtual_table(f"{name}.База{base.name}", fields, _BASE_PARAMETERS, fields, complete=False)
    return None


_BASE_PARAMETERS: Final = (
    TableParameter("ИзмеренияОсновногоРегистра", "MainRegisterDimensions"),
    TableParameter("ИзмеренияБазовогоРегистра", "BaseRegisterDimensions"),
    TableParameter("Разрезы", "Cuts"),
    CONDITION,
)


def _recalculation(register: Register, name: str, suffix: str) -> QueryTable | None:
    for recalculation in register.owner.references.get("Recalculations", ()):
        if recalculation.lower() == suffix:
            return QueryTable(f"{name}.{recalculation}", {}, complete=False)
    return None


def _boundaries(register: Register, name: str) -> QueryTable:
    table = virtual_table(name, register.record_fields(), (), ())
    return QueryTable(table.name, table.fields, complete=register.owner.complete)


def _tasks_by_performer(register: Register, name: str) -> QueryTable:
    fields = register.record_fields()
    parameters = (TableParameter("Исполнитель", "Performer"), CONDITION)
    return virtual_table(name, fields, parameters, fields, register.owner.complete)


def _points(register: Register, name: str) -> QueryTable:
    """Points of a route: stored, and described in another file of the export, which is not read."""
    return QueryTable(name, {}, complete=False)


_Build = Callable[[Register, str], QueryTable | None]
_TABLES: Final[dict[str, tuple[tuple[str, str, _Build], ...]]] = {
    "InformationRegister": (("СрезПоследних", "SliceLast", _slice), ("СрезПервых", "SliceFirst", _slice)),
    "AccumulationRegister": (
        ("Остатки", "Balance", _balance),
        ("Обороты", "Turnovers", _turnovers),
        ("ОстаткиИОбороты", "BalanceAndTurnovers", _balance_and_turnovers),
    ),
    "AccountingRegister": (
        ("Остатки", "Balance", _account_balance),
        ("Обороты", "Turnovers", _account_turnovers),
        ("ОстаткиИОбороты", "BalanceAndTurnovers", _account_balance_and_turnovers),
        ("ОборотыДтКт", "DrCrTurnovers", _debit_credit_turnovers),
        ("ДвиженияССубконто", "RecordsWithExtDimensions", _records_with_ext_dimensions),
        ("Субконто", "ExtDimensions", _ext_dimensions),
    ),
    "CalculationRegister": (
        ("ФактическийПериодДействия", "ActualActionPeriod", _actual_action_period),
        ("ДанныеГрафика", "ScheduleData", _schedule_data),
    ),
    "Sequence": (("Границы", "Boundaries", _boundaries),),
    # the platform has renamed it, and takes both
    "Task": (("ЗадачиПоИсполнителю", "TasksByPerformer|TasksByExecutive", _tasks_by_performer),),
    "BusinessProcess": (("Точки", "Points", _points),),
}


def names_of_virtual_tables(kind: str) -> tuple[str, ...]:
    """Russian names of the tables that objects of a kind may have."""
    return tuple(russian for russian, _, _ in _TABLES.get(kind, ()))

"""Names that the platform gives to every object of a kind, beside those that the configuration gives.

Source: standard attributes as exports list them (``StandardAttributes``) and as the platform's documentation of queries
and of object types names them. Which of them an object has depends on its properties: no code without a length, no
parent without a hierarchy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from components.shared.bsl.configuration.model import Attribute, MetadataObject, TabularSection


@dataclass(frozen=True, slots=True)
class Field:
    """A field under both names; the same name twice where the configuration gives it."""

    name: str
    english: str
    types: tuple[str, ...] = ()  # as in ``Attribute.types``; empty: unknown


Condition = Callable[[MetadataObject], bool]
Row = tuple[str, str, str] | tuple[str, str, str, Condition]  # Russian, English, types with places to fill, condition


def both_names(fields: Iterable[Field]) -> dict[str, Field]:
    """Fields by both names, in lower case; the first of two of one name wins."""
    found: dict[str, Field] = {}
    for field in fields:
        found.setdefault(field.name.lower(), field)
        found.setdefault(field.english.lower(), field)
    return found


def has(name: str) -> Condition:
    """The object has this property, other than the platform's default (no length of a code: no code)."""
    return lambda owner: name in owner.properties


def _is(name: str, *values: str) -> Condition:
    return lambda owner: owner.properties.get(name) in values


def _is_not(name: str, *values: str) -> Condition:
    return lambda owner: owner.properties.get(name) not in values


def _has_folders(owner: MetadataObject) -> bool:
    return has("Hierarchical")(owner) and _is_not("HierarchyType", "HierarchyOfItems")(owner)


def has_owners(owner: MetadataObject) -> bool:
    """Whether its items belong to those of other objects."""
    return bool(owner.references.get("Owners"))


def is_subordinate(register: MetadataObject) -> bool:
    """Whether an information register is written by documents only."""
    return register.properties.get("WriteMode") == "RecorderSubordinate"


def is_periodical(register: MetadataObject) -> bool:
    """Whether an information register has a period."""
    return register.properties.get("InformationRegisterPeriodicity") != "Nonperiodical"


def keeps_balance(register: MetadataObject) -> bool:
    """Whether an accumulation register keeps balances, not turnovers alone."""
    return register.properties.get("RegisterType") != "Turnovers"


def has_correspondence(register: MetadataObject) -> bool:
    """Whether records of an accounting register have a debit and a credit side."""
    return "Correspondence" in register.properties


def _no_correspondence(register: MetadataObject) -> bool:
    return not has_correspondence(register)


_REF: Final[Row] = ("Ссылка", "Ref", "{kind}Ref.{name}")
_REFERENCE: Final[tuple[Row, ...]] = (
    _REF,
    ("ПометкаУдаления", "DeletionMark", "Boolean"),
    ("ВерсияДанных", "DataVersion", "String"),
    ("Представление", "Presentation", "String"),
)
_CODE: Final[Row] = ("Код", "Code", "{CodeType}", has("CodeLength"))
_DESCRIPTION: Final[Row] = ("Наименование", "Description", "String", has("DescriptionLength"))
_PARENT: Final[Row] = ("Родитель", "Parent", "{kind}Ref.{name}", has("Hierarchical"))
_FOLDER: Final[Row] = ("ЭтоГруппа", "IsFolder", "Boolean", _has_folders)
_PREDEFINED: Final[tuple[Row, ...]] = (
    ("Предопределенный", "Predefined", "Boolean"),
    ("ИмяПредопределенныхДанных", "PredefinedDataName", "String"),
)
_NUMBER: Final[Row] = ("Номер", "Number", "{NumberType}", has("NumberLength"))
_DATE: Final[Row] = ("Дата", "Date", "Date")
_MOMENT: Final[Row] = ("МоментВремени", "PointInTime", "PointInTime")
_PERIOD: Final[Row] = ("Период", "Period", "Date")
_RECORD: Final[tuple[Row, ...]] = (
    ("Регистратор", "Recorder", "{recorders}"),
    ("НомерСтроки", "LineNumber", "Number"),
    ("Активность", "Active", "Boolean"),
)
_RECORD_TYPE: Final = ("ВидДвижения", "RecordType", "AccumulationRecordType")


def _when(condition: Condition, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple((row[0], row[1], row[2], condition) for row in rows)


STANDARD: Final[Mapping[str, tuple[Row, ...]]] = {
    "Catalog": (
        *_REFERENCE,
        _CODE,
        _DESCRIPTION,
        _PARENT,
        _FOLDER,
        ("Владелец", "Owner", "{Owners}", has_owners),
        *_PREDEFINED,
    ),
    "Document": (*_REFERENCE, _NUMBER, _DATE, ("Проведен", "Posted", "Boolean"), _MOMENT),
    "Enum": (_REF, ("Порядок", "Order", "Number"), ("Представление", "Presentation", "String")),
    "ExchangePlan": (
        *_REFERENCE,
        _CODE,
        _DESCRIPTION,
        ("ЭтотУзел", "ThisNode", "Boolean"),
        ("НомерОтправленного", "SentNo", "Number"),
        ("НомерПринятого", "ReceivedNo", "Number"),
        ("ДатаОбмена", "ExchangeDate", "Date"),
    ),
    "ChartOfCharacteristicTypes": (
        *_REFERENCE,
        _CODE,
        _DESCRIPTION,
        _PARENT,
        _FOLDER,
        ("ТипЗначения", "ValueType", "TypeDescription"),
        *_PREDEFINED,
    ),
    "ChartOfAccounts": (
        *_REFERENCE,
        ("Код", "Code", "String", has("CodeLength")),
        _DESCRIPTION,
        ("Родитель", "Parent", "{kind}Ref.{name}"),
        ("Порядок", "Order", "String", has("OrderLength")),
        ("Вид", "Type", "AccountType"),
        ("Забалансовый", "OffBalance", "Boolean"),
        *_PREDEFINED,
    ),
    "ChartOfCalculationTypes": (
        *_REFERENCE,
        _CODE,
        _DESCRIPTION,
        ("ПериодДействияБазовый", "ActionPeriodIsBasic", "Boolean", has("ActionPeriodUse")),
        *_PREDEFINED,
    ),
    "BusinessProcess": (
        *_REFERENCE,
        _NUMBER,
        _DATE,
        ("Стартован", "Started", "Boolean"),
        ("Завершен", "Completed", "Boolean"),
        ("ВедущаяЗадача", "HeadTask", "{Task}"),
        _MOMENT,
    ),
    "Task": (
        *_REFERENCE,
        _NUMBER,
        _DATE,
        _DESCRIPTION,
        ("БизнесПроцесс", "BusinessProcess", "BusinessProcessRef"),
        ("ТочкаМаршрута", "RoutePoint", "BusinessProcessRoutePointRef"),
        ("Выполнена", "Executed", "Boolean"),
        _MOMENT,
    ),
    "InformationRegister": (
        ("Период", "Period", "Date", is_periodical),
        *_when(is_subordinate, _RECORD),
        ("МоментВремени", "PointInTime", "PointInTime", is_subordinate),
    ),
    "AccumulationRegister": (_PERIOD, *_RECORD, (*_RECORD_TYPE, keeps_balance), _MOMENT),
    "AccountingRegister": (
        _PERIOD,
        *_RECORD,
        ("ВидДвижения", "RecordType", "AccountingRecordType", _no_correspondence),
        ("Счет", "Account", "{ChartOfAccounts}", _no_correspondence),
        ("СчетДт", "AccountDr", "{ChartOfAccounts}", has_correspondence),
        ("СчетКт", "AccountCr", "{ChartOfAccounts}", has_correspondence),
        _MOMENT,
    ),
    "CalculationRegister": (
        *_RECORD,
        ("ВидРасчета", "CalculationType", "{ChartOfCalculationTypes}"),
        ("Сторно", "ReversingEntry", "Boolean"),
        ("ПериодРегистрации", "RegistrationPeriod", "Date"),
        ("ПериодДействия", "ActionPeriod", "Date", has("ActionPeriod")),
        ("ПериодДействияНачало", "BegOfActionPeriod", "Date", has("ActionPeriod")),
        ("ПериодДействияКонец", "EndOfActionPeriod", "Date", has("ActionPeriod")),
        ("БазовыйПериодНачало", "BegOfBasePeriod", "Date", has("BasePeriod")),
        ("БазовыйПериодКонец", "EndOfBasePeriod", "Date", has("BasePeriod")),
    ),
    "Sequence": (_PERIOD, ("Регистратор", "Recorder", "{Documents}"), _MOMENT),
    "DocumentJournal": (
        ("Ссылка", "Ref", "{RegisteredDocuments}"),
        ("Тип", "Type", "Type"),
        ("Дата", "Date", "Date"),
        ("Номер", "Number", "String"),
        ("ПометкаУдаления", "DeletionMark", "Boolean"),
        ("Проведен", "Posted", "Boolean"),
        ("Представление", "Presentation", "String"),
        _MOMENT,
    ),
    "Constant": (("Значение", "Value", "{Type}"),),
    "FilterCriterion": (("Ссылка", "Ref", ""),),
}

TABULAR_SECTION: Final[tuple[Row, ...]] = (_REF, ("НомерСтроки", "LineNumber", "Number"))
_CALCULATION_TYPES: Final[tuple[Row, ...]] = (
    ("ВидРасчета", "CalculationType", "ChartOfCalculationTypesRef"),
    ("Предопределенный", "Predefined", "Boolean"),
)
_SECTIONS: Final[Mapping[str, tuple[tuple[str, str, tuple[Row, ...]], ...]]] = {
    "ChartOfAccounts": (
        (
            "ВидыСубконто",
            "ExtDimensionTypes",
            (
                ("ВидСубконто", "ExtDimensionType", "{ExtDimensionTypes}"),
                ("Предопределенное", "Predefined", "Boolean"),
                ("ТолькоОбороты", "TurnoversOnly", "Boolean"),
            ),
        ),
    ),
    "ChartOfCalculationTypes": (
        ("БазовыеВидыРасчета", "BaseCalculationTypes", _CALCULATION_TYPES),
        ("ВедущиеВидыРасчета", "LeadingCalculationTypes", _CALCULATION_TYPES),
        ("ВытесняющиеВидыРасчета", "DisplacingCalculationTypes", _CALCULATION_TYPES),
    ),
}

_OBJECT_FORMS: Final = (("ФормаОбъекта", "ObjectForm"), ("ФормаСписка", "ListForm"), ("ФормаВыбора", "ChoiceForm"))
_FOLDER_FORMS: Final = (("ФормаГруппы", "FolderForm"), ("ФормаВыбораГруппы", "FolderChoiceForm"))
_LIST_FORM: Final = (("ФормаСписка", "ListForm"),)
_FORM: Final = (("Форма", "Form"),)
# Names after an object that stand for its main form of a purpose: ОткрытьФорму("Справочник.Номенклатура.ФормаСписка")
STANDARD_FORMS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Catalog": (*_OBJECT_FORMS, *_FOLDER_FORMS),
    "ChartOfCharacteristicTypes": (*_OBJECT_FORMS, *_FOLDER_FORMS),
    "Document": _OBJECT_FORMS,
    "ChartOfAccounts": _OBJECT_FORMS,
    "ChartOfCalculationTypes": _OBJECT_FORMS,
    "ExchangePlan": _OBJECT_FORMS,
    "BusinessProcess": _OBJECT_FORMS,
    "Task": _OBJECT_FORMS,
    "Enum": (("ФормаСписка", "ListForm"), ("ФормаВыбора", "ChoiceForm")),
    "InformationRegister": (("ФормаЗаписи", "RecordForm"), *_LIST_FORM),
    "AccumulationRegister": _LIST_FORM,
    "AccountingRegister": _LIST_FORM,
    "CalculationRegister": _LIST_FORM,
    "DocumentJournal": (*_FORM, *_LIST_FORM),
    "FilterCriterion": (*_FORM, *_LIST_FORM),
    "Report": (*_FORM, ("ФормаНастроек", "SettingsForm"), ("ФормаВарианта", "VariantForm")),
    "DataProcessor": _FORM,
    "Constant": _FORM,
    "SettingsStorage": (("ФормаСохранения", "SaveForm"), ("ФормаЗагрузки", "LoadForm")),
}


def standard_attributes(owner: MetadataObject, recorders: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Standard attributes that this object has.

    Args:
        owner: The object. Of one that an extension adopts the properties are unknown, so it has all of its kind.
        recorders: Types of the documents that write a register.
    """
    rows = STANDARD.get(owner.kind, ())
    return tuple(
        Field(row[0], row[1], _types(row[2], owner, recorders))
        for row in rows
        if len(row) == 3 or not owner.complete or row[3](owner)
    )


def section_attributes(owner: MetadataObject, section: TabularSection) -> tuple[Field, ...]:
    """All fields of a tabular section: the standard ones, then its own."""
    standard = (Field(row[0], row[1], _types(row[2], owner, ())) for row in TABULAR_SECTION)
    return (*standard, *own_fields(section.attributes))


def standard_sections(owner: MetadataObject) -> Iterator[tuple[str, str, tuple[Field, ...]]]:
    """Tabular sections that the platform gives: both names, and the fields."""
    for russian, english, rows in _SECTIONS.get(owner.kind, ()):
        standard = [Field(row[0], row[1], _types(row[2], owner, ())) for row in (*TABULAR_SECTION, *rows)]
        own = owner.tabular_sections.get(russian.lower())
        yield russian, english, (*standard, *own_fields(own.attributes if own is not None else {}))


def own_fields(attributes: Mapping[str, Attribute]) -> tuple[Field, ...]:
    """Fields that the configuration names."""
    return tuple(Field(attribute.name, attribute.name, attribute.types) for attribute in attributes.values())


def reference_types(names: Iterable[str]) -> tuple[str, ...]:
    """``Catalog.Номенклатура`` as the type of its references: ``CatalogRef.Номенклатура``."""
    return tuple(f"{kind}Ref.{name}" for kind, dot, name in (full.partition(".") for full in names) if dot)


def _types(pattern: str, owner: MetadataObject, recorders: tuple[str, ...]) -> tuple[str, ...]:
    if pattern == "{kind}Ref.{name}":
        return (f"{owner.kind}Ref.{owner.name}",)
    if not pattern.startswith("{"):
        return (pattern,) if pattern else ()
    place = pattern.strip("{}")
    if place == "recorders":
        return recorders
    if place in ("CodeType", "NumberType"):
        return (owner.properties.get(place, "String"),)
    if place == "Type":
        return owner.references.get(place, ())
    if place in owner.properties:
        return reference_types([owner.properties[place]])
    return reference_types(owner.references.get(place, ()))

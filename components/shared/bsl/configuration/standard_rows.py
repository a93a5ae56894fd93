"""Standard attributes, tabular sections and forms of every kind of objects, as tables.

Source: standard attributes as exports list them (``StandardAttributes``) and as the platform's documentation of queries
and of object types names them.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from components.shared.bsl.configuration.object_facts import (
    Condition,
    has,
    has_correspondence,
    has_folders,
    has_owners,
    is_periodical,
    is_subordinate,
    keeps_balance,
    lacks_correspondence,
)

Row = tuple[str, str, str] | tuple[str, str, str, Condition]  # Russian, English, types with places to fill, condition

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
_FOLDER: Final[Row] = ("ЭтоГруппа", "IsFolder", "Boolean", has_folders)
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
        ("ВидДвижения", "RecordType", "AccountingRecordType", lacks_correspondence),
        ("Счет", "Account", "{ChartOfAccounts}", lacks_correspondence),
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
SECTIONS: Final[Mapping[str, tuple[tuple[str, str, tuple[Row, ...]], ...]]] = {
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

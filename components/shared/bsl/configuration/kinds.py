"""The kinds of metadata objects: their names in both languages, in the export's folders and in types.

Source: managers, types and collections of metadata as the platform's documentation and Designer's exports name them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of objects; empty where the platform has no such name."""

    name: str  # Catalog: in exports, in types (CatalogRef), in queries
    plural: str  # Catalogs: folder of an export, property of the global context, Metadata.Catalogs
    russian: str  # Справочник
    russian_plural: str  # Справочники
    types: tuple[str, ...] = ()  # Ref, Object, Manager, Selection, List, RecordSet, …: CatalogRef.Номенклатура
    has_manager: bool = False  # Справочники is a property of the global context
    is_table: bool = False  # a query can name it

    @property
    def is_reference(self) -> bool:
        """Whether its objects have references."""
        return "Ref" in self.types


_OBJECT = ("Object", "Ref", "Selection", "List", "Manager")
_REGISTER = ("Record", "RecordSet", "RecordKey", "Selection", "List", "Manager")

KINDS: Final = (
    Kind("ExchangePlan", "ExchangePlans", "ПланОбмена", "ПланыОбмена", _OBJECT, True, True),
    Kind("Constant", "Constants", "Константа", "Константы", ("Manager", "ValueManager", "ValueKey"), True, True),
    Kind("Catalog", "Catalogs", "Справочник", "Справочники", _OBJECT, True, True),
    Kind(
        "Sequence",
        "Sequences",
        "Последовательность",
        "Последовательности",
        ("Record", "RecordSet", "Manager"),
        True,
        True,
    ),
    Kind("Document", "Documents", "Документ", "Документы", _OBJECT, True, True),
    Kind(
        "DocumentJournal",
        "DocumentJournals",
        "ЖурналДокументов",
        "ЖурналыДокументов",
        ("Selection", "List", "Manager"),
        True,
        True,
    ),
    Kind("Enum", "Enums", "Перечисление", "Перечисления", ("Ref", "Manager", "List"), True, True),
    Kind("Report", "Reports", "Отчет", "Отчеты", ("Object", "Manager"), True),
    Kind("DataProcessor", "DataProcessors", "Обработка", "Обработки", ("Object", "Manager"), True),
    Kind(
        "ChartOfCharacteristicTypes",
        "ChartsOfCharacteristicTypes",
        "ПланВидовХарактеристик",
        "ПланыВидовХарактеристик",
        (*_OBJECT, "Characteristic"),
        True,
        True,
    ),
    Kind(
        "ChartOfAccounts",
        "ChartsOfAccounts",
        "ПланСчетов",
        "ПланыСчетов",
        (*_OBJECT, "ExtDimensionTypes", "ExtDimensionTypesRow"),
        True,
        True,
    ),
    Kind(
        "ChartOfCalculationTypes",
        "ChartsOfCalculationTypes",
        "ПланВидовРасчета",
        "ПланыВидовРасчета",
        _OBJECT,
        True,
        True,
    ),
    Kind(
        "InformationRegister",
        "InformationRegisters",
        "РегистрСведений",
        "РегистрыСведений",
        (*_REGISTER, "RecordManager"),
        True,
        True,
    ),
    Kind(
        "AccumulationRegister",
        "AccumulationRegisters",
        "РегистрНакопления",
        "РегистрыНакопления",
        _REGISTER,
        True,
        True,
    ),
    Kind(
        "AccountingRegister",
        "AccountingRegisters",
        "РегистрБухгалтерии",
        "РегистрыБухгалтерии",
        (*_REGISTER, "ExtDimensions"),
        True,
        True,
    ),
    Kind(
        "CalculationRegister",
        "CalculationRegisters",
        "РегистрРасчета",
        "РегистрыРасчета",
        (*_REGISTER, "Recalcs"),
        True,
        True,
    ),
    Kind(
        "BusinessProcess",
        "BusinessProcesses",
        "БизнесПроцесс",
        "БизнесПроцессы",
        (*_OBJECT, "RoutePointRef"),
        True,
        True,
    ),
    Kind("Task", "Tasks", "Задача", "Задачи", _OBJECT, True, True),
    Kind("FilterCriterion", "FilterCriteria", "КритерийОтбора", "КритерииОтбора", ("Manager", "List"), True, True),
    Kind("SettingsStorage", "SettingsStorages", "ХранилищеНастроек", "ХранилищаНастроек", ("Manager",), True),
    Kind(
        "ExternalDataSource",
        "ExternalDataSources",
        "ВнешнийИсточникДанных",
        "ВнешниеИсточникиДанных",
        ("Manager",),
        True,
        True,
    ),
    Kind("Subsystem", "Subsystems", "Подсистема", "Подсистемы"),
    Kind("CommonModule", "CommonModules", "ОбщийМодуль", "ОбщиеМодули"),
    Kind("SessionParameter", "SessionParameters", "ПараметрСеанса", "ПараметрыСеанса"),
    Kind("Role", "Roles", "Роль", "Роли"),
    Kind("CommonAttribute", "CommonAttributes", "ОбщийРеквизит", "ОбщиеРеквизиты"),
    Kind("EventSubscription", "EventSubscriptions", "ПодпискаНаСобытие", "ПодпискиНаСобытия"),
    Kind("ScheduledJob", "ScheduledJobs", "РегламентноеЗадание", "РегламентныеЗадания"),
    Kind("FunctionalOption", "FunctionalOptions", "ФункциональнаяОпция", "ФункциональныеОпции"),
    Kind(
        "FunctionalOptionsParameter",
        "FunctionalOptionsParameters",
        "ПараметрФункциональныхОпций",
        "ПараметрыФункциональныхОпций",
    ),
    Kind("DefinedType", "DefinedTypes", "ОпределяемыйТип", "ОпределяемыеТипы"),
    Kind("CommonCommand", "CommonCommands", "ОбщаяКоманда", "ОбщиеКоманды"),
    Kind("CommandGroup", "CommandGroups", "ГруппаКоманд", "ГруппыКоманд"),
    Kind("CommonForm", "CommonForms", "ОбщаяФорма", "ОбщиеФормы"),
    Kind("CommonTemplate", "CommonTemplates", "ОбщийМакет", "ОбщиеМакеты"),
    Kind("CommonPicture", "CommonPictures", "ОбщаяКартинка", "ОбщиеКартинки"),
    Kind("XDTOPackage", "XDTOPackages", "ПакетXDTO", "ПакетыXDTO"),
    Kind("WebService", "WebServices", "WebСервис", "WebСервисы"),
    Kind("HTTPService", "HTTPServices", "HTTPСервис", "HTTPСервисы"),
    Kind("WSReference", "WSReferences", "WSСсылка", "WSСсылки"),
    Kind("WebSocketClient", "WebSocketClients", "WebSocketКлиент", "WebSocketКлиенты"),
    Kind("IntegrationService", "IntegrationServices", "СервисИнтеграции", "СервисыИнтеграции"),
    Kind("Bot", "Bots", "Бот", "Боты"),
    Kind("StyleItem", "StyleItems", "ЭлементСтиля", "ЭлементыСтиля"),
    Kind("Style", "Styles", "Стиль", "Стили"),
    Kind("PaletteColor", "PaletteColors", "ЦветПалитры", "ЦветаПалитры"),
    Kind("Language", "Languages", "Язык", "Языки"),
    Kind("Interface", "Interfaces", "Интерфейс", "Интерфейсы"),
    Kind("DocumentNumerator", "DocumentNumerators", "НумераторДокументов", "НумераторыДокументов"),
)

KIND_BY_NAME: Final = {kind.name: kind for kind in KINDS}
KIND_BY_FOLDER: Final = {kind.plural: kind for kind in KINDS}
# every name of a kind in lower case, singular and plural, Russian and English
KIND_BY_ANY_NAME: Final = {
    name.lower(): kind for kind in KINDS for name in (kind.name, kind.plural, kind.russian, kind.russian_plural)
}

# Suffixes of types: CatalogRef.Номенклатура is СправочникСсылка.Номенклатура
TYPE_SUFFIXES: Final = {
    "Ref": "Ссылка",
    "Object": "Объект",
    "Manager": "Менеджер",
    "Selection": "Выборка",
    "List": "Список",
    "Record": "Запись",
    "RecordSet": "НаборЗаписей",
    "RecordKey": "КлючЗаписи",
    "RecordManager": "МенеджерЗаписи",
    "ValueManager": "МенеджерЗначения",
    "ValueKey": "КлючЗначения",
    "RoutePointRef": "ТочкаМаршрутаСсылка",
    "TabularSection": "ТабличнаяЧасть",
    "TabularSectionRow": "СтрокаТабличнойЧасти",
}

"""Names of types, and values of system enumerations that pure code uses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject
from components.shared.bsl.interpreter.outside import platform_type_name
from components.shared.bsl.interpreter.values import EnumerationValue, TypeValue, Value

# Russian: English. Types whose values a program can have here.
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Неопределено": "Undefined",
        "Null": "Null",
        "Булево": "Boolean",
        "Число": "Number",
        "Строка": "String",
        "Дата": "Date",
        "Тип": "Type",
        "Массив": "Array",
        "ФиксированныйМассив": "FixedArray",
        "Структура": "Structure",
        "ФиксированнаяСтруктура": "FixedStructure",
        "Соответствие": "Map",
        "ФиксированноеСоответствие": "FixedMap",
        "КлючИЗначение": "KeyAndValue",
        "ТаблицаЗначений": "ValueTable",
        "СтрокаТаблицыЗначений": "ValueTableRow",
        "КолонкаТаблицыЗначений": "ValueTableColumn",
        "КоллекцияКолонокТаблицыЗначений": "ValueTableColumnCollection",
        "ИндексыКоллекции": "CollectionIndexes",
        "ИндексКоллекции": "CollectionIndex",
        "ДеревоЗначений": "ValueTree",
        "СтрокаДереваЗначений": "ValueTreeRow",
        "КоллекцияСтрокДереваЗначений": "ValueTreeRowCollection",
        "КоллекцияКолонокДереваЗначений": "ValueTreeColumnCollection",
        "КолонкаДереваЗначений": "ValueTreeColumn",
        "СписокЗначений": "ValueList",
        "ЭлементСпискаЗначений": "ValueListItem",
        "ОписаниеТипов": "TypeDescription",
        "КвалификаторыЧисла": "NumberQualifiers",
        "КвалификаторыСтроки": "StringQualifiers",
        "КвалификаторыДаты": "DateQualifiers",
        "СообщениеПользователю": "UserMessage",
        "СравнениеЗначений": "CompareValues",
        "УникальныйИдентификатор": "UUID",
        "ДвоичныеДанные": "BinaryData",
        "ГенераторСлучайныхЧисел": "RandomNumberGenerator",
        "ИнформацияОбОшибке": "ErrorInfo",
        "ХранилищеЗначения": "ValueStorage",
        "РезультатПоискаПоРегулярномуВыражению": "RegularExpressionMatch",
    }
)
_RUSSIAN: Final = {russian.lower(): russian for russian in TYPES} | {
    english.lower(): russian for russian, english in TYPES.items()
}


def type_named(name: str, machine: Machine) -> TypeValue:
    """The type of a name in either language.

    Raises:
        OutsideSubset: It may be a type of a configuration, which is not known here.
        Failure: No type can have this name.
    """
    russian = _RUSSIAN.get(name.strip().lower())
    if russian is not None:
        return TypeValue(russian)
    for hosted in machine.host.types:
        if hosted.lower() == name.strip().lower():
            return TypeValue(hosted)
    known = platform_type_name(name.strip())
    if known:  # no value has it here, and a comparison with it is plainly false
        return TypeValue(known)
    if not all(part.isidentifier() for part in name.strip().split(".")):
        raise Failure(f"Тип не определен ({name.strip()[:100]})")
    raise OutsideSubset(f'Тип("{name.strip()[:100]}")')


# Name and English name of each enumeration: its values with theirs.
_ENUMERATIONS: Final[Mapping[tuple[str, str], tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        ("НаправлениеПоиска", "SearchDirection"): (("СНачала", "FromBegin"), ("СКонца", "FromEnd")),
        ("РежимОкругления", "RoundMode"): (("Окр15как10", "Round15as10"), ("Окр15как20", "Round15as20")),
        ("НаправлениеСортировки", "SortDirection"): (("Возр", "Asc"), ("Убыв", "Desc")),
        ("ДопустимыйЗнак", "AllowedSign"): (("Любой", "Any"), ("Неотрицательный", "Nonnegative")),
        ("ДопустимаяДлина", "AllowedLength"): (("Переменная", "Variable"), ("Фиксированная", "Fixed")),
        ("ЧастиДаты", "DateFractions"): (("Дата", "Date"), ("Время", "Time"), ("ДатаВремя", "DateTime")),
        ("СпособКодированияСтроки", "StringEncodingMethod"): (
            ("КодировкаURL", "URLEncoding"),
            ("URLВКодировкеURL", "URLInURLEncoding"),
        ),
        ("СтатусСообщения", "MessageStatus"): (
            ("БезСтатуса", "WithoutStatus"),
            ("Важное", "Important"),
            ("Внимание", "Attention"),
            ("Информация", "Information"),
            ("Обычное", "Ordinary"),
            ("ОченьВажное", "VeryImportant"),
        ),
        ("КатегорияОшибки", "ErrorCategory"): (
            ("ВсеОшибки", "AllErrors"),
            ("ИсключениеВызванноеИзВстроенногоЯзыка", "ExceptionRaisedFromScript"),
            ("ИсключениеРаботыВстроенногоЯзыка", "ScriptRuntimeError"),
            ("ИсключениеСКодомИДополнительнойИнформацией", "ExceptionWithCode"),
            ("НарушениеПравДоступа", "AccessViolation"),
            ("ОшибкаВнешнегоИсточникаДанных", "ExternalDataSourceError"),
            ("ОшибкаКонфигурации", "ConfigurationError"),
            ("ОшибкаКомпиляцииВстроенногоЯзыка", "ScriptCompileError"),
            ("ОшибкаСети", "NetworkError"),
            ("ОшибкаХранимыхДанных", "StoredDataError"),
            ("ПрочаяОшибка", "OtherError"),
        ),
        ("КодировкаТекста", "TextEncoding"): (
            ("UTF8", "UTF8"),
            ("UTF16", "UTF16"),
            ("ANSI", "ANSI"),
            ("OEM", "OEM"),
            ("Системная", "System"),
        ),
        ("ПорядокБайтов", "ByteOrder"): (("BigEndian", "BigEndian"), ("LittleEndian", "LittleEndian")),
    }
)


class Enumeration(BslObject):
    """A system enumeration: its values are its properties."""

    __slots__ = ("type_name", "values")

    def __init__(self, name: str, values: tuple[tuple[str, str], ...]) -> None:
        self.type_name = name
        self.values: dict[str, EnumerationValue] = {}
        for russian, english in values:
            value = EnumerationValue(name, russian, english)
            self.values[russian.lower()] = self.values[english.lower()] = value

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Перечисление.Значение``."""
        value = self.values.get(name)
        if value is None:
            raise no_property(name)
        return value


ENUMERATIONS: Final[dict[str, Enumeration]] = {}
for _names, _values in _ENUMERATIONS.items():
    for _name in _names:
        ENUMERATIONS[_name.lower()] = Enumeration(_names[0], _values)


class Symbols(BslObject):
    """``Символы``: characters that cannot be written in a string."""

    __slots__ = ()
    type_name = "Символы"
    characters: Final = MappingProxyType(
        {
            **dict.fromkeys(("вк", "cr"), "\r"),
            **dict.fromkeys(("пс", "lf"), "\n"),
            **dict.fromkeys(("таб", "tab"), "\t"),
            **dict.fromkeys(("нпп", "nbsp"), "\u00a0"),
            **dict.fromkeys(("пф", "ff"), "\f"),
            **dict.fromkeys(("втаб", "vtab"), "\v"),
        }
    )

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Символы.ПС``."""
        character = self.characters.get(name)
        if character is None:
            raise no_property(name)
        return character


SYMBOLS: Final = Symbols()

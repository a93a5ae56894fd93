"""``СписокЗначений``."""

from collections.abc import Iterable, Sequence
from typing import Final

from components.shared.bsl.interpreter.collation import sort_key
from components.shared.bsl.interpreter.conversions import simple_text, to_boolean, to_integer, to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray, position
from components.shared.bsl.interpreter.objects.type_descriptions import ANY_TYPE, TypeDescription
from components.shared.bsl.interpreter.ordering import charge_sorting, order_of
from components.shared.bsl.interpreter.values import EnumerationValue, Value, equal, is_number

# A list shown as a string: enough of it for a person, never more than a program could afford
_MOST_SHOWN: Final = 1_000
_LONGEST_SHOWN: Final = 100


@bsl_object
class ListItem(BslObject):
    """``ЭлементСпискаЗначений``: a value, what is shown for it, a mark and a picture."""

    __slots__ = ("check", "identifier", "picture", "shown", "value", "values")
    type_name = "ЭлементСпискаЗначений"
    copied = ("значение", "представление", "пометка", "картинка")

    def __init__(self, values: "ValueList", value: Value, shown: str, check: bool, picture: Value) -> None:
        self.values, self.shown, self.check, self.picture = values, shown, check, picture
        self.value = values.value_type.adjust(value)
        values.last_identifier += 1
        self.identifier = values.last_identifier

    def presentation(self) -> str:
        """What is shown for the item: its own text, or its value."""
        return self.shown or simple_text(self.value)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Значение``, ``Представление``, ``Пометка``, ``Картинка``."""
        if name in ("значение", "value"):
            return self.value
        if name in ("представление", "presentation"):
            return self.shown
        if name in ("пометка", "check"):
            return self.check
        if name in ("картинка", "picture"):
            return self.picture
        raise no_property(name)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """Set one of the four properties."""
        if name in ("значение", "value"):
            self.value = self.values.value_type.adjust(value)
        elif name in ("представление", "presentation"):
            self.shown = to_text(value)
        elif name in ("пометка", "check"):
            self.check = to_boolean(value)
        elif name in ("картинка", "picture"):
            self.picture = value
        else:
            raise no_property(name)

    @method("ПолучитьИдентификатор", "GetID")
    def get_identifier(self, machine: Machine) -> Value:
        """A number that no other item of the list has."""
        return self.identifier


@bsl_object
class ValueList(BslObject):
    """Items in their order."""

    __slots__ = ("items", "last_identifier", "value_type")
    type_name = "СписокЗначений"

    def __init__(self, value_type: TypeDescription = ANY_TYPE) -> None:
        self.items: list[ListItem] = []
        self.value_type = value_type
        self.last_identifier = -1

    def get_property(self, name: str, machine: Machine) -> Value:
        """``ТипЗначения``."""
        if name in ("типзначения", "valuetype"):
            return self.value_type
        raise no_property(name)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """Set the types of the values, which are converted."""
        if name not in ("типзначения", "valuetype") or not isinstance(value, TypeDescription):
            raise no_property(name)
        self.value_type = value
        machine.meter.touch(len(self.items))
        for item in self.items:
            item.value = value.adjust(item.value)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Список[Индекс]``."""
        return self.items[position(len(self.items), key)]

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The items."""
        return self.items

    @method("Добавить", "Add", 0, 4)
    def add(
        self, machine: Machine, value: Value = None, shown: Value = None, check: Value = None, picture: Value = None
    ) -> Value:
        """A new item at the end."""
        return self.insert(machine, len(self.items), value, shown, check, picture)

    @method("Вставить", "Insert", 1, 5)
    def insert(
        self,
        machine: Machine,
        index: Value,
        value: Value = None,
        shown: Value = None,
        check: Value = None,
        picture: Value = None,
    ) -> Value:
        """A new item before an index."""
        machine.meter.allocate(1)
        at = to_integer(index)
        if not 0 <= at <= len(self.items):
            raise bad_argument(1)
        item = ListItem(self, value, to_text(shown), check is not None and to_boolean(check), picture)
        self.items.insert(at, item)
        return item

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many items there are."""
        return len(self.items)

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The item of an index."""
        return self.items[position(len(self.items), index)]

    @method("Индекс", "IndexOf", 1)
    def index_of(self, machine: Machine, item: Value) -> Value:
        """Index of an item; -1 where it is not one of these."""
        machine.meter.compare(len(self.items))
        return self.items.index(item) if isinstance(item, ListItem) and item in self.items else -1

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all items."""
        self.items.clear()
        return None

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, item: Value) -> Value:
        """Remove an item."""
        del self.items[self._place_of(item)]
        return None

    def _place_of(self, item: Value) -> int:
        if is_number(item):
            return position(len(self.items), item)
        if isinstance(item, ListItem) and item in self.items:
            return self.items.index(item)
        raise bad_argument(1)

    @method("Сдвинуть", "Move", 2)
    def move(self, machine: Machine, item: Value, offset: Value) -> Value:
        """Move an item by so many places."""
        at = self._place_of(item)
        to = at + to_integer(offset)
        if not 0 <= to < len(self.items):
            raise bad_argument(2)
        self.items.insert(to, self.items.pop(at))
        return None

    @method("НайтиПоЗначению", "FindByValue", 1)
    def find_by_value(self, machine: Machine, value: Value) -> Value:
        """The first item of a value, or Неопределено."""
        machine.meter.compare(len(self.items))
        return next((item for item in self.items if equal(item.value, value)), None)

    @method("НайтиПоИдентификатору", "FindByID", 1)
    def find_by_identifier(self, machine: Machine, identifier: Value) -> Value:
        """The item of a number, or Неопределено."""
        machine.meter.compare(len(self.items))
        return next((item for item in self.items if equal(item.identifier, identifier)), None)

    @method("СортироватьПоЗначению", "SortByValue", 0, 2)
    def sort_by_value(self, machine: Machine, direction: Value = None, comparison: Value = None) -> Value:
        """Sort by value."""
        charge_sorting((item.value for item in self.items), machine.meter)
        self.items.sort(key=lambda item: order_of(item.value), reverse=_is_descending(direction))
        return None

    @method("СортироватьПоПредставлению", "SortByPresentation", 0, 1)
    def sort_by_presentation(self, machine: Machine, direction: Value = None) -> Value:
        """Sort by what is shown."""
        charge_sorting((item.presentation() for item in self.items), machine.meter)
        self.items.sort(key=lambda item: sort_key(item.presentation()), reverse=_is_descending(direction))
        return None

    @method("ВыгрузитьЗначения", "UnloadValues")
    def unload_values(self, machine: Machine) -> Value:
        """An array of the values."""
        machine.meter.allocate(len(self.items))
        return Array([item.value for item in self.items])

    @method("ЗагрузитьЗначения", "LoadValues", 1)
    def load_values(self, machine: Machine, values: Value) -> Value:
        """Replace all items by the values of an array."""
        if not isinstance(values, FixedArray):
            raise bad_argument(1)
        machine.meter.allocate(len(values.items))
        self.items[:] = [ListItem(self, value, "", False, None) for value in values.items]
        return None

    @method("ЗаполнитьПометки", "FillChecks", 1)
    def fill_checks(self, machine: Machine, check: Value) -> Value:
        """Mark all items, or none."""
        marked = to_boolean(check)
        machine.meter.touch(len(self.items))
        for item in self.items:
            item.check = marked
        return None

    @method("Скопировать", "Copy")
    def copy(self, machine: Machine) -> Value:
        """A new list with the same items."""
        machine.meter.allocate(len(self.items))
        copied = ValueList(self.value_type)
        copied.items = [ListItem(copied, item.value, item.shown, item.check, item.picture) for item in self.items]
        return copied

    def presentation(self) -> str:
        """All items, as ``Строка`` shows a list."""
        shown = (item.shown or simple_text(item.value) for item in self.items[:_MOST_SHOWN])
        return "; ".join(text[:_LONGEST_SHOWN] for text in shown)


def _is_descending(direction: Value) -> bool:
    return isinstance(direction, EnumerationValue) and direction.english == "Desc"


def new_value_list(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый СписокЗначений``."""
    if arguments:
        raise Failure("Слишком много фактических параметров")
    machine.meter.allocate(0)
    return ValueList()

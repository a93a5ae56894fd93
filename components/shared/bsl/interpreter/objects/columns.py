"""Columns of tables and trees of values."""

from collections.abc import Iterable

from components.shared.bsl.interpreter.conversions import to_integer, to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import position
from components.shared.bsl.interpreter.objects.structures import is_identifier, names_in
from components.shared.bsl.interpreter.objects.type_descriptions import ANY_TYPE, TypeDescription
from components.shared.bsl.interpreter.values import Value, is_number


def _type_of(value: Value) -> TypeDescription:
    if value is None:
        return ANY_TYPE
    if not isinstance(value, TypeDescription):
        raise bad_argument(2)
    return value


class Column(BslObject):
    """One column: a name, a title, the types of its values."""

    __slots__ = ("columns", "default", "name", "title", "type_name", "value_type", "width")

    def __init__(self, columns: "Columns", name: str, value_type: TypeDescription, title: str, width: Value) -> None:
        self.columns, self.name, self.title, self.width = columns, name, title or name, width
        self.value_type = value_type
        self.default = value_type.adjust(None) if value_type.types else None
        self.type_name = f"Колонка{columns.owner_type}"

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Имя``, ``Заголовок``, ``ТипЗначения``, ``Ширина``."""
        if name in ("имя", "name"):
            return self.name
        if name in ("заголовок", "title"):
            return self.title
        if name in ("типзначения", "valuetype"):
            return self.value_type
        if name in ("ширина", "width"):
            return self.width
        raise no_property(name)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """Rename the column, or change what is shown above it."""
        if name in ("имя", "name"):
            self.columns.rename(self, to_text(value))
        elif name in ("заголовок", "title"):
            self.title = to_text(value)
        elif name in ("ширина", "width"):
            self.width = value
        else:
            super().set_property(name, value, machine)


@bsl_object
class Columns(BslObject):
    """``Колонки``: in their order, found by name without regard to case."""

    __slots__ = ("by_name", "items", "owner_type", "type_name")

    def __init__(self, owner_type: str) -> None:
        self.owner_type = owner_type
        self.type_name = f"КоллекцияКолонок{owner_type}"
        self.items: list[Column] = []
        self.by_name: dict[str, Column] = {}

    def copy(self, names: list[str] | None = None) -> "Columns":
        """Columns of the same names and types; all of them, or the named ones in the order of their names."""
        copied = Columns(self.owner_type)
        for column in self.items if names is None else [self.named(name) for name in names]:
            copied.insert_new(len(copied.items), column.name, column.value_type, column.title, column.width)
        return copied

    def insert_new(self, at: int, name: str, value_type: TypeDescription, title: str, width: Value) -> Column:
        """Make a column at a place.

        Raises:
            Failure: The name is no identifier or is taken.
        """
        self.check_name(name, None)
        column = Column(self, name, value_type, title, width)
        self.items.insert(at, column)
        self.by_name[name.lower()] = column
        return column

    def rename(self, column: Column, name: str) -> None:
        """Give a column another name.

        Raises:
            Failure: The name is no identifier or is taken.
        """
        self.check_name(name, column)
        if self.by_name.get(column.name.lower()) is column:
            del self.by_name[column.name.lower()]
        column.name = name
        self.by_name[name.lower()] = column

    def check_name(self, name: str, renamed: Column | None) -> None:
        """Refuse a name that a column cannot have."""
        if name and not is_identifier(name):
            raise Failure(f"Неправильное имя колонки ({name})")
        known = self.by_name.get(name.lower())
        if known is not None and known is not renamed:
            raise Failure(f"Неуникальное имя колонки ({name})")

    def named(self, name: str) -> Column:
        """The column of a name.

        Raises:
            Failure: There is none.
        """
        column = self.by_name.get(name.strip().lower())
        if column is None:
            raise Failure(f"Колонка не найдена ({name.strip()})")
        return column

    def found(self, key: Value) -> Column:
        """The column that a name, an index or the column itself means."""
        if isinstance(key, Column):
            if key in self.items:
                return key
            raise bad_argument(1)
        if is_number(key):
            return self.items[position(len(self.items), key)]
        return self.named(to_text(key))

    def listed(self, names: Value) -> list[Column]:
        """The columns that a list of names means; all of them where none is given."""
        text = to_text(names)
        return [self.named(name) for name in names_in(text)] if text.strip() else list(self.items)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Колонки.Имя``."""
        column = self.by_name.get(name)
        if column is None:
            raise no_property(name)
        return column

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Колонки[Индекс]``, ``Колонки["Имя"]``."""
        return self.found(key)

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The columns."""
        return self.items

    @method("Добавить", "Add", 0, 4)
    def add(
        self, machine: Machine, name: Value = None, kind: Value = None, title: Value = None, width: Value = None
    ) -> Value:
        """Add a column at the end."""
        return self.insert(machine, len(self.items), name, kind, title, width)

    @method("Вставить", "Insert", 1, 5)
    def insert(
        self,
        machine: Machine,
        index: Value,
        name: Value = None,
        kind: Value = None,
        title: Value = None,
        width: Value = None,
    ) -> Value:
        """Add a column at a place."""
        machine.meter.allocate(1)
        at = to_integer(index)
        if not 0 <= at <= len(self.items):
            raise bad_argument(1)
        return self.insert_new(at, to_text(name), _type_of(kind), to_text(title), width)

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many columns there are."""
        return len(self.items)

    @method("Найти", "Find", 1)
    def find(self, machine: Machine, name: Value) -> Value:
        """The column of a name, or Неопределено."""
        return self.by_name.get(to_text(name).lower())

    @method("Индекс", "IndexOf", 1)
    def index_of(self, machine: Machine, column: Value) -> Value:
        """Place of a column; -1 where it is not one of these."""
        return self.items.index(column) if column in self.items else -1

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The column of an index."""
        return self.items[position(len(self.items), index)]

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, key: Value) -> Value:
        """Remove a column."""
        self.remove(self.found(key))
        return None

    def remove(self, column: Column) -> None:
        """Remove a column that is one of these."""
        self.items.remove(column)
        if self.by_name.get(column.name.lower()) is column:
            del self.by_name[column.name.lower()]

    @method("Сдвинуть", "Move", 2)
    def move(self, machine: Machine, key: Value, offset: Value) -> Value:
        """Move a column by so many places."""
        column = self.found(key)
        at = self.items.index(column) + to_integer(offset)
        if not 0 <= at < len(self.items):
            raise bad_argument(2)
        self.items.remove(column)
        self.items.insert(at, column)
        return None

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all columns."""
        self.items.clear()
        self.by_name.clear()
        return None

"""``Массив`` and ``ФиксированныйМассив``."""

from collections.abc import Iterable, Sequence

from components.shared.bsl.interpreter.conversions import to_integer
from components.shared.bsl.interpreter.failures import Failure, bad_argument, out_of_bounds
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.values import Value, equal, is_number


def position(length: int, index: Value) -> int:
    """Check an index of a list.

    Raises:
        Failure: It is no number, or there is no such element.
    """
    at = index if index.__class__ is int else _whole(index)
    if 0 <= at < length:
        return at
    raise out_of_bounds()


def _whole(index: Value) -> int:
    if not is_number(index):
        raise Failure("Индекс не является числом")
    return to_integer(index)


@bsl_object
class FixedArray(BslObject):
    """An array that cannot be changed."""

    __slots__ = ("items",)
    type_name = "ФиксированныйМассив"

    def __init__(self, items: list[Value]) -> None:
        self.items = items

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Массив[Индекс]``."""
        items = self.items
        if key.__class__ is int and 0 <= key < len(items):
            return items[key]
        return items[position(len(items), key)]

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The elements; what is added on the way is visited too, as the platform does."""
        return self.items

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many elements there are."""
        return len(self.items)

    @method("ВГраница", "UBound")
    def upper_bound(self, machine: Machine) -> Value:
        """Index of the last element; -1 where there is none."""
        return len(self.items) - 1

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The element of an index."""
        return self.get_element(index, machine)

    @method("Найти", "Find", 1)
    def find(self, machine: Machine, wanted: Value) -> Value:
        """Index of the first element that equals a value."""
        for index, item in enumerate(self.items):
            if equal(item, wanted):
                machine.meter.compare(index + 1)
                return index
        machine.meter.compare(len(self.items))
        return None


@bsl_object
class Array(FixedArray):
    """``Массив``."""

    __slots__ = ()
    type_name = "Массив"

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        """``Массив[Индекс] = Значение``."""
        items = self.items
        if key.__class__ is int and 0 <= key < len(items):
            items[key] = value
        else:
            items[position(len(items), key)] = value

    @method("Добавить", "Add", 0, 1)
    def add(self, machine: Machine, value: Value = None) -> Value:
        """Put a value at the end."""
        machine.meter.grow(1)
        self.items.append(value)
        return None

    @method("Вставить", "Insert", 1, 2)
    def insert(self, machine: Machine, index: Value, value: Value = None) -> Value:
        """Put a value before an index; beyond the end the array grows up to it."""
        at = to_integer(index)
        if at < 0:
            raise out_of_bounds()
        machine.meter.grow(max(1, at - len(self.items) + 1))
        self.items.extend([None] * (at - len(self.items)))
        machine.meter.touch(len(self.items) - at + 1)
        self.items.insert(at, value)
        return None

    @method("Установить", "Set", 2)
    def put(self, machine: Machine, index: Value, value: Value) -> Value:
        """Replace the element of an index."""
        self.set_element(index, value, machine)
        return None

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, index: Value) -> Value:
        """Remove the element of an index."""
        at = position(len(self.items), index)
        machine.meter.touch(len(self.items) - at)
        del self.items[at]
        return None

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all elements."""
        self.items.clear()
        return None


def new_array(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый Массив``, with sizes, or of a fixed array."""
    if len(arguments) == 1 and arguments[0].__class__ is FixedArray:
        assert isinstance(arguments[0], FixedArray)
        machine.meter.allocate(len(arguments[0].items))
        return Array(list(arguments[0].items))
    if not all(is_number(size) for size in arguments):
        raise bad_argument(1)
    return _array_of_sizes([to_integer(size) for size in arguments], machine)


def _array_of_sizes(sizes: list[int], machine: Machine) -> Array:
    if len(sizes) > 20 or any(size < 0 for size in sizes):
        raise bad_argument(1)
    if not sizes:
        machine.meter.allocate(0)
        return Array([])
    machine.meter.allocate(sizes[0])
    if len(sizes) == 1:
        return Array([None] * sizes[0])
    return Array([_array_of_sizes(sizes[1:], machine) for _ in range(sizes[0])])


def new_fixed_array(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ФиксированныйМассив(Массив)``."""
    if len(arguments) != 1 or not isinstance(arguments[0], FixedArray):
        raise bad_argument(1)
    machine.meter.allocate(len(arguments[0].items))
    return FixedArray(list(arguments[0].items))

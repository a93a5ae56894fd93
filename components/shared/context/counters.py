"""Who uses what how often: by module, by subsystem, by kind of module, everywhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from components.shared.bsl.platform.model import Side
from components.shared.context.model import ContextIndex, Hidden, Method

EVERYWHERE: Final = ("all",)
_CLIENT: Final = Side.CLIENT.value & ~Side.THICK_CLIENT.value
FEWEST_NAMESAKES: Final = 5

Group = tuple[object, ...]


class Counters:
    """Numbers of methods that use an entry, for each group of methods; what is hidden does not count."""

    def __init__(self, index: ContextIndex) -> None:
        self._index = index
        self._uses: dict[Group, Counter[int]] = {}
        self._namesakes: dict[str, list[int]] = {}
        for number, method in enumerate(index.methods):
            self._namesakes.setdefault(method.name.lower(), []).append(number)
            for group in self.groups_of(method):
                self._uses.setdefault(group, Counter()).update(method.uses)
        self.to_modules = [self._to_modules(number) for number in range(len(index.modules))]

    def groups_of(self, method: Method) -> Iterator[Group]:
        """All groups that a method belongs to."""
        module = self._index.modules[method.module]
        yield EVERYWHERE
        yield ("module", method.module)
        yield kind_group(module.kind, method.sides)
        for subsystem in module.subsystems:
            yield ("subsystem", subsystem)

    def uses(self, group: Group, hidden: Hidden) -> Counter[int]:
        """How many methods of a group use each entry."""
        uses = self._uses.get(group, Counter())
        away = [self._index.methods[number] for number in _hidden(hidden)]
        away = [method for method in away if group in set(self.groups_of(method))]
        return _without(uses, away) if away else uses

    def uses_of_modules(self, module: int, hidden: Hidden) -> Counter[int]:
        """How many uses a module has of what each other module offers."""
        away = [self._index.methods[number] for number in _hidden(hidden)]
        away = [method for method in away if method.module == module]
        counts = Counter(self.to_modules[module])
        for method in away:
            counts.subtract(self._modules_used(method))
        return counts

    def namesakes(self, name: str, hidden: Hidden) -> list[int]:
        """Methods of this name, where there are enough of them to tell what such methods do."""
        numbers = [number for number in self._namesakes.get(name.lower(), ()) if number not in hidden]
        return numbers if len(numbers) >= FEWEST_NAMESAKES else []

    def of_name(self, name: str) -> list[int]:
        """All methods of a name."""
        return self._namesakes.get(name.lower(), [])

    def _to_modules(self, module: int) -> Counter[int]:
        methods = self._index.modules[module].methods
        return Counter(used for number in methods for used in self._modules_used(self._index.methods[number]))

    def _modules_used(self, method: Method) -> Iterator[int]:
        count = len(self._index.methods)
        return (self._index.methods[use].module for use in method.uses if use < count)


def kind_group(kind: str, sides: int) -> Group:
    """Methods of modules of one kind that run on the same side."""
    return ("kind", kind, bool(sides & _CLIENT), bool(sides & Side.SERVER.value))


def _hidden(hidden: Hidden) -> Iterable[int]:
    return sorted({hidden.answer, *hidden.alike} - {-1})


def _without(uses: Counter[int], away: Iterable[Method]) -> Counter[int]:
    left = uses.copy()
    for method in away:
        left.subtract(method.uses)
    return left

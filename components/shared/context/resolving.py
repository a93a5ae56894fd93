"""What the names that a method uses stand for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final, Protocol

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME, KIND_BY_NAME
from components.shared.bsl.configuration.lookup import object_of_type
from components.shared.bsl.configuration.model import Configuration
from components.shared.context.facts import MethodFacts
from components.shared.context.model import Module, Object

_METADATA: Final = frozenset({"метаданные", "metadata"})
_SESSION: Final = frozenset({"параметрысеанса", "sessionparameters"})


class Named(Protocol):
    """A method, before its uses are resolved or after."""

    @property
    def name(self) -> str:
        """As written."""

    @property
    def export(self) -> bool:
        """Whether other modules can call it."""


class Names:
    """All names of a configuration, and the entries that they stand for."""

    def __init__(
        self,
        configuration: Configuration,
        modules: Sequence[Module],
        methods: Sequence[Sequence[Named]],
        objects: Sequence[Object],
    ) -> None:
        """Take in all names.

        Args:
            configuration: Knows types and global modules.
            modules: All modules.
            methods: The methods of each of them, in the order of their numbers.
            objects: All objects, numbered after the methods.
        """
        self._configuration = configuration
        self._own: list[dict[str, int]] = []
        self._exported: dict[str, dict[str, int]] = {}  # "обмен" or "catalog.товары": methods of (manager) modules
        self._global: dict[str, int] = {}
        numbers = count()
        for module, of_module in zip(modules, methods, strict=True):
            self._add_module(module, of_module, numbers)
        first = sum(map(len, methods))
        self._objects = {f"{item.kind}.{item.name}".lower(): number for number, item in enumerate(objects, start=first)}

    def _add_module(self, module: Module, methods: Sequence[Named], numbers: Iterator[int]) -> None:
        own = {method.name.lower(): next(numbers) for method in methods}
        self._own.append(own)
        exported = {method.name.lower(): own[method.name.lower()] for method in methods if method.export}
        if module.kind == "common":
            name = module.owner.partition(".")[2].lower()
            self._exported[name] = exported
            known = self._configuration.common_modules.get(name)
            if known is not None and known.is_global:
                self._global.update(exported)
        elif module.kind == "manager":
            self._exported[module.owner.lower()] = exported

    def resolve(self, module: int, method: MethodFacts) -> tuple[int, ...]:
        """Entries that a method uses, itself not among them.

        Args:
            module: Number of its module.
            method: The method with its uses.
        """
        own = self._own[module].get(method.name.lower())
        return tuple(sorted(set(self._found(module, method.uses)) - {own}))

    def _found(self, module: int, uses: Iterable[str]) -> Iterator[int]:
        for use in uses:
            entry = self._entry(self._own[module], use)
            if entry is not None:
                yield entry

    def _entry(self, own: dict[str, int], use: str) -> int | None:
        if use[0] == "(":
            return own.get(use[1:], self._global.get(use[1:]))
        return own.get(use[1:]) if use[0] == "'" else self.entry_of(use[1:])

    def own(self, module: int) -> dict[str, int]:
        """The methods of a module by their names in lower case."""
        return self._own[module]

    def entry_of(self, name: str) -> int | None:
        """The entry of a name with dots in lower case: ``обмен.начать``, ``справочники.товары``; None: unknown."""
        first, *rest = name.split(".")
        if first in _METADATA and len(rest) == 2:
            return self._object(rest[0], rest[1])
        if first in self._exported:
            return self._exported[first].get(rest[0]) if rest else None
        kind = KIND_BY_ANY_NAME.get(first)
        if kind is not None and len(rest) > 1:
            method = self._exported.get(f"{kind.name}.{rest[0]}".lower(), {}).get(rest[1])
            if method is not None:
                return method
        return self._object(first, rest[0]) if rest else None

    def _object(self, kind_name: str, name: str) -> int | None:
        kind = KIND_BY_NAME["SessionParameter"] if kind_name in _SESSION else KIND_BY_ANY_NAME.get(kind_name)
        if kind is not None:
            return self._objects.get(f"{kind.name}.{name}".lower())
        owner = object_of_type(self._configuration, f"{_TYPE_HEADS.get(kind_name, '')}.{name}")
        return self._objects.get(f"{owner.kind}.{owner.name}".lower()) if owner else None


_TYPE_HEADS: Final = {
    f"{kind.name}{suffix}".lower(): f"{kind.name}{suffix}" for kind in KIND_BY_NAME.values() for suffix in kind.types
}

"""A configuration as retrieval sees it: modules and their methods, objects, and who uses what.

Methods and objects are numbered through, methods first: such a number is an entry, what a prompt can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.context import ModuleKind


@dataclass(frozen=True, slots=True)
class Method:
    """A method of any module."""

    name: str
    module: int
    is_function: bool
    export: bool
    deprecated: bool
    sides: int  # where it runs, as ``Side``; 0: unknown
    parameters: tuple[str, ...]
    purpose: str  # the first sentence of its description
    uses: tuple[int, ...]  # entries, ascending


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the configuration."""

    key: str  # CommonModule.Обмен.Module, Catalog.Товары.Form.ФормаСписка
    kind: ModuleKind
    owner: str  # the object: CommonModule.Обмен, Catalog.Товары
    title: str  # what stands before the dot of a call: Обмен, Справочники.Товары; empty: nothing can
    sides: int
    callers: int  # the sides from where its exports can be called
    methods: range
    subsystems: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """An object that code or a query can name."""

    kind: str
    name: str
    title: str  # Справочники.Товары, ПараметрыСеанса.ТекущийПользователь
    parts: tuple[str, ...]  # names of its attributes and tabular sections
    subsystems: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is known before an answer is written."""

    text: str  # the task in words
    signature: str = ""  # Функция Остаток(Товар, Склад) Экспорт
    documentation: str = ""  # what is said of parameters and result
    module: str = ""  # key of the module that is edited, or a name that ``find_module`` knows
    sides: int = 0  # of the method that is asked for, as ``Side``; 0: those of the module


@dataclass(frozen=True, slots=True)
class Hidden:
    """Methods that must not help, because they are the answer: only training and measuring know them."""

    answer: int = -1  # is in no list, calls nothing and is called by nothing
    alike: frozenset[int] = frozenset()  # almost equal to the answer: what they use is not known
    helpers: frozenset[int] = frozenset()  # of the answer alone: a new method would not find them in its module

    @property
    def missing(self) -> frozenset[int]:
        """Methods that are not in the module yet."""
        return self.helpers | {self.answer}

    def __contains__(self, method: int) -> bool:
        """Whether nothing may be learned from what this method uses."""
        return method == self.answer or method in self.alike


NOTHING_HIDDEN = Hidden()


@dataclass(frozen=True)
class ContextIndex:
    """All that names are found by."""

    configuration: Configuration
    modules: Sequence[Module]
    methods: Sequence[Method]
    objects: Sequence[Object]

    @cached_property
    def module_by_key(self) -> dict[str, int]:
        """Numbers of modules by their keys in lower case."""
        return {module.key.lower(): number for number, module in enumerate(self.modules)}

    @cached_property
    def candidates(self) -> frozenset[int]:
        """Entries that code of any module can name: exports of common and manager modules, and objects."""
        called = (number for number, method in enumerate(self.methods) if self.is_public(method))
        return frozenset(called) | frozenset(range(len(self.methods), len(self)))

    def is_public(self, method: Method) -> bool:
        """Whether other modules can call it by name."""
        return method.export and bool(self.modules[method.module].title)

    def object_at(self, entry: int) -> Object | None:
        """The object of an entry, or None where it is a method."""
        return self.objects[entry - len(self.methods)] if entry >= len(self.methods) else None

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.methods) + len(self.objects)

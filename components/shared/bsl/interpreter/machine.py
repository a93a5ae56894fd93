"""What one execution has beside the program: the meter, messages, the errors being handled, plugged-in names."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.limits import Limits, Meter
from components.shared.bsl.interpreter.values import Value

if TYPE_CHECKING:
    from components.shared.bsl.interpreter.scope import Unit


class HostFunction(Protocol):
    """A global function plugged in. Arguments are values; a skipped one is ``SKIPPED``."""

    def __call__(self, arguments: Sequence[Value], machine: "Machine") -> Value:
        """Do what the function does and return its value, None for a procedure."""
        ...


@dataclass(frozen=True, slots=True)
class Host:
    """What is plugged into a program beside the pure subset.

    Attributes:
        globals: Global properties and modules by name: ``Справочники``, ``ОбщегоНазначения``. They win over our own.
        functions: Global functions by name.
        types: What ``Новый Имя(…)`` makes, by name.
        modules: Sources of common modules by name, whose exported methods can be called.
        now: What ``ТекущаяДата()`` returns. Without it the current date is outside the subset: it is input.
        seed: Makes ``Новый УникальныйИдентификатор`` and random numbers without a seed repeatable. Without it they are
            outside the subset.
    """

    globals: Mapping[str, Value] = field(default_factory=dict)
    functions: Mapping[str, HostFunction] = field(default_factory=dict)
    types: Mapping[str, HostFunction] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    seed: int | None = None


class Machine:
    """The state of one execution that built-in functions may use."""

    __slots__ = (
        *("handled", "host", "language", "messages", "meter", "module_name", "random", "source_lines"),
        *("load_module", "units"),
    )

    def __init__(self, limits: Limits, host: Host, source: str = "", module_name: str = "Модуль") -> None:
        self.meter = Meter(limits)
        self.host = host
        self.messages: list[str] = []
        self.handled: list[Failure] = []
        self.random = None if host.seed is None else random.Random(host.seed)
        self.module_name = module_name
        self.language = "ru"
        self.source_lines = source.split("\n")
        self.units: dict[str, Unit | None] = {}
        self.load_module: Callable[[str], Unit] | None = None

    def module(self, name: str) -> "Unit | None":
        """A common module that the host gives, or None."""
        lowered = name.lower()
        if lowered not in self.units:
            source = {known.lower(): text for known, text in self.host.modules.items()}.get(lowered)
            self.units[lowered] = None if source is None or self.load_module is None else self.load_module(source)
        return self.units[lowered]

    def tell(self, text: str) -> None:
        """Collect a message: nothing is shown to anybody."""
        self.meter.grow(1)
        self.meter.build(len(text))
        self.messages.append(text)

    def source_line(self, number: int) -> str:
        """A line of the program, without the blanks around it; empty where there is none."""
        return self.source_lines[number - 1].strip() if 0 < number <= len(self.source_lines) else ""

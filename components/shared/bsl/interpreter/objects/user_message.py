"""``СообщениеПользователю``: what it tells is collected with the texts of ``Сообщить``."""

from collections.abc import Sequence
from typing import Final

from components.shared.bsl.interpreter.conversions import to_text
from components.shared.bsl.interpreter.failures import Failure, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.values import Value

_NAMES: Final = {
    **dict.fromkeys(("текст", "text"), "text"),
    **dict.fromkeys(("поле", "field"), "field"),
    **dict.fromkeys(("путькданным", "datapath"), "path"),
    **dict.fromkeys(("ключданных", "datakey"), "key"),
    **dict.fromkeys(("идентификаторназначения", "targetid"), "target"),
}


@bsl_object
class UserMessage(BslObject):
    """A text, and where in a form it belongs."""

    __slots__ = ("values",)
    type_name = "СообщениеПользователю"
    copied = ("текст", "поле", "путькданным", "ключданных", "идентификаторназначения")

    def __init__(self) -> None:
        self.values: dict[str, Value] = {"text": "", "field": "", "path": "", "key": None, "target": None}

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Текст`` and the place."""
        if name not in _NAMES:
            raise no_property(name)
        return self.values[_NAMES[name]]

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """Set the text or the place."""
        if name not in _NAMES:
            raise no_property(name)
        self.values[_NAMES[name]] = to_text(value) if _NAMES[name] in ("text", "field", "path") else value

    @method("Сообщить", "Message")
    def tell(self, machine: Machine) -> Value:
        """Collect the text."""
        machine.tell(to_text(self.values["text"]))
        return None


def new_user_message(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый СообщениеПользователю``."""
    if arguments:
        raise Failure("Слишком много фактических параметров")
    machine.meter.allocate(1)
    return UserMessage()

"""Why a program stops: an error of its own, which it may handle, or something outside the subset, which it may not."""

from dataclasses import dataclass

from components.shared.bsl.syntax.lexer import column_of, line_of


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One call that was under way: the method (empty in the body of the module) and the line it had reached."""

    method: str
    line: int


class Stop(Exception):
    """Ends statements and calls on its way up, and learns where it happened from those that it ends.

    Attributes:
        line: Where it happened, from 1; 0 until the statement that failed has said so.
        stack: Calls that were under way, the innermost one first.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.line = self.column = 0
        self.stack: list[StackFrame] = []
        self._line_in_method = 0

    def happened_at(self, position: int) -> None:
        """Called by every block that is left: the innermost one of a method knows best."""
        if not self._line_in_method:
            self._line_in_method = line_of(position)
            if not self.line:
                self.line, self.column = line_of(position), column_of(position)

    def left(self, method: str) -> None:
        """Called by every call that is left."""
        self.stack.append(StackFrame(method, self._line_in_method))
        self._line_in_method = 0


class Failure(Stop):
    """An exception of BSL: what ``Попытка`` catches.

    Attributes:
        description: What the program sees in ``ИнформацияОбОшибке().Описание``.
        cause: The error that led to this one.
        category: The category given to ``ВызватьИсключение``, a value of the program.
        code: The code given to ``ВызватьИсключение``.
        details: The additional information given to ``ВызватьИсключение``, a value of the program.
    """

    def __init__(
        self,
        description: str,
        cause: "Failure | None" = None,
        category: object = None,
        code: str = "",
        details: object = None,
    ) -> None:
        super().__init__(description)
        self.description = description
        self.cause, self.category, self.code, self.details = cause, category, code, details


class OutsideSubset(Stop):
    """The program reached something that is not interpreted here; no handler of the program sees this."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Refused(Stop):
    """The program reached what the platform would not compile: where compile errors do not stop it before it starts."""


class LimitReached(Stop):
    """The program spent more than it may; no handler of the program sees this."""

    def __init__(self, name: str, message_ru: str) -> None:
        super().__init__(message_ru)
        self.name = name
        self.message_ru = message_ru


def wrong_type(wanted: str) -> Failure:
    """What the platform says when a value cannot be converted."""
    return Failure(f"Преобразование значения к типу {wanted} не может быть выполнено")


def bad_argument(number: int) -> Failure:
    """What the platform says about an argument that a function cannot take; ``number`` counts from 1."""
    return Failure(f"Недопустимое значение параметра (параметр номер '{number}')")


def no_property(name: str) -> Failure:
    """What the platform says about a property that an object does not have."""
    return Failure(f"Поле объекта не обнаружено ({name})")


def no_method(name: str) -> Failure:
    """What the platform says about a method that an object does not have."""
    return Failure(f"Метод объекта не обнаружен ({name})")


def read_only(name: str) -> Failure:
    """What the platform says about a property that cannot be set."""
    return Failure(f"Поле объекта недоступно для записи ({name})")


def out_of_bounds() -> Failure:
    """What the platform says about an index that a collection does not have."""
    return Failure("Индекс находится за границами массива")

"""``ДвоичныеДанные`` that are made of strings: files are outside the subset."""

from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.values import Value

_MOST_SHOWN = 1_024


@bsl_object
class BinaryData(BslObject):
    """Bytes; equal to other ones of the same content."""

    __slots__ = ("data",)
    type_name = "ДвоичныеДанные"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BinaryData) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def presentation(self) -> str:
        """The first bytes in hexadecimal digits."""
        return self.data[:_MOST_SHOWN].hex(" ").upper()

    @method("Размер", "Size")
    def size(self, machine: Machine) -> Value:
        """Number of bytes."""
        return len(self.data)

"""Executes the pure subset of BSL: no input, no output, limits on everything.

    result = execute(source, call="Сумма", arguments=[[1, 2, 3]])
    result.value, result.error, result.outside, result.counts

What exists on the platform and is not interpreted here (queries, files, forms, metadata) is named in
``result.outside`` when the program reaches it; ``survey`` says before which methods of a module hold such things.
Objects with behaviour of their own are plugged in with ``Host``; they implement ``HostObject``.

Where no public source settles what the platform does, this is what is done here:

- the order of strings is the root order of Unicode, not that of a locale;
- a quotient has 27 digits after the point; roots, powers and logarithms that are not exact have as many;
- a value that fits none of several types of an ``ОписаниеТипов`` becomes Неопределено;
- sorting keeps the order of equal rows; values of different types are ordered by type;
- ``Истина = 1`` is false, ``Ложь < 1`` compares numbers;
- a parameter by reference that was given a property which cannot be set changes nothing, and is no error.
"""

from components.shared.bsl.interpreter.exchange import to_python
from components.shared.bsl.interpreter.execution import ErrorKind, ExecutionError, Result, execute
from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, StackFrame
from components.shared.bsl.interpreter.limits import Counts, Limits
from components.shared.bsl.interpreter.machine import Host, HostFunction, Machine
from components.shared.bsl.interpreter.survey import survey
from components.shared.bsl.interpreter.values import NULL, SKIPPED, HostObject, Value

__all__ = [
    "NULL",
    "SKIPPED",
    "Counts",
    "ErrorKind",
    "ExecutionError",
    "Failure",
    "Host",
    "HostFunction",
    "HostObject",
    "Limits",
    "Machine",
    "OutsideSubset",
    "Result",
    "StackFrame",
    "Value",
    "execute",
    "survey",
    "to_python",
]

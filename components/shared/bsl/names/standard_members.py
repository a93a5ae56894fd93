"""Members that the platform gives to every object of a kind, beside the attributes that the configuration tells."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from components.shared.bsl.names.members import Member
from components.shared.bsl.names.standard_table import TABLE
from components.shared.bsl.platform.model import Arity

_OBJECTS: Final = (
    *("Catalog", "Document", "ExchangePlan", "ChartOfCharacteristicTypes", "ChartOfAccounts"),
    *("ChartOfCalculationTypes", "BusinessProcess", "Task"),
)
_WITH_SECTIONS: Final = (*_OBJECTS, "Report", "DataProcessor")
_REGISTERS: Final = ("InformationRegister", "AccumulationRegister", "AccountingRegister", "CalculationRegister")
# managers and objects that share nothing with those of other kinds
_ALONE: Final = frozenset(
    {("Report", "Object"), ("DataProcessor", "Object")}
    | {(kind, "Manager") for kind in ("Report", "DataProcessor", "Constant", "Enum", "FilterCriterion")}
    | {(kind, "Manager") for kind in ("DocumentJournal", "SettingsStorage", *_REGISTERS)}
)
# Of these everything is believed to be known; what is asked of the others is unknown.
COMPLETE: Final = frozenset(
    {(kind, suffix) for kind in _OBJECTS for suffix in ("Object", "Ref", "Manager")}
    | {(kind, suffix) for kind in ("Report", "DataProcessor") for suffix in ("Object", "Manager")}
    | {("Enum", "Manager"), ("Enum", "Ref"), ("Constant", "Manager"), ("Constant", "ValueManager")}
    | {(kind, suffix) for kind in _REGISTERS[:2] for suffix in ("Manager", "RecordSet", "Record")}
    | {("InformationRegister", "RecordManager")}
    | {(kind, suffix) for kind in _WITH_SECTIONS for suffix in ("TabularSection", "TabularSectionRow")}
)


@lru_cache(maxsize=300)
def standard_members(kind: str, suffix: str) -> tuple[tuple[str, Member], ...]:
    """Members by lower-case name; a type in them is ``.``, a suffix (``Object``) or a name of the platform."""
    sections = [f"{suffix} {kind}"]
    if (kind, suffix) not in _ALONE:
        sections.append(suffix)
    if suffix == "Manager" and kind in _REGISTERS:
        sections.append("register-manager")
    return tuple(member for section in sections for member in _members(section))


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in TABLE.strip().split("\n"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current += line.split()
    return sections


def _members(section: str) -> Iterator[tuple[str, Member]]:
    for entry in _sections().get(section, ()):
        if entry.startswith("@"):
            yield from _members(entry[1:])  # an included section includes no other
        else:
            yield from _entry(entry)


def _entry(entry: str) -> Iterator[tuple[str, Member]]:
    names, _, type_name = entry.partition(":")
    names, bracket, arity = names.partition("(")
    russian, _, english = names.partition("=")
    arities = (_arity(arity.rstrip(")")),) if bracket and "?" not in arity else ()
    for name in dict.fromkeys((russian, english)):
        yield name.lower(), Member(name, is_method=bool(bracket), type=type_name, arities=arities)


def _arity(text: str) -> Arity:
    least, _, most = text.partition("-")
    return Arity(int(least), int(most or least))

"""What exists on the platform and is not interpreted: it is named, while a name that exists nowhere is an error."""

from functools import cache

from components.shared.bsl.interpreter.failures import OutsideSubset
from components.shared.bsl.platform.model import Platform


@cache
def _platform() -> Platform:
    """The tables of the platform; read only for a program that has a name that is not known here."""
    from components.shared.bsl.platform.tables import load_platform

    return load_platform()


def is_platform_function(name: str) -> bool:
    """Whether there is a global function of a name."""
    return name.lower() in _platform().functions


def is_platform_property(name: str) -> bool:
    """Whether there is a global property or a system enumeration of a name."""
    lowered = name.lower()
    return lowered in _platform().properties or lowered in _platform().enumerations


def is_platform_type(name: str) -> bool:
    """Whether there is a type of a name."""
    return name.lower() in _platform().types


def platform_type_name(name: str) -> str:
    """Russian name of a type or a system enumeration; empty where there is none."""
    lowered = name.lower()
    known = _platform().types.get(lowered) or _platform().enumerations.get(lowered)
    return known.ru if known is not None else ""


def refuse_platform_member(type_name: str, name: str) -> None:
    """Name a member that the platform's type has and ours has not.

    Raises:
        OutsideSubset: There is such a member.
    """
    known = _platform().types.get(type_name.lower())
    member = None if known is None else known.methods.get(name) or known.properties.get(name)
    if member is not None:
        raise OutsideSubset(f"{type_name}.{member.ru}")

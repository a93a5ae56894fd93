"""Names of types that the platform has no name for, or that depend on the configuration: they begin with ``@``."""

from typing import Final

METADATA: Final = "@metadata"
SESSION_PARAMETERS: Final = "@session-parameters"
OF_GLOBAL_NAMES: Final = {
    "метаданные": METADATA,
    "metadata": METADATA,
    "параметрысеанса": SESSION_PARAMETERS,
    "sessionparameters": SESSION_PARAMETERS,
}


def enumeration(name: str) -> str:
    """The values of a system enumeration."""
    return f"@enumeration:{name.lower()}"


def managers(kind: str) -> str:
    """``Справочники``: the managers of all objects of one kind."""
    return f"@managers:{kind}"


def module(name: str) -> str:
    """A common module."""
    return f"@module:{name.lower()}"


def metadata_of_kind(kind: str) -> str:
    """``Метаданные.Справочники``."""
    return f"@metadata-kind:{kind}"


def metadata_object(kind: str, name: str) -> str:
    """``Метаданные.Справочники.Валюты``."""
    return f"@metadata-object:{kind}.{name.lower()}"


def metadata_parts(kind: str, name: str, part: str) -> str:
    """``Метаданные.Справочники.Валюты.Реквизиты``."""
    return f"@metadata-parts:{kind}.{name.lower()}.{part}"


def form_items(owner: str, part: str) -> str:
    """``Элементы``, ``Команды``, ``Параметры`` of the form with this full name."""
    return f"@form-{part}:{owner.lower()}"


def form_data(owner: str, path: str) -> str:
    """A value of a form that mirrors an object or a table: ``Объект``, ``Объект.Товары``."""
    return f"@form-data:{owner.lower()}:{path.lower()}"


def form_row(owner: str, path: str) -> str:
    """A row of a table of a form."""
    return f"@form-row:{owner.lower()}:{path.lower()}"

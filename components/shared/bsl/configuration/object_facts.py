"""What the properties of an object say: which of the platform's fields and tables it has follows from them."""

from collections.abc import Callable

from components.shared.bsl.configuration.model import MetadataObject

Condition = Callable[[MetadataObject], bool]


def has(name: str) -> Condition:
    """The object has this property, other than the platform's default (no length of a code: no code)."""
    return lambda owner: name in owner.properties


def says(name: str, *values: str) -> Condition:
    """A property has one of these values."""
    return lambda owner: owner.properties.get(name) in values


def says_not(name: str, *values: str) -> Condition:
    """A property has none of these values."""
    return lambda owner: owner.properties.get(name) not in values


def has_folders(owner: MetadataObject) -> bool:
    """Whether its hierarchy has folders beside items."""
    return has("Hierarchical")(owner) and says_not("HierarchyType", "HierarchyOfItems")(owner)


def has_owners(owner: MetadataObject) -> bool:
    """Whether its items belong to those of other objects."""
    return bool(owner.references.get("Owners"))


def is_subordinate(register: MetadataObject) -> bool:
    """Whether an information register is written by documents only."""
    return register.properties.get("WriteMode") == "RecorderSubordinate"


def is_periodical(register: MetadataObject) -> bool:
    """Whether an information register has a period."""
    return register.properties.get("InformationRegisterPeriodicity") != "Nonperiodical"


def keeps_balance(register: MetadataObject) -> bool:
    """Whether an accumulation register keeps balances, not turnovers alone."""
    return register.properties.get("RegisterType") != "Turnovers"


def has_correspondence(register: MetadataObject) -> bool:
    """Whether records of an accounting register have a debit and a credit side."""
    return "Correspondence" in register.properties


def lacks_correspondence(register: MetadataObject) -> bool:
    """Whether records of an accounting register have one account."""
    return not has_correspondence(register)

"""A register, or another object with records, as queries see it: dimensions, resources, attributes, recorders."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject
from components.shared.bsl.configuration.object_facts import has_correspondence, is_subordinate
from components.shared.bsl.configuration.query_shapes import QueryField, suffixed
from components.shared.bsl.configuration.standard import (
    Field,
    own_fields,
    reference_types,
    standard_attributes,
)

MOST_EXT_DIMENSIONS = 50  # the platform's own limit; a file may say anything
_SIDES = (("Дт", "Dr"), ("Кт", "Cr"))


@dataclass(frozen=True, slots=True)
class Register:
    """An object with what the configuration around it says of it."""

    configuration: Configuration
    owner: MetadataObject
    recorders: tuple[str, ...]  # types of the documents that write it
    common: tuple[Attribute, ...]  # common attributes, separators among them

    def of_role(self, role: str) -> tuple[QueryField, ...]:
        """Fields of one role: dimensions, resources, attributes."""
        return own_fields({key: item for key, item in self.owner.attributes.items() if item.role == role})

    @property
    def dimensions(self) -> tuple[QueryField, ...]:
        """Dimensions, and the common attributes, which cut totals as dimensions do."""
        return (*self.of_role("dimension"), *self.common_fields)

    @property
    def resources(self) -> tuple[QueryField, ...]:
        """What is summed."""
        return self.of_role("resource")

    @property
    def common_fields(self) -> tuple[QueryField, ...]:
        """Common attributes as fields."""
        return own_fields({item.name.lower(): item for item in self.common})

    @property
    def recorder(self) -> QueryField:
        """The document that made a record."""
        return Field("Регистратор", "Recorder", self.recorders)

    def record_fields(self) -> tuple[QueryField, ...]:
        """Fields of the table of records."""
        standard = standard_attributes(self.owner, self.recorders)
        if self.owner.kind == "AccountingRegister" and has_correspondence(self.owner):
            return (*standard, *self.two_sided(), *self.of_role("attribute"), *self.common_fields)
        return (*standard, *own_fields(self.owner.attributes), *self.common_fields)

    def two_sided(self) -> Iterator[QueryField]:
        """Dimensions and resources of an accounting register: once if they balance, else for debit and credit."""
        for item in self.owner.attributes.values():
            if item.role in ("dimension", "resource"):
                own = Field(item.name, item.name, item.types)
                yield from [own] if "Balance" in item.properties else suffixed([own], _SIDES)

    def ext_dimensions(self, russian: str = "", english: str = "") -> tuple[QueryField, ...]:
        """``Субконто1`` … by the number that the chart of accounts allows; of one side: ``СубконтоДт1``."""
        chart = self.chart_of_accounts
        if chart is None:
            return ()
        count = chart.properties.get("MaxExtDimensionCount", "0")
        most = min(int(count), MOST_EXT_DIMENSIONS) if count.isdecimal() else 0
        kind = chart.properties.get("ExtDimensionTypes", "")
        types = (f"Characteristic.{kind.partition('.')[2]}",) if kind else ()
        return tuple(
            Field(f"Субконто{russian}{number}", f"ExtDimension{english}{number}", types)
            for number in range(1, most + 1)
        )

    def ext_dimension_types(self, russian: str = "", english: str = "") -> tuple[QueryField, ...]:
        """``ВидСубконто1`` …, of one side ``ВидСубконтоДт1``."""
        chart = self.chart_of_accounts
        types = reference_types([chart.properties.get("ExtDimensionTypes", "")]) if chart is not None else ()
        return tuple(
            Field(f"Вид{item.name}", item.english.replace("ExtDimension", "ExtDimensionType"), types)
            for item in self.ext_dimensions(russian, english)
        )

    @property
    def chart_of_accounts(self) -> MetadataObject | None:
        """The chart of accounts of an accounting register."""
        kind, _, name = self.owner.properties.get("ChartOfAccounts", "").partition(".")
        return self.configuration.objects.get((kind, name.lower()))

    def account(self, russian: str = "Счет", english: str = "Account") -> QueryField:
        """An account: ``Счет``, ``КорСчет``, ``СчетДт``."""
        return Field(russian, english, reference_types([self.owner.properties.get("ChartOfAccounts", "")]))

    def change_keys(self) -> tuple[QueryField, ...]:
        """What a registered change points at: an object, a recorder, or the key of a record."""
        owner = self.owner
        if owner.kind == "Constant":
            return (Field("КлючКонстанты", "ConstantKey"),)
        if owner.kind == "InformationRegister" and not is_subordinate(owner):
            period = [item for item in standard_attributes(owner) if item.english == "Period"]
            return (*period, *self.dimensions)
        if owner.kind.endswith("Register") or owner.kind == "Sequence":
            return (self.recorder, *self.common_fields)
        return (Field("Ссылка", "Ref", (f"{owner.kind}Ref.{owner.name}",)), *self.common_fields)

"""What both layouts say about an object, in one shape: names as Designer writes them, defaults left out."""

from dataclasses import dataclass, field
from typing import Final

# What something above this room asks for; the other properties of an export are not read.
_KEPT_WORDS: Final = """
    ObjectBelonging Hierarchical HierarchyType CodeLength CodeType DescriptionLength NumberType NumberLength Posting
    InformationRegisterPeriodicity WriteMode RegisterType ChartOfAccounts Correspondence PeriodAdjustmentLength
    ChartOfCalculationTypes Periodicity ActionPeriod BasePeriod Schedule ScheduleValue ScheduleDate ExtDimensionTypes
    MaxExtDimensionCount OrderLength CharacteristicExtValues DependenceOnCalculationTypes ActionPeriodUse
    DistributedInfoBase Task Addressing MainAddressingAttribute CurrentPerformer Location Event Handler MethodName
    AutoUse DataSeparation SeparatedDataUse TemplateType Namespace RootURL LanguageCode ProcedureName HTTPMethod
    Template Global ClientManagedApplication Server ExternalConnection ClientOrdinaryApplication ServerCall Privileged
    ReturnValuesReuse Indexing Master Balance BaseDimension ScheduleLink AccountingFlag ExtDimensionAccountingFlag Use
    AddressingDimension MainDataCompositionSchema ReceiveMessageProcessing
    ConfigurationExtensionPurpose NamePrefix CompatibilityMode ConfigurationExtensionCompatibilityMode ScriptVariant
    Version Vendor DefaultRunMode DataLockControlMode ModalityUseMode InterfaceCompatibilityMode
    SynchronousPlatformExtensionAndAddInCallUseMode DefaultLanguage
"""
KEPT: Final = frozenset(_KEPT_WORDS.split())
# Lists of objects, fields or types. Type holds types.
_KEPT_LISTS_WORDS: Final = """
    Type Owners RegisterRecords Documents RegisteredDocuments BasedOn Content Source References BaseCalculationTypes
    CommandParameterType Use
"""
KEPT_LISTS: Final = frozenset(_KEPT_LISTS_WORDS.split())
# EDT leaves these out, Designer writes them: neither is kept.
_UNSAID: Final = frozenset({"", "false", "0", "DontIndex", "ForItem", "Native"})
# The first value of its kind, which EDT leaves out too; readers of an index should not have to know it.
_DEFAULTS: Final = {
    "Catalog": {"HierarchyType": "HierarchyFoldersAndItems"},
    "Document": {"Posting": "Allow"},
    "InformationRegister": {"InformationRegisterPeriodicity": "Nonperiodical", "WriteMode": "Independent"},
    "AccumulationRegister": {"RegisterType": "Balance"},
    "CalculationRegister": {"Periodicity": "Day"},
    "ChartOfCalculationTypes": {"DependenceOnCalculationTypes": "DontUse"},
}


@dataclass(slots=True)
class Declaration:
    """An object or a part of one: an attribute, a tabular section, a value, a command."""

    kind: str  # Catalog, Attribute, TabularSection, EnumValue, …
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    parts: list["Declaration"] = field(default_factory=list)

    @property
    def is_adopted(self) -> bool:
        """Whether an extension takes it from the configuration and tells only what it watches."""
        return self.properties.get("ObjectBelonging") == "Adopted"

    def of_kind(self, kind: str) -> list["Declaration"]:
        """The parts of one kind."""
        return [part for part in self.parts if part.kind == kind]

    def keep(self, name: str, value: str) -> None:
        """Remember a property unless it says what is so anyway."""
        if name in KEPT and value not in _UNSAID:
            self.properties[name] = value

    def fill_defaults(self) -> None:
        """Say the defaults of its kind; an adopted object has those of the configuration that it extends."""
        if not self.is_adopted:
            self.properties = _DEFAULTS.get(self.kind, {}) | self.properties


_TYPES: Final = {
    "string": "String",
    "decimal": "Number",
    "boolean": "Boolean",
    "dateTime": "Date",
    "base64Binary": "BinaryData",
    "binary": "BinaryData",
    "ValueListType": "ValueList",
}


def type_name(written: str) -> str:
    """``cfg:CatalogRef.Х`` or ``xs:string`` as the index writes it: without a prefix, with 1C's names."""
    name = written.strip().rpartition(":")[2]
    return _TYPES.get(name, name)

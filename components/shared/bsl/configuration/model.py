"""A configuration as data: what code, forms and queries can name.

Kinds of objects are the singular English words of the export (``Catalog``, ``AccumulationRegister``); names are as
written, and looked up in lower case. A subsystem inside another has both names: ``Торговля.Закупки``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.shared.bsl.platform.model import Side


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of an object: attribute, dimension, resource, attribute of a form."""

    name: str
    types: tuple[str, ...] = ()  # "CatalogRef.Номенклатура", "String", "Number", "DefinedType.Владелец"; empty: unknown
    # attribute, dimension, resource, accounting_flag, ext_dimension_flag, addressing, column, common, standard
    role: str = "attribute"
    # what is not the platform's default: Balance, Master, Use, Length (0: a string without limit), MainTable, …
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TabularSection:
    """A tabular section, with its attributes by lower-case name."""

    name: str
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class FormElement:
    """A named element of a form: what ``Элементы.Имя`` gives."""

    name: str
    kind: str  # InputField, UsualGroup, Table, Button, …
    data_path: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A managed form: what its module can name without a prefix."""

    name: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Attribute]] = field(default_factory=dict)  # of table and tree attributes
    elements: Mapping[str, FormElement] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)  # lower-case name: handler
    parameters: Mapping[str, Attribute] = field(default_factory=dict)
    main_attribute: str = ""
    handlers: frozenset[str] = frozenset()  # names of methods that events call, in lower case
    complete: bool = True  # False: its elements are not in the export (an ordinary form, a part of an export)


@dataclass(frozen=True, slots=True)
class ExportedMethod:
    """A method that other modules can call."""

    name: str
    is_function: bool
    least: int  # arguments without which a call does not compile
    most: int
    sides: Side | None = None  # what #Если leaves of the sides of its module; None: all of them
    deprecated: bool = False
    replacement: str = ""
    parameters: tuple[str, ...] = ()  # names as written; empty: unknown, or none
    is_async: bool = False  # its call gives a promise
    versions: tuple[str, ...] = ()  # of a library: "3.1", "3.2"; empty: not said


@dataclass(frozen=True, slots=True)
class CommonModule:
    """A common module: where it runs, and what it offers."""

    name: str
    sides: Side
    is_global: bool = False
    server_call: bool = False
    privileged: bool = False
    reuse: str = ""  # "", DuringRequest, DuringSession
    methods: Mapping[str, ExportedMethod] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    internal: frozenset[str] = frozenset()  # of a library: exported, yet not for callers outside; lower case
    complete: bool = True  # False: its text is not there (delivered without sources), so its methods are unknown


@dataclass(frozen=True, slots=True)
class MetadataObject:
    """Anything with a name in the tree of a configuration that is no common module."""

    kind: str
    name: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    tabular_sections: Mapping[str, TabularSection] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)  # of an enumeration, or predefined: lower case to written
    properties: Mapping[str, str] = field(default_factory=dict)  # RegisterType, InformationRegisterPeriodicity, …
    object_methods: Mapping[str, ExportedMethod] = field(default_factory=dict)  # exported by its object module
    manager_methods: Mapping[str, ExportedMethod] = field(default_factory=dict)
    record_set_methods: Mapping[str, ExportedMethod] = field(default_factory=dict)
    # lists of other objects or types: Owners, RegisterRecords, Documents, BasedOn, Content, Type, Source, …
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    handlers: frozenset[str] = frozenset()  # methods of its module that the platform calls (services), in lower case
    complete: bool = True  # False: only its name is known, or in an extension only what that extension adopts
    object_variables: frozenset[str] = frozenset()  # exported by its object module, in lower case


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration, or an extension of one."""

    name: str
    compatibility_mode: str = ""  # "8.3.24"; empty: none, the platform's own version
    is_extension: bool = False
    objects: Mapping[tuple[str, str], MetadataObject] = field(default_factory=dict)  # (kind, lower-case name)
    common_modules: Mapping[str, CommonModule] = field(default_factory=dict)  # lower-case name
    common_forms: Mapping[str, Form] = field(default_factory=dict)
    application_methods: Mapping[str, ExportedMethod] = field(default_factory=dict)  # of the application's modules
    application_variables: frozenset[str] = frozenset()
    # ScriptVariant, ModalityUseMode, ConfigurationExtensionPurpose, NamePrefix, Version, …
    properties: Mapping[str, str] = field(default_factory=dict)

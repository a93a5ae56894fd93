"""From the name of a type to what can be named on its values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_NAME, KINDS, TYPE_SUFFIXES
from components.shared.bsl.configuration.lookup import fields_of, resolve_types, russian_type
from components.shared.bsl.configuration.model import (
    CommonModule,
    Configuration,
    ExportedMethod,
    MetadataObject,
)
from components.shared.bsl.configuration.standard import Field, both_names, section_attributes, standard_sections
from components.shared.bsl.names import internal_types, rules
from components.shared.bsl.names.form_surfaces import FormSurfaces
from components.shared.bsl.names.members import (
    Member,
    Surface,
    enumeration_surface,
    exported_member,
    merged_surface,
    single_type,
    told_apart,
)
from components.shared.bsl.names.standard_members import COMPLETE, standard_members
from components.shared.bsl.names.type_names import TYPE_CLASS_BY_NAME, TypeClass, type_of_kind
from components.shared.bsl.platform.model import Platform, PlatformType

# Simple values have no members at all.
_SIMPLE: Final = frozenset({"строка", "string", "число", "number", "дата", "date", "булево", "boolean"})
_METHODS_OF_SUFFIX: Final = {
    "Object": "object_methods",
    "ValueManager": "object_methods",
    "Manager": "manager_methods",
    "RecordSet": "record_set_methods",
}
_WITH_TABULAR_SECTIONS: Final = frozenset({"Object", "Ref", "Selection"})
_WITHOUT_ATTRIBUTES: Final = frozenset({"Manager", "RecordSet", "ValueManager", "ValueKey", "List", "TabularSection"})
# Fields of tables in queries that are no properties of objects.
_OF_QUERIES: Final = frozenset({"представление", "presentation", "моментвремени", "pointintime"})
# What metadata tell of the parts of an object: property of the description, in both languages, and where we know them.
_PARTS: Final = {
    "Attributes": ("Реквизиты", ("attribute", "addressing")),
    "Dimensions": ("Измерения", ("dimension",)),
    "Resources": ("Ресурсы", ("resource",)),
}
_COLLECTION: Final = "КоллекцияОбъектовМетаданных"


class SurfaceBuilder:
    """Builds surfaces; who asks keeps them."""

    def __init__(self, platform: Platform, configuration: Configuration | None, library: Configuration | None) -> None:
        self.platform = platform
        self.configuration = configuration
        self.library = library
        self.is_closed = configuration is not None and not configuration.is_extension
        self._known = configuration or Configuration("")
        self._builders: dict[str, Callable[[str], Surface | None]] = {
            "@enumeration": self._enumeration,
            "@managers": self._managers,
            "@module": self._module,
            "@metadata": self._metadata,
            "@metadata-kind": self._metadata_of_kind,
            "@metadata-object": self._metadata_object,
            "@metadata-parts": self._metadata_parts,
            "@session-parameters": self._session_parameters,
            "@register-records": self._register_records,
        }
        forms = FormSurfaces(configuration, platform, self.build) if configuration else None
        if forms:
            self._builders |= forms.builders()

    def build(self, type_name: str) -> Surface | None:
        """The surface of a type, or None where nothing is known about it."""
        if "|" in type_name:
            parts = [self.build(part) for part in type_name.split("|")]
            return merged_surface([part for part in parts if part]) if all(parts) else None
        if type_name.startswith("@"):
            word, _, rest = type_name.partition(":")
            builder = self._builders.get(word)
            return builder(rest) if builder else None
        word, dot, rest = type_name.partition(".")
        if dot:
            found = TYPE_CLASS_BY_NAME.get(word.lower())
            return self._of_configuration(found, rest) if found else None
        return self._of_platform(type_name)

    def common_module(self, name: str) -> CommonModule | None:
        """A common module of the configuration, or else of the library."""
        for source in (self.configuration, self.library):
            if source is not None and (module := source.common_modules.get(name)):
                return module
        return None

    def object(self, kind: str, name: str) -> MetadataObject | None:
        """An object of the configuration."""
        return self.configuration.objects.get((kind, name.lower())) if self.configuration else None

    def objects(self, kind: str) -> Iterator[MetadataObject]:
        """All objects of a kind."""
        if self.configuration:
            yield from (found for (other, _), found in self.configuration.objects.items() if other == kind)

    def _of_platform(self, name: str) -> Surface | None:
        if name.lower() in _SIMPLE:
            return Surface(
                f"значения типа «{name}»", f"value of type '{name}'", complete_properties=True, complete_methods=True
            )
        found = self.platform.types.get(name.lower())
        if found is None:
            return None
        complete = found.complete and not found.dynamic
        return Surface(
            title_ru=f"типа «{found.ru}»",
            title_en=f"type '{found.en}'",
            platform=(found,),
            complete_properties=complete,
            complete_methods=found.complete,
            elements=single_type(found.elements),
            sides=found.sides,
        )

    def _enumeration(self, name: str) -> Surface:
        return enumeration_surface(self.platform.enumerations[name], rules.UNKNOWN_ENUMERATION_VALUE)

    def _platform_types(self, *names: str) -> tuple[PlatformType, ...]:
        return tuple(found for name in names if (found := self.platform.types.get(name.lower())))

    def _managers(self, kind_name: str) -> Surface:
        kind = KIND_BY_NAME[kind_name]
        own = {
            found.name.lower(): Member(found.name, type=type_of_kind(kind_name, "Manager", found.name), writable=False)
            for found in self.objects(kind_name)
        }
        platform = self._platform_types(f"{kind.russian_plural}Менеджер")
        return Surface(
            title_ru=f"коллекции «{kind.russian_plural}»",
            title_en=f"collection '{kind.plural}'",
            own=own,
            platform=platform,
            complete_properties=self.is_closed and kind_name != "ExternalDataSource",
            complete_methods=any(found.complete for found in platform),
            rule=rules.UNKNOWN_METADATA,
        )

    def _session_parameters(self, _: str) -> Surface:
        own = {found.name.lower(): Member(found.name) for found in self.objects("SessionParameter")}
        return Surface(
            title_ru="параметров сеанса",
            title_en="session parameters",
            own=own,
            complete_properties=self.is_closed,
            rule=rules.UNKNOWN_METADATA,
        )

    def _register_records(self, document: str) -> Surface | None:
        """``Движения``: a set of records for every register that the document is said to write."""
        found = self.object("Document", document)
        if found is None:
            return None
        names = (full.partition(".") for full in found.references.get("RegisterRecords", ()))
        own = {
            name.lower(): Member(name, type=type_of_kind(kind, "RecordSet", name), writable=False)
            for kind, _, name in names
        }
        return Surface(
            title_ru=f"движений документа «{found.name}»",
            title_en=f"register records of document '{found.name}'",
            own=own,
            platform=self._platform_types("КоллекцияДвижений"),
            complete_properties=self.is_closed and found.complete,
            rule=rules.UNKNOWN_METADATA,
        )

    def _module(self, name: str) -> Surface | None:
        module = self.common_module(name)
        if module is None:
            return None
        of_configuration = self.configuration is not None and name in self.configuration.common_modules
        own = {
            key: exported_member(method, is_server_call=module.server_call) for key, method in module.methods.items()
        }
        own |= {key: Member(key) for key in module.variables}
        own |= {key: Member(key, is_method=True) for key in module.internal if key not in own}
        complete = module.complete and (self.is_closed or not of_configuration)
        return Surface(
            title_ru=f"общего модуля «{module.name}»",
            title_en=f"common module '{module.name}'",
            own=own,
            complete_properties=complete,
            complete_methods=complete,
            rule=rules.MISSING_COMMON_MODULE_METHOD,
            sides=module.sides,
        )

    def _metadata(self, _: str) -> Surface:
        own = {
            name.lower(): Member(name, type=internal_types.metadata_of_kind(kind.name))
            for kind in KINDS
            for name in (kind.russian_plural, kind.plural)
        }
        return Surface("метаданных", "metadata", own=own, platform=self._platform_types("ОбъектМетаданныхКонфигурация"))

    def _metadata_of_kind(self, kind_name: str) -> Surface:
        kind = KIND_BY_NAME[kind_name]
        names = [found.name for found in self.objects(kind_name) if "." not in found.name]
        if self.configuration and kind_name == "CommonModule":
            names = [module.name for module in self.configuration.common_modules.values()]
        if self.configuration and kind_name == "CommonForm":
            names = [form.name for form in self.configuration.common_forms.values()]
        return Surface(
            title_ru=f"метаданных «{kind.russian_plural}»",
            title_en=f"metadata '{kind.plural}'",
            own={name.lower(): Member(name, type=internal_types.metadata_object(kind_name, name)) for name in names},
            platform=self._platform_types(_COLLECTION),
            complete_properties=self.is_closed and bool(names),
            rule=rules.UNKNOWN_METADATA,
        )

    def _metadata_object(self, name: str) -> Surface | None:
        kind, _, object_name = name.partition(".")
        found = self.object(kind, object_name)
        if found is None:
            return None
        own = {
            word.lower(): Member(word, type=internal_types.metadata_parts(kind, object_name, part))
            for part, (russian, _) in _PARTS.items()
            for word in (russian, part)
        }
        return Surface(f"метаданных «{found.name}»", f"metadata of '{found.name}'", own=own)

    def _metadata_parts(self, name: str) -> Surface | None:
        path, _, part = name.rpartition(".")
        kind, _, object_name = path.partition(".")
        found = self.object(kind, object_name)
        if found is None:
            return None
        russian, roles = _PARTS[part]
        own = {key: Member(field.name) for key, field in found.attributes.items() if field.role in roles}
        return Surface(
            title_ru=f"метаданных «{found.name}», {russian.lower()}",
            title_en=f"metadata of '{found.name}', {part.lower()}",
            own=own,
            platform=self._platform_types(_COLLECTION),
            complete_properties=self.is_closed and found.complete,
            rule=rules.UNKNOWN_METADATA,
        )

    def _of_configuration(self, type_class: TypeClass, name: str) -> Surface | None:
        """``СправочникОбъект.Валюты``, ``СправочникТабличнаяЧасть.Валюты.Представления``."""
        object_name, _, section = name.partition(".")
        found = self.object(type_class.kind.name, object_name)
        if found is None:
            return None
        kind, suffix = found.kind, type_class.suffix
        platform = self._platform_types(type_class.russian, TYPE_SUFFIXES.get(suffix, ""))
        known = (kind, suffix) in COMPLETE
        own, methods_beside = told_apart(self._own_members(found, suffix, section))
        return Surface(
            title_ru=f"типа «{type_class.russian}.{name}»",
            title_en=f"type '{type_class.english}.{name}'",
            own=own,
            methods_beside=methods_beside,
            platform=platform,
            complete_properties=self.is_closed and found.complete and known,
            complete_methods=self.is_closed and found.complete and known,
            elements=self._elements_of(found, suffix, section),
        )

    def _elements_of(self, found: MetadataObject, suffix: str, section: str) -> str:
        if suffix == "TabularSection":
            return type_of_kind(found.kind, "TabularSectionRow", f"{found.name}.{section}")
        return type_of_kind(found.kind, "Record", found.name) if suffix == "RecordSet" else ""

    def _own_members(self, found: MetadataObject, suffix: str, section: str) -> Iterator[tuple[str, Member]]:
        if suffix == "TabularSectionRow":
            yield from self._section_members(found, section)
        elif suffix not in _WITHOUT_ATTRIBUTES:
            fields = fields_of(self._known, found)
            unwanted = _OF_QUERIES - found.attributes.keys()
            yield from self._field_members({key: each for key, each in fields.items() if key not in unwanted})
        if suffix in _WITH_TABULAR_SECTIONS:
            yield from _section_names(found)
        yield from self._standard(found, suffix, section)
        if suffix == "Manager":
            reference = type_of_kind(found.kind, "Ref", found.name)
            yield from ((key, Member(value, type=reference, writable=False)) for key, value in found.values.items())
        if suffix == "Object":
            yield from ((key, Member(key)) for key in found.object_variables)
        methods: Mapping[str, ExportedMethod] = getattr(found, _METHODS_OF_SUFFIX.get(suffix, ""), None) or {}
        yield from ((key, exported_member(method)) for key, method in methods.items())

    def _section_members(self, found: MetadataObject, section: str) -> Iterator[tuple[str, Member]]:
        for russian, english, fields in standard_sections(found):
            if section.lower() in (russian.lower(), english.lower()):
                yield from self._field_members(both_names(fields))
        own = found.tabular_sections.get(section.lower())
        if own is not None:
            yield from self._field_members(both_names(section_attributes(found, own)))

    def _field_members(self, fields: Mapping[str, Field]) -> Iterator[tuple[str, Member]]:
        for key, each in fields.items():
            types = resolve_types(self._known, each.types)
            yield (
                key,
                Member(each.name if each.name.lower() == key else each.english, type=russian_type(single_type(types))),
            )

    def _standard(self, found: MetadataObject, suffix: str, section: str) -> Iterator[tuple[str, Member]]:
        """Standard members with the name of the object put into their types."""
        for key, member in standard_members(found.kind, suffix):
            yield key, replace(member, type=_completed(member.type, found, section)) if member.type else member


def _section_names(found: MetadataObject) -> Iterator[tuple[str, Member]]:
    names = [part.name for part in found.tabular_sections.values()]
    names += [name for russian, english, _ in standard_sections(found) for name in (russian, english)]
    for name in names:
        yield name.lower(), Member(name, type=type_of_kind(found.kind, "TabularSection", f"{found.name}.{name}"))


def _completed(type_name: str, found: MetadataObject, section: str) -> str:
    """A type of the standard table with the name of its object."""
    if type_name.startswith("@"):
        return f"{type_name}:{found.name}"
    if type_name == ".":
        return type_of_kind(found.kind, "Ref", found.name)
    if type_name not in TYPE_SUFFIXES:
        return type_name
    return type_of_kind(found.kind, type_name, f"{found.name}.{section}" if section else found.name)

"""What every module can name: the platform, the configuration and the library behind it, made once and kept."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from components.shared.bsl.configuration.kinds import KINDS
from components.shared.bsl.configuration.model import CommonModule, Configuration, ExportedMethod
from components.shared.bsl.names import internal_types
from components.shared.bsl.names.members import Member, Surface, exported_member, method_member, property_member
from components.shared.bsl.names.surfaces import SurfaceBuilder
from components.shared.bsl.platform.model import Platform

_MOST_KEPT: Final = 4
_THIS_OBJECT: Final = ("ЭтотОбъект", "ThisObject")
_PROCEED: Final = ("ПродолжитьВызов", "ProceedWithCall")  # the parser says where it may stand


class World:
    """Global names and the members of types; whatever the tables do not tell is unknown."""

    def __init__(
        self, platform: Platform, configuration: Configuration | None = None, library: Configuration | None = None
    ) -> None:
        self.made_of = (id(platform), id(configuration), id(library))  # none of them goes away before the world does
        self._library_given = library
        self.platform = platform
        self.configuration = configuration
        self.is_closed = configuration is not None and not configuration.is_extension
        # a whole configuration holds whatever library it is built on; what is not in it is not there
        self.library = None if self.is_closed else library
        self._surfaces: dict[str, Surface | None] = {}
        self._builder = SurfaceBuilder(platform, configuration, self.library)
        self.functions = self._global_functions()
        self.names = self._global_names()

    def function(self, name: str) -> Member | None:
        """A function that can be called without a dot everywhere, by its name in lower case."""
        found = self.functions.get(name)
        if found is None and (method := self.platform.functions.get(name)):
            found = self.functions[name] = method_member(method)
        return found

    def surface(self, type_name: str) -> Surface | None:
        """What can be named on a value of a type, or None where nothing is known about it."""
        if type_name not in self._surfaces:
            self._surfaces[type_name] = self._builder.build(type_name)
        return self._surfaces[type_name]

    def common_module(self, name: str) -> CommonModule | None:
        """A common module of the configuration, or else of the library."""
        return self._builder.common_module(name)

    def is_common_module(self, name: str) -> bool:
        """Whether a word in lower case is a common module that is named with its methods."""
        module = self.common_module(name)
        return module is not None and not module.is_global

    def is_removed(self, method: ExportedMethod) -> bool:
        """Whether the library had a method that its newest version has no more; not asked of a certain version."""
        return bool(method.versions) and bool(self._newest) and self._newest not in method.versions

    @cached_property
    def _newest(self) -> str:
        """The newest version of a library that stands for several; nothing where it is of one version."""
        if self.library is None or "Version" in self.library.properties:
            return ""
        modules = self.library.common_modules.values()
        return max(
            (each for module in modules for method in module.methods.values() for each in method.versions), default=""
        )

    def function_names(self) -> Iterator[str]:
        """All global functions as written, in both languages."""
        yield from (member.name for member in self.functions.values())
        for key, method in self.platform.functions.items():
            yield method.ru if method.ru.lower() == key else method.en

    def variable_names(self) -> Iterator[str]:
        """All global names as written."""
        yield from (member.name for member in self.names.values())

    def type_names(self) -> Iterator[str]:
        """All types that ``Новый`` makes, as written."""
        for key, found in self.platform.types.items():
            if found.constructors:
                yield found.ru if found.ru.lower() == key else found.en

    def _global_functions(self) -> dict[str, Member]:
        found = {name.lower(): Member(name, is_method=True) for name in _PROCEED}
        if self.configuration is None:
            return found
        for key, method in self.configuration.application_methods.items():
            found[key] = exported_member(method)
        for module in self.configuration.common_modules.values():
            if module.is_global:
                for key, method in module.methods.items():
                    found[key] = exported_member(method, module.sides, is_server_call=module.server_call)
        return found

    def _global_names(self) -> dict[str, Member]:
        names = {name.lower(): Member(name) for name in _THIS_OBJECT}
        for key, found in self.platform.properties.items():
            names[key] = property_member(found)
        for key, enumeration in self.platform.enumerations.items():
            names[key] = Member(
                enumeration.ru, type=internal_types.enumeration(key), writable=False, since=enumeration.since
            )
        names |= dict(self._metadata_names(names))
        for source in (self.library, self.configuration):
            if source is not None:
                names |= {key: Member(key) for key in source.application_variables}
                names |= dict(_module_names(source))
        return names

    def _metadata_names(self, known: dict[str, Member]) -> Iterator[tuple[str, Member]]:
        """``Справочники``, ``Метаданные`` and the like, under types of our own that know the configuration."""
        for kind in KINDS:
            if kind.has_manager:
                for name in (kind.russian_plural, kind.plural):
                    sides = known[name.lower()].sides if name.lower() in known else None
                    type_name = internal_types.managers(kind.name)
                    yield name.lower(), Member(name, type=type_name, sides=sides, writable=False)
        for name, type_name in internal_types.OF_GLOBAL_NAMES.items():
            sides = known[name].sides if name in known else None
            written = known[name].name if name in known else name
            yield name, Member(written, type=type_name, sides=sides, writable=False)


def _module_names(source: Configuration) -> Iterator[tuple[str, Member]]:
    for key, module in source.common_modules.items():
        if not module.is_global:
            yield key, Member(module.name, type=internal_types.module(key), sides=None)


_WORLDS: list[World] = []


def world_of(platform: Platform, configuration: Configuration | None, library: Configuration | None) -> World:
    """The world of these tables; the last few are kept, since all modules of a configuration share one."""
    for world in _WORLDS:
        if world.made_of == (id(platform), id(configuration), id(library)):
            return world
    world = World(platform, configuration, library)
    _WORLDS.insert(0, world)
    del _WORLDS[_MOST_KEPT:]
    return world

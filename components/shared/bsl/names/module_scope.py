"""What a lone word means in a module, beside the variables of its methods."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.context import Context
from components.shared.bsl.names import internal_types
from components.shared.bsl.names.extension_modules import changes_another
from components.shared.bsl.names.form_names import FORM_METHODS, FORM_NAMES
from components.shared.bsl.names.form_surfaces import FormSurfaces, find_form
from components.shared.bsl.names.members import Member, Surface
from components.shared.bsl.names.sides import module_sides
from components.shared.bsl.names.suggestions import nearest_names
from components.shared.bsl.names.type_names import type_of_kind
from components.shared.bsl.names.world import World
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax.syntax_tree import Call, Chain, Literal, Module, Name, walk
from components.shared.bsl.syntax.syntax_tree import Member as MemberStep

_MOST_SUGGESTIONS: Final = 200  # each takes milliseconds; code with more unknown names is of another configuration
_FORM_TYPES: Final = ("ФормаКлиентскогоПриложения", "УправляемаяФорма")
_PARTS: Final = {
    "items": ("Элементы", "Items"),
    "commands": ("Команды", "Commands"),
    "parameters": ("Параметры", "Parameters"),
}
_OF_FORMS: Final = {name: Member(name) for name in FORM_NAMES} | {
    name.lower(): Member(name, writable=False) for names in _PARTS.values() for name in names
}
# Modules that name nothing without a prefix but their own variables and what is global.
_PLAIN: Final = frozenset({"common", "command", "service", "application", "script"})
# Common modules are passed as values: to ОписаниеОповещения, to lists of handlers. Where they are not known, a word
# that ends like the standards on their names say, or is as long as no variable, may be one.
_MODULE_WORD: Final = re.compile(
    r".{18,}|.+(?:Клиент|Сервер|ВызовСервера|ПовтИсп|ПолныеПрава|Служебный|Глобальный|Переопределяемый|Локализация"
    r"|Client|Server|ServerCall|Cached|FullAccess|Internal|Global|Overridable|Localization)"
)
_CHANGES: Final = frozenset({"изменитьреквизиты", "changeattributes"})
_SUFFIX_OF_KIND: Final = {"object": "Object", "manager": "Manager", "record_set": "RecordSet"}


class ModuleScope:
    """The names of a module; ``variables_known`` tells whether a word that is not among them is an error."""

    def __init__(self, module: Module, context: Context, world: World) -> None:
        self.module = module
        self.context = context
        self.world = world
        self.methods = {method.name.lower(): method for method in module.methods}
        self.variables = {variable.name.lower() for variable in module.variables}
        self.own: dict[str, Member] = {}  # of the form or object that the module belongs to
        self.this: tuple[Surface, ...] = ()
        self.form_context: frozenset[str] = frozenset()
        self._near: dict[tuple[str, str], list[str]] = {}
        self.variables_known = False
        # whether no method of the module is elsewhere: in the text that was left out, or in what an extension changes
        self.has_all = context.whole_module and not changes_another(module)
        self.methods_known = self.has_all and world.is_closed
        self._prepare()

    def find(self, name: str) -> Member | None:
        """What a word in lower case means that is no variable of a method or of the module."""
        found = self.own.get(name)
        if found is None:
            for surface in self.this:
                if found := surface.find(name):
                    return found
            found = self.world.names.get(name)
        return found

    def find_method(self, name: str) -> Member | None:
        """A method of the form or object, or a global one, by its name in lower case."""
        members = (surface.find(name, is_call=True) for surface in self.this)
        found = next((member for member in members if member and member.is_method), None)
        if found is None and self.context.module_kind == "form" and name in FORM_METHODS:
            found = self.own[name]
        if not self.has_all and (found or name in self.own):
            return Member((found or self.own[name]).name)  # the rest of the module may have its own of this name
        return found or self.world.function(name)

    @cached_property
    def sides(self) -> Side | None:
        """Where code of the module runs that has no directive of its own; None where that is not known."""
        return module_sides(self.context)

    @property
    def module_name(self) -> str:
        """The name of a common module, in lower case."""
        kind, _, name = self.context.owner.lower().partition(".")
        return name if kind == "commonmodule" else ""

    @cached_property
    def bases(self) -> frozenset[str]:
        """Words in lower case that chains of the module begin with."""
        return frozenset(
            node.first.name.lower()
            for node in walk(self.module.tree)
            if isinstance(node, Chain) and isinstance(node.first, Name) and not isinstance(node.steps[0], Call)
        )

    @cached_property
    def strings(self) -> frozenset[str]:
        """All string literals of the module, in lower case: names of what it adds to its form are among them."""
        literals = (node for node in walk(self.module.tree) if isinstance(node, Literal) and node.kind == "string")
        return frozenset(text[1:-1].lower() for node in literals for text in node.texts)

    @cached_property
    def changes_attributes(self) -> bool:
        """Whether the form adds attributes and columns at run time, by names that code computes."""
        names = (node.name.lower() for node in walk(self.module.tree) if isinstance(node, Name | MemberStep))
        return not _CHANGES.isdisjoint(names)

    def near(self, name: str, known: Iterable[str], among: str) -> list[str]:
        """Known names like an unknown one. Looked for once for each name and kind of names, and not without end.

        Args:
            name: The unknown one.
            known: What could have stood there; read only if it is looked through.
            among: What these names are of, so that two kinds of them are kept apart.
        """
        key = (among, name.lower())
        if key not in self._near:
            self._near[key] = nearest_names(name, known) if len(self._near) < _MOST_SUGGESTIONS else []
        return self._near[key]

    def _prepare(self) -> None:
        kind = self.context.module_kind
        if kind == "form":
            self._prepare_form()
        elif kind in _SUFFIX_OF_KIND:
            self._prepare_object(_SUFFIX_OF_KIND[kind])
        elif kind in _PLAIN:
            self.variables_known = True
        else:
            self.methods_known = False  # an object's or a form's own methods may be meant
        # a part of a module may read variables of the rest; common modules have none
        if not self.has_all and kind != "common":
            self.variables_known = False

    def _prepare_form(self) -> None:
        configuration, owner = self.context.configuration, self.context.owner
        self.form_context = frozenset(name.lower() for names in _PARTS.values() for name in names)
        self.own = dict(_OF_FORMS)
        self.this = tuple(surface for name in _FORM_TYPES if (surface := self.world.surface(name)))
        form = find_form(configuration, owner) if configuration else None
        if configuration is None or form is None:
            self.methods_known = False
            return
        for part, names in _PARTS.items():
            type_name = internal_types.form_items(owner, part)
            self.own |= {name.lower(): Member(name, type=type_name, writable=False) for name in names}
        forms = FormSurfaces(configuration, self.world.platform, self.world.surface)
        attributes = {
            key: Member(attribute.name, type=forms.attribute_type(owner, attribute))
            for key, attribute in form.attributes.items()
        }
        self.own |= attributes
        self.form_context |= frozenset(attributes)
        self.variables_known = self.world.is_closed and form.complete

    def _prepare_object(self, suffix: str) -> None:
        type_name = owner_type(self.context, suffix)
        surface = self.world.surface(type_name) if type_name else None
        if surface is None:
            self.methods_known = False
            return
        self.this = (surface,)
        self.own = {name: Member(name, type=type_name) for name in ("этотобъект", "thisobject")}
        self.variables_known = surface.complete_properties
        self.methods_known = self.methods_known and surface.complete_methods


def owner_type(context: Context, suffix: str) -> str:
    """``СправочникОбъект.Валюты`` for the object module of ``Catalog.Валюты``."""
    kind_word, _, name = context.owner.partition(".")
    kind = KIND_BY_ANY_NAME.get(kind_word.lower())
    if kind is None or not name:
        return ""
    if kind.name == "Constant" and suffix == "Object":
        suffix = "ValueManager"
    return type_of_kind(kind.name, suffix, name.partition(".")[0])


def may_be_common_module(name: str) -> bool:
    """Whether a word, as written, can be the name of a common module of an unknown configuration."""
    return _MODULE_WORD.fullmatch(name) is not None

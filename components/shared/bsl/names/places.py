"""Where a name stands, and whether what it means is there: sides, directives, versions of the platform."""

from typing import Final

from components.shared.bsl.findings import Finding
from components.shared.bsl.names import rules
from components.shared.bsl.names.members import Member
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.names.module_scope import ModuleScope
from components.shared.bsl.names.sides import WITHOUT_CONTEXT, directive_of, method_sides, sides_at
from components.shared.bsl.platform.model import Side
from components.shared.bsl.platform.versions import is_newer
from components.shared.bsl.syntax import syntax_tree as tree

# The thick client has the server's names as well, so it never lacks one alone. Code that leaves out the thin and the
# web client by #Если is written for the thick one; few configurations are built for mobile clients.
_CLIENTS: Final = Side.THIN_CLIENT | Side.WEB_CLIENT
# Clients differ in small things that no table knows well; a name must be missing on all of them to be an error there.
_GROUPS: Final = ((Side.SERVER, "на сервере", "on the server"), (_CLIENTS, "на клиенте", "on the client"))


class Place:
    """One method as a place where names stand."""

    def __init__(self, method: tree.Method | None, scope: ModuleScope) -> None:
        self.scope = scope
        self.directive = directive_of(method) if method else ""
        self.sides = method_sides(self.directive, scope.context, scope.sides)
        self.branches = scope.module.branches
        # the thick client of an ordinary application runs the code of objects and of its forms; only a configuration
        # tells that this is none
        self.may_be_ordinary = scope.context.configuration is None and not self.directive
        self.version = scope.context.platform_version or _compatibility(scope)

    def member_problem(self, position: int, name: str, found: Member) -> Finding | None:
        """Why a known name cannot stand at a position, or None."""
        if found.sides is not None and (wrong := self.missing_side(position, found.sides)):
            return self._wrong_side(position, name, *wrong)
        if found.since and is_newer(found.since, self.version):
            return self._too_new(position, name, found.since)
        return None

    def missing_side(self, position: int, sides: Side) -> tuple[str, str] | None:
        """Where the code at a position runs and something on these sides is not there, in both languages."""
        if self.sides is None or not self._lacks(self.sides, sides):
            return None
        here = sides_at(position, self.sides, self.branches) if self.branches else self.sides
        return self._lacks(here, sides)

    def reaches(self, position: int, sides: Side) -> bool:
        """Whether what is on these sides is surely there wherever the code at a position runs."""
        return self.sides is not None and _missing(self._here(position), sides) is None

    def module_problem(self, position: int, name: str, sides: Side, *, is_server_call: bool) -> Finding | None:
        """Why a common module cannot be called at a position, or None."""
        reach = sides | Side.ALL if is_server_call else sides
        wrong = self.missing_side(position, reach)
        return self._wrong_side(position, name, *wrong) if wrong else None

    def own_call_problem(self, name: tree.Name, method: tree.Method) -> Finding | None:
        """Why a method of the same form cannot be called from here, or None."""
        if self.scope.context.module_kind not in ("form", "command") or self.sides is None:
            return None
        called = directive_of(method)
        sides = method_sides(called, self.scope.context, self.scope.sides)
        if sides is not None and not sides & Side.SERVER and self._lacks(self._here(name.position), sides):
            return self._wrong_side(name.position, name.name, "на сервере", "on the server")
        if (
            self.directive in WITHOUT_CONTEXT
            and called not in WITHOUT_CONTEXT
            and self.scope.context.module_kind == "form"
        ):
            russian = f"Метод без контекста формы не может вызвать «{name.name}»: тот выполняется в контексте формы"
            english = f"A method without the form's context cannot call '{name.name}', which runs in it"
            return name_finding(rules.FORM_CONTEXT, name.position, name.name, russian, english)
        return None

    def _here(self, position: int) -> Side:
        assert self.sides is not None
        return sides_at(position, self.sides, self.branches) if self.branches else self.sides

    def _lacks(self, here: Side, sides: Side) -> tuple[str, str] | None:
        return _missing(here, sides, may_be_ordinary=self.may_be_ordinary)

    @staticmethod
    def _wrong_side(position: int, name: str, russian: str, english: str) -> Finding:
        return name_finding(
            rules.WRONG_SIDE,
            position,
            name,
            f"«{name}» недоступно {russian}, а код исполняется и там",
            f"'{name}' is not available {english}, where this code runs",
        )

    def _too_new(self, position: int, name: str, since: str) -> Finding:
        return name_finding(
            rules.TOO_NEW,
            position,
            name,
            f"«{name}» появилось в версии {since}, а код исполняется в режиме {self.version}",
            f"'{name}' came with version {since}, the code runs in mode {self.version}",
        )


_FOUND_MISSING: dict[tuple[int, int, bool], tuple[str, str] | None] = {}


def _missing(here: Side, sides: Side, *, may_be_ordinary: bool = False) -> tuple[str, str] | None:
    """A side of the code on which something is not there. Few pairs are asked for again and again, so it is kept."""
    key = (id(here), id(sides), may_be_ordinary)  # every combination of flags is one object for good
    if key not in _FOUND_MISSING:
        _FOUND_MISSING[key] = _find_missing(here, sides, may_be_ordinary=may_be_ordinary)
    return _FOUND_MISSING[key]


def _find_missing(here: Side, sides: Side, *, may_be_ordinary: bool) -> tuple[str, str] | None:
    if may_be_ordinary and here & sides & Side.THICK_CLIENT:
        return None
    for group, russian, english in _GROUPS:
        if here & group and not sides & group:
            return russian, english
    return None


def _compatibility(scope: ModuleScope) -> str:
    configuration = scope.context.configuration
    return configuration.compatibility_mode if configuration else ""

"""Lone words: a variable, something else that is known, or nothing."""

from collections.abc import Iterator
from typing import Final

from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.names import rules
from components.shared.bsl.names.invented import INVENTED_VARIABLES, NEVER_VARIABLES
from components.shared.bsl.names.members import Member
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.module_scope import may_be_common_module
from components.shared.bsl.platform.model import Side
from components.shared.bsl.platform.versions import is_newer
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

_LIKELY_ATTRIBUTES: Final = frozenset({"документы", "задачи", "отчеты", "обработки", "documents", "tasks", "reports"})


class WordCheck:
    """Checks the words of one method that stand alone, begin a chain, or are assigned to."""

    def __init__(self, view: MethodView) -> None:
        self.view = view
        self.scope = view.scope
        self.fine: set[str] = set()  # words, as written, that are fine everywhere in the method

    def check(self, name: tree.Name, *, is_base: bool) -> Finding | None:
        """A lone word, or the one that a chain begins with."""
        word = LOWER_CASE[name.name]
        if self.view.is_variable(word):
            self.fine.add(name.name)
            return None
        if word in self.view.inference.hidden and word not in self.scope.world.names:
            return self._finding(
                rules.FORM_CONTEXT,
                name,
                f"Метод выполняется без контекста формы: «{name.name}» в нем недоступно",
                f"The method runs without the form's context: '{name.name}' is not available in it",
            )
        found = self.scope.find(word)
        if found is None:
            return self._undefined_variable(name) if self._is_undefined(name, is_base=is_base) else None
        problem = self.view.place.member_problem(name.position, name.name, found)
        if problem and not self._may_be_attribute(word, found):
            return problem
        if found.sides is None:
            self.fine.add(name.name)
        return None

    def _may_be_attribute(self, word: str, found: Member) -> bool:
        """Whether a word that is global may mean an attribute that is not known; few call one ``Справочники``."""
        if self.scope.variables_known or self.scope.context.module_kind != "form":
            return False
        return word in _LIKELY_ATTRIBUTES or not found.type.startswith(("@managers", "@enumeration"))

    def _is_undefined(self, name: tree.Name, *, is_base: bool) -> bool:
        scope, word = self.scope, LOWER_CASE[name.name]
        if word in scope.context.allowed_names or word in scope.methods:
            return False
        if not scope.variables_known:
            return word in NEVER_VARIABLES and self.view.method is not None
        if word in INVENTED_VARIABLES:
            return True
        # without the configuration it may be a common module, or a variable of the application
        if scope.world.is_closed:
            return True
        return not (is_base or word in scope.bases or may_be_common_module(name.name) or word == scope.module_name)

    def _undefined_variable(self, name: tree.Name) -> Finding:
        hint = INVENTED_VARIABLES.get(LOWER_CASE[name.name])
        return name_finding(
            rules.UNDEFINED_VARIABLE,
            name.position,
            name.name,
            f"Переменная «{name.name}» не определена" + (f": {hint[0]}" if hint else ""),
            f"Variable '{name.name}' is not defined" + (f": {hint[1]}" if hint else ""),
            () if hint else self.scope.near(name.name, self._known_variables(), "variables"),
        )

    def _known_variables(self) -> Iterator[str]:
        yield from (target.name for target in self.view.uses.targets)
        if self.view.method:
            yield from (parameter.name for parameter in self.view.method.parameters)
            yield from (variable.name for variable in self.view.method.variables)
        yield from (variable.name for variable in self.scope.module.variables)
        yield from (member.name for member in self.scope.own.values())
        for surface in self.scope.this:
            yield from surface.names()
        yield from self.scope.world.variable_names()

    def check_target(self, target: tree.Name) -> Finding | None:
        """An assignment to a word that is no variable: to a common module, to ``ЭтотОбъект``, to ``Справочники``."""
        word = LOWER_CASE[target.name]
        if word in self.view.declared or word in self.scope.variables or word in self.view.inference.hidden:
            return None
        if word in ("этотобъект", "thisobject") or self._is_read_only(word):
            russian = f"«{target.name}» только читается: присвоить ему значение нельзя"
            english = f"'{target.name}' is read only: no value can be assigned to it"
            return self._finding(rules.READ_ONLY, target, russian, english)
        if not self._is_reachable_module(word, target.position):
            return None
        russian = f"«{target.name}» — общий модуль: присвоить ему значение нельзя"
        english = f"'{target.name}' is a common module: no value can be assigned to it"
        return self._finding(rules.COMMON_MODULE_ASSIGNED, target, russian, english)

    def _is_read_only(self, word: str) -> bool:
        """Whether a word means a property that code only reads: no variable of its name is made by assigning to it."""
        if self.scope.context.module_kind == "form" and not self.view.place.directive:
            return False  # an ordinary form: another type, with other names
        own = self.scope.own.get(word)
        if own is not None:
            return own.writable is False
        if not self.scope.variables_known:
            return False  # the word may be an attribute
        found = self.scope.find(word)
        if found is None or found.writable is not False or found.type.startswith("@enumeration"):
            return False
        return not is_newer(found.since, self.view.place.version)  # code that is older may have it as a variable

    def _is_reachable_module(self, word: str, position: int) -> bool:
        """Whether a word means a common module here: on the client those of the server are ordinary words."""
        world, module = self.scope.world, self.scope.world.common_module(word)
        if module is None or word in self.scope.own or not world.is_common_module(word):
            return False
        return self.view.place.reaches(position, Side.ALL if module.server_call else module.sides)

    @staticmethod
    def _finding(rule: Rule, name: tree.Name, russian: str, english: str) -> Finding:
        return name_finding(rule, name.position, name.name, russian, english)

"""Calls: does the method exist, what does it take, does it give a value, is it there where it is called."""

from collections.abc import Iterator
from typing import Final

from components.shared.bsl.configuration.model import ExportedMethod
from components.shared.bsl.findings import Finding
from components.shared.bsl.names import rules
from components.shared.bsl.names.invented import INVENTED_FUNCTIONS, OFTEN_WRITTEN
from components.shared.bsl.names.literals import created_type_findings
from components.shared.bsl.names.members import Member
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.suggestions import one_slip_apart
from components.shared.bsl.platform.model import Arity
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

# ordinary forms call what the object exports, and object modules what the platform gives them, without a prefix
_WITH_METHODS_ELSEWHERE: Final = frozenset({"form", "object", "record_set", "manager"})
_SHORTEST_SLIP: Final = 6  # letters of a name that one slip turned into no name


class CallCheck:
    """Checks the calls of one method, and what it makes with ``Новый``."""

    def __init__(self, view: MethodView) -> None:
        self.view = view
        self.scope = view.scope

    def check(self, name: tree.Name, call: tree.Call, chain: tree.Chain) -> list[Finding]:
        """A call without a dot: of a method of this module, or of what is global."""
        word = LOWER_CASE[name.name]
        method = self.scope.methods.get(word)
        if method is not None:
            return self._own_call(method, name, call, chain)
        found = self.scope.find_method(word)
        if found is None:
            return [self._undefined_method(name)] if self._is_undefined_method(word) else []
        return self.problems(found, name.name, name.position, call, chain, is_whole=len(chain.steps) == 1)

    def problems(
        self, found: Member, name: str, position: int, call: tree.Call, chain: tree.Chain, *, is_whole: bool
    ) -> list[Finding]:
        """What is wrong with a call of something known: its arguments, its result, the place where it stands."""
        problems: list[Finding] = []
        count = argument_count(call)
        if not _allow(found.arities, count):
            problems.append(self._wrong_count(name, position, count, found.arities))
        is_statement = is_whole and chain.position in self.view.uses.called
        if found.is_function is False and not is_statement:
            problems.append(self._procedure_as_function(name, position))
        if problem := self.view.place.member_problem(position, name, found):
            problems.append(problem)
        if found.exported and (found.exported.deprecated or self.scope.world.is_removed(found.exported)):
            problems.append(self._deprecated(found.exported, name, position))
        return problems

    def _own_call(self, method: tree.Method, name: tree.Name, call: tree.Call, chain: tree.Chain) -> list[Finding]:
        problems: list[Finding] = []
        count = argument_count(call)
        arity = method_arity(method)
        if not arity.allows(count):
            problems.append(self._wrong_count(name.name, name.position, count, (arity,)))
        is_statement = len(chain.steps) == 1 and chain.position in self.view.uses.called
        if method.kind == "procedure" and not is_statement and not method.is_async:
            problems.append(self._procedure_as_function(name.name, name.position))
        if problem := self.view.place.own_call_problem(name, method):
            problems.append(problem)
        return problems

    def _is_undefined_method(self, word: str) -> bool:
        scope = self.scope
        if word in scope.context.allowed_names:
            return False
        if scope.methods_known:
            return True
        is_whole = scope.has_all and scope.context.module_kind not in _WITH_METHODS_ELSEWHERE
        if word in INVENTED_FUNCTIONS:
            return is_whole or word not in OFTEN_WRITTEN
        if not is_whole or len(word) < _SHORTEST_SLIP:
            return False
        return scope.world.configuration is None and any(
            one_slip_apart(word, other) for other in scope.world.platform.functions
        )

    def _undefined_method(self, name: tree.Name) -> Finding:
        hint = INVENTED_FUNCTIONS.get(LOWER_CASE[name.name])
        return name_finding(
            rules.UNDEFINED_METHOD,
            name.position,
            name.name,
            f"Процедура или функция «{name.name}» не определена" + (f": {hint[0]}" if hint else ""),
            f"Procedure or function '{name.name}' is not defined" + (f": {hint[1]}" if hint else ""),
            () if hint else self.scope.near(name.name, self._known_methods(), "methods"),
        )

    def _known_methods(self) -> Iterator[str]:
        yield from (method.name for method in self.scope.module.methods)
        for surface in self.scope.this:
            yield from surface.names()
        yield from self.scope.world.function_names()

    def check_new(self, new: tree.New) -> Iterator[Finding]:
        """``Новый Тип(…)``."""
        position = new.type_position
        yield from created_type_findings(new, self.scope)
        if not new.type_name:
            return
        found = self.scope.world.platform.types.get(new.type_name.lower())
        if found is None or not found.constructors:
            if new.type_name.lower() not in self.scope.context.allowed_names:
                yield self._undefined_type(new.type_name, position, is_known=found is not None)
            return
        count = argument_count(new)
        if not any(arity.allows(count) for arity in found.constructors):
            yield self._wrong_count(f"Новый {new.type_name}", position, count, found.constructors)
        type_member = Member(found.ru, sides=found.sides, since=found.since)
        if problem := self.view.place.member_problem(position, new.type_name, type_member):
            yield problem

    def _undefined_type(self, name: str, position: int, *, is_known: bool) -> Finding:
        if is_known:
            russian, english = f"Тип «{name}» не создается через «Новый»", f"Type '{name}' is not made with 'New'"
            return name_finding(rules.UNDEFINED_TYPE, position, name, russian, english)
        return name_finding(
            rules.UNDEFINED_TYPE,
            position,
            name,
            f"Тип «{name}» не определен",
            f"Type '{name}' is not defined",
            self.scope.near(name, self.scope.world.type_names(), "types"),
        )

    def _wrong_count(self, name: str, position: int, count: int, arities: tuple[Arity, ...]) -> Finding:
        return name_finding(
            rules.WRONG_ARGUMENT_COUNT,
            position,
            name.removeprefix("Новый "),
            f"«{name}»: передано параметров — {count}, ожидалось {_arity_text(arities, 'или', 'от', 'до')}",
            f"'{name}': {count} arguments given, expected {_arity_text(arities, 'or', 'from', 'to')}",
        )

    def _procedure_as_function(self, name: str, position: int) -> Finding:
        return name_finding(
            rules.PROCEDURE_AS_FUNCTION,
            position,
            name,
            f"«{name}» — процедура и значения не возвращает: в выражении ее вызвать нельзя",
            f"'{name}' is a procedure and returns no value: it cannot stand in an expression",
        )

    def _deprecated(self, method: ExportedMethod, name: str, position: int) -> Finding:
        removed = self.scope.world.is_removed(method)
        russian = f"Метод «{name}» удален из новых версий библиотеки" if removed else f"Метод «{name}» устарел"
        english = f"Method '{name}' is gone from new versions" if removed else f"Method '{name}' is deprecated"
        if method.replacement:
            russian += f": следует использовать «{method.replacement}»"
            english += f": use '{method.replacement}'"
        return name_finding(rules.DEPRECATED, position, name, russian, english)


def argument_count(call: tree.Call | tree.New) -> int:
    """How many arguments a call gives; skipped ones count, but empty brackets are none."""
    arguments = call.arguments
    return 0 if len(arguments) == 1 and arguments[0] is None else len(arguments)


def _allow(arities: tuple[Arity, ...], count: int) -> bool:
    """Whether so many arguments fit one of these, or nothing is known of them."""
    for arity in arities:
        if arity.allows(count):
            return True
    return not arities


def method_arity(method: tree.Method) -> Arity:
    """Up to the last parameter without a default every argument must be there."""
    required = [number for number, parameter in enumerate(method.parameters, start=1) if parameter.default is None]
    return Arity(max(required, default=0), len(method.parameters))


def _arity_text(arities: tuple[Arity, ...], between: str, first: str, last: str) -> str:
    forms = []
    for arity in arities:
        if arity.most is None:
            forms.append(f"{first} {arity.least}")
        elif arity.least == arity.most:
            forms.append(str(arity.least))
        else:
            forms.append(f"{first} {arity.least} {last} {arity.most}")
    return f" {between} ".join(forms)

"""The names of one method: its lone words, its calls, its chains."""

from collections.abc import Iterator
from typing import Final

from components.shared.bsl.configuration.model import ExportedMethod
from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.names import rules
from components.shared.bsl.names.inference import Inference
from components.shared.bsl.names.invented import INVENTED_FUNCTIONS, INVENTED_VARIABLES, OFTEN_WRITTEN
from components.shared.bsl.names.literals import created_type_findings, literal_findings
from components.shared.bsl.names.member_check import MemberCheck
from components.shared.bsl.names.members import Member
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.names.module_scope import ModuleScope, may_be_common_module
from components.shared.bsl.names.places import Place
from components.shared.bsl.names.sides import WITHOUT_CONTEXT, directive_of
from components.shared.bsl.names.suggestions import one_slip_apart
from components.shared.bsl.names.uses import Uses, uses_of
from components.shared.bsl.platform.model import Arity, Side
from components.shared.bsl.syntax import syntax_tree as tree

# ordinary forms call what the object exports, and object modules what the platform gives them, without a prefix
_WITH_METHODS_ELSEWHERE: Final = frozenset({"form", "object", "record_set", "manager"})
_LIKELY_ATTRIBUTES: Final = frozenset({"документы", "задачи", "отчеты", "обработки", "documents", "tasks", "reports"})
_SHORTEST_SLIP: Final = 6  # letters of a name that one slip turned into no name


class MethodCheck:
    """Checks one method, or the statements of the module."""

    def __init__(self, method: tree.Method | None, body: tree.Statements, scope: ModuleScope) -> None:
        self.method = method
        self.scope = scope
        self.uses: Uses = uses_of(body)
        declared = {parameter.name.lower() for parameter in method.parameters} if method else set()
        self.local = {variable.name.lower() for variable in method.variables} if method else set()
        self.declared = declared | self.local
        self.without_context = method is not None and directive_of(method) in WITHOUT_CONTEXT
        hidden = scope.form_context if self.without_context else frozenset()
        self.inference = Inference(scope, self.uses, frozenset(declared), hidden)
        self.place = Place(method, scope)
        self._lower: dict[str, bool] = {}  # words that were looked at, and whether they are fine everywhere

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong with the names of the method."""
        for name in self.uses.names:
            yield from self.check_word(name, is_base=False)
        for chain in self.uses.chains:
            yield from self._chain(chain)
        for chain in self.uses.written:
            if type(chain.first) is tree.Name and type(chain.steps[0]) is not tree.Call:
                yield from self.check_word(chain.first, is_base=True)
            yield from MemberCheck(self, chain, is_written=True).findings()
        for new in self.uses.news:
            yield from self._new(new)
        for target in self.uses.targets:
            yield from self._target(target)

    def _chain(self, chain: tree.Chain) -> Iterator[Finding]:
        first = chain.first
        if type(first) is tree.Name:
            step = chain.steps[0]
            if type(step) is tree.Call:
                yield from self._call(first, step, chain)
            else:
                yield from self.check_word(first, is_base=True)
        yield from literal_findings(chain, self.scope)
        yield from MemberCheck(self, chain).findings()

    def check_word(self, name: tree.Name, *, is_base: bool) -> Iterator[Finding]:
        """A lone word, or the one that a chain begins with."""
        word = name.name.lower()
        if word in self._lower or self._is_local(word):
            return
        if word in self.inference.hidden and word not in self.scope.world.names:
            yield self._finding(
                rules.FORM_CONTEXT,
                name,
                f"Метод выполняется без контекста формы: «{name.name}» в нем недоступно",
                f"The method runs without the form's context: '{name.name}' is not available in it",
            )
            return
        found = self.scope.find(word)
        if found is None:
            if self._is_undefined(name, is_base=is_base):
                yield self._undefined_variable(name)
            return
        problem = self.place.member_problem(name.position, name.name, found)
        if problem and not self._may_be_attribute(word, found):
            yield problem
        elif found.sides is None:
            self._lower[word] = True

    def _may_be_attribute(self, word: str, found: Member) -> bool:
        """Whether a word that is global may mean an attribute that is not known; few call one ``Справочники``."""
        if self.scope.variables_known or self.scope.context.module_kind != "form":
            return False
        return word in _LIKELY_ATTRIBUTES or not found.type.startswith(("@managers", "@enumeration"))

    def _is_local(self, word: str) -> bool:
        return word in self.declared or self.inference.is_local(word)

    def _is_undefined(self, name: tree.Name, *, is_base: bool) -> bool:
        scope, word = self.scope, name.name.lower()
        if word in scope.context.allowed_names or word in scope.methods:
            return False
        if word in INVENTED_VARIABLES and (scope.variables_known or not scope.this):
            return scope.variables_known or scope.context.module_kind not in ("form", "object", "record_set")
        if not scope.variables_known:
            return False
        # without the configuration it may be a common module, or a variable of the application
        if scope.world.is_closed:
            return True
        return not (is_base or word in scope.bases or may_be_common_module(name.name) or word == scope.module_name)

    def _undefined_variable(self, name: tree.Name) -> Finding:
        hint = INVENTED_VARIABLES.get(name.name.lower())
        return name_finding(
            rules.UNDEFINED_VARIABLE,
            name.position,
            name.name,
            f"Переменная «{name.name}» не определена" + (f": {hint[0]}" if hint else ""),
            f"Variable '{name.name}' is not defined" + (f": {hint[1]}" if hint else ""),
            () if hint else self._known_variables(),
        )

    def _known_variables(self) -> Iterator[str]:
        yield from (target.name for target in self.uses.targets)
        if self.method:
            yield from (parameter.name for parameter in self.method.parameters)
            yield from (variable.name for variable in self.method.variables)
        yield from (variable.name for variable in self.scope.module.variables)
        yield from (member.name for member in self.scope.own.values())
        for surface in self.scope.this:
            yield from surface.names()
        yield from self.scope.world.variable_names()

    def _call(self, name: tree.Name, call: tree.Call, chain: tree.Chain) -> Iterator[Finding]:
        """A call without a dot: of a method of this module, or of what is global."""
        word = name.name.lower()
        method = self.scope.methods.get(word)
        if method is not None:
            yield from self._own_call(method, name, call, chain)
            return
        found = self.scope.find_method(word)
        if found is None:
            if self._is_undefined_method(word):
                yield self._undefined_method(name)
            return
        yield from self.call_problems(found, name.name, name.position, call, chain, is_whole=len(chain.steps) == 1)

    def call_problems(
        self, found: Member, name: str, position: int, call: tree.Call, chain: tree.Chain, *, is_whole: bool
    ) -> Iterator[Finding]:
        """What is wrong with a call of something known: its arguments, its result, the place where it stands."""
        count = argument_count(call)
        if found.arities and not any(arity.allows(count) for arity in found.arities):
            yield self._wrong_count(name, position, count, found.arities)
        is_statement = is_whole and chain.position in self.uses.called
        if found.is_function is False and not is_statement:
            yield self._procedure_as_function(name, position)
        if problem := self.place.member_problem(position, name, found):
            yield problem
        if found.exported and (found.exported.deprecated or self.scope.world.is_removed(found.exported)):
            yield self._deprecated(found.exported, name, position)

    def _own_call(self, method: tree.Method, name: tree.Name, call: tree.Call, chain: tree.Chain) -> Iterator[Finding]:
        count = argument_count(call)
        arity = method_arity(method)
        if not arity.allows(count):
            yield self._wrong_count(name.name, name.position, count, (arity,))
        is_statement = len(chain.steps) == 1 and chain.position in self.uses.called
        if method.kind == "procedure" and not is_statement and not method.is_async:
            yield self._procedure_as_function(name.name, name.position)
        if problem := self.place.own_call_problem(name, method):
            yield problem

    def _is_undefined_method(self, word: str) -> bool:
        scope = self.scope
        if word in scope.context.allowed_names:
            return False
        if scope.methods_known:
            return True
        is_whole = scope.context.whole_module and scope.context.module_kind not in _WITH_METHODS_ELSEWHERE
        if word in INVENTED_FUNCTIONS:
            return is_whole or word not in OFTEN_WRITTEN
        if not is_whole or len(word) < _SHORTEST_SLIP:
            return False
        return scope.world.configuration is None and any(
            one_slip_apart(word, other) for other in scope.world.platform.functions
        )

    def _undefined_method(self, name: tree.Name) -> Finding:
        hint = INVENTED_FUNCTIONS.get(name.name.lower())
        return name_finding(
            rules.UNDEFINED_METHOD,
            name.position,
            name.name,
            f"Процедура или функция «{name.name}» не определена" + (f": {hint[0]}" if hint else ""),
            f"Procedure or function '{name.name}' is not defined" + (f": {hint[1]}" if hint else ""),
            () if hint else self._known_methods(),
        )

    def _known_methods(self) -> Iterator[str]:
        yield from (method.name for method in self.scope.module.methods)
        for surface in self.scope.this:
            yield from surface.names()
        yield from self.scope.world.function_names()

    def _new(self, new: tree.New) -> Iterator[Finding]:
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
        if problem := self.place.member_problem(position, new.type_name, type_member):
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
            self.scope.world.type_names(),
        )

    def _target(self, target: tree.Name) -> Iterator[Finding]:
        """An assignment to a word that is no variable: to a common module, to ``ЭтотОбъект``, to ``Справочники``."""
        word = target.name.lower()
        if word in self.declared or word in self.scope.variables or word in self.inference.hidden:
            return
        if word in ("этотобъект", "thisobject") or self._is_read_only(word):
            russian = f"«{target.name}» только читается: присвоить ему значение нельзя"
            english = f"'{target.name}' is read only: no value can be assigned to it"
            yield self._finding(rules.READ_ONLY, target, russian, english)
        elif self._is_reachable_module(word, target.position):
            yield self._finding(
                rules.COMMON_MODULE_ASSIGNED,
                target,
                f"«{target.name}» — общий модуль: присвоить ему значение нельзя",
                f"'{target.name}' is a common module: no value can be assigned to it",
            )

    def _is_read_only(self, word: str) -> bool:
        """Whether a word means a property that code only reads: no variable of its name is made by assigning to it."""
        if self.scope.context.module_kind == "form" and not (self.method and directive_of(self.method)):
            return False  # an ordinary form: another type, with other names
        own = self.scope.own.get(word)
        if own is not None:
            return own.writable is False
        if not self.scope.variables_known:
            return False  # the word may be an attribute
        found = self.scope.find(word)
        return found is not None and found.writable is False and not found.type.startswith("@enumeration")

    def _is_reachable_module(self, word: str, position: int) -> bool:
        """Whether a word means a common module here: on the client those of the server are ordinary words."""
        world, module = self.scope.world, self.scope.world.common_module(word)
        if module is None or word in self.scope.own or not world.is_common_module(word):
            return False
        return self.place.reaches(position, Side.ALL if module.server_call else module.sides)

    def _wrong_count(self, name: str, position: int, count: int, arities: tuple[Arity, ...]) -> Finding:
        return self._named(
            rules.WRONG_ARGUMENT_COUNT,
            name.removeprefix("Новый "),
            position,
            f"«{name}»: передано параметров — {count}, ожидалось {_arity_text(arities, 'или', 'от', 'до')}",
            f"'{name}': {count} arguments given, expected {_arity_text(arities, 'or', 'from', 'to')}",
        )

    def _procedure_as_function(self, name: str, position: int) -> Finding:
        return self._named(
            rules.PROCEDURE_AS_FUNCTION,
            name,
            position,
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
        return self._named(rules.DEPRECATED, name, position, russian, english)

    def _named(self, rule: Rule, name: str, position: int, russian: str, english: str) -> Finding:
        return name_finding(rule, position, name, russian, english)

    def _finding(self, rule: Rule, name: tree.Name, russian: str, english: str) -> Finding:
        return name_finding(rule, name.position, name.name, russian, english)


def argument_count(call: tree.Call | tree.New) -> int:
    """How many arguments a call gives; skipped ones count, but empty brackets are none."""
    arguments = call.arguments
    return 0 if len(arguments) == 1 and arguments[0] is None else len(arguments)


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

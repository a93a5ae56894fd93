"""Types where they are evident, and the members of values: chains are followed from left to right."""

from collections.abc import Callable, Set
from typing import Final

from components.shared.bsl.names.members import Member, Surface
from components.shared.bsl.names.module_scope import ModuleScope
from components.shared.bsl.names.uses import Element, Source, Uses
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

# Expressions in one another, through variables too; what is deeper has no evident type. The parser allows 64 levels,
# and each costs at most five calls, which must fit into Python's stack.
_DEEPEST: Final = 70
_LITERALS: Final = {"number": "Число", "string": "Строка", "date": "Дата", "true": "Булево", "false": "Булево"}
_SIMPLE: Final = frozenset(_LITERALS.values())
_COMPARISONS: Final = frozenset({"=", "<>", "<", ">", "<=", ">=", "and", "or"})
# a loop over these gives pairs, an index gives a value
_KEYED: Final = frozenset(
    {"соответствие", "структура", "фиксированноесоответствие", "фиксированнаяструктура", "ключизначение"}
)
# told of every step of a chain that a member was asked for: the surface, what was found, the step and the call after it
StepReport = Callable[[Surface, Member | None, tree.Member, tree.Call | None, bool], None]


class Inference:
    """The types of one method's expressions. A type that is not evident is an empty string."""

    def __init__(self, scope: ModuleScope, uses: Uses, parameters: Set[str], hidden: Set[str] = frozenset()) -> None:
        self.scope = scope
        self.world = scope.world
        self.uses = uses
        self.parameters = parameters  # and whatever else has a value before the method assigns one
        self.hidden = hidden  # names of the form that a method without its context does not see
        self._variables: dict[str, str] = {}
        self._depth = 0

    def is_local(self, name: str) -> bool:
        """Whether a name in lower case is a variable of the method or of the module."""
        return name in self.parameters or name in self.uses.assigned or name in self.scope.variables

    def variable_type(self, name: str) -> str:
        """The type of whatever a word in lower case means."""
        known = self._variables.get(name)
        if known is None:
            self._variables[name] = ""  # a variable that gets its value from itself is of no evident type
            known = self._variables[name] = self._find_variable_type(name)
        return known

    def _find_variable_type(self, name: str) -> str:
        if name in self.parameters or name in self.scope.variables:
            return ""
        sources = self.uses.assigned.get(name)
        is_own = name in self.scope.own and name not in self.hidden
        if sources and is_own and any(type(source) is Element for source in sources):
            return ""  # a loop over a name that is an attribute too
        if sources is None or is_own:
            found = self.scope.find(name) if name not in self.hidden else self.world.names.get(name)
            return found.type if found else ""
        found_type = self._common_type(sources)
        # a call may put a value of another kind into a variable that begins as a plain one, and what looks like a
        # variable may be an attribute that takes text and is none
        if found_type in _SIMPLE and (not self.scope.variables_known or name in self.uses.passed):
            return ""
        return found_type

    def _common_type(self, sources: list[Source]) -> str:
        common = ""
        for source in sources:
            if type(source) is tree.Literal and source.kind in ("undefined", "null"):
                continue
            found = self._source_type(source)
            if not found or (common and found != common):
                return ""
            common = found
        return common

    def _source_type(self, source: Source) -> str:
        if type(source) is Element:
            surface = self._surface_of(source.collection)
            return surface.elements if surface else ""
        return self.type_of(source) if source is not None else ""  # type: ignore[arg-type]

    def _surface_of(self, expression: tree.Expression) -> Surface | None:
        type_name = self.type_of(expression)
        return self.world.surface(type_name) if type_name else None

    def type_of(self, expression: tree.Expression) -> str:
        """The type of an expression, or nothing where it is not evident or lies too deep."""
        if self._depth >= _DEEPEST:
            return ""
        self._depth += 1
        found = self._type_of(expression)
        self._depth -= 1
        return found

    def _type_of(self, expression: tree.Expression) -> str:
        kind = type(expression)
        if kind is tree.Name:
            return self.variable_type(LOWER_CASE[expression.name])  # type: ignore[union-attr]
        if kind is tree.Chain:
            return self.follow(expression)  # type: ignore[arg-type]
        if kind is tree.New:
            return self.new_type(expression)  # type: ignore[arg-type]
        if kind is tree.Literal:
            return _LITERALS.get(expression.kind, "")  # type: ignore[union-attr]
        if kind is tree.Operation:
            return self._operation_type(expression)  # type: ignore[arg-type]
        if kind is tree.Parentheses:
            return self.type_of(expression.inner)  # type: ignore[union-attr]
        if kind is tree.Ternary:
            when_true = self.type_of(expression.when_true)  # type: ignore[union-attr]
            return when_true if when_true == self.type_of(expression.when_false) else ""  # type: ignore[union-attr]
        return ""

    def _operation_type(self, operation: tree.Operation) -> str:
        if operation.operators[0] in _COMPARISONS:
            return "Булево"
        # text plus anything is text; of other sums one operand does not tell
        return "Строка" if operation.operators[0] == "+" and self.type_of(operation.operands[0]) == "Строка" else ""

    def new_type(self, new: tree.New) -> str:
        """``Новый Массив`` and ``Новый("Массив")``."""
        name = new.type_name or self._literal_argument(new)
        found = self.world.platform.types.get(name.lower())
        return found.ru if found else ""

    def _literal_argument(self, new: tree.New) -> str:
        first = new.arguments[0] if new.arguments else None
        return literal_text(first) if type(first) is tree.Literal else ""

    def follow(self, chain: tree.Chain, report: StepReport | None = None) -> str:
        """The type that a chain ends in.

        Args:
            chain: A value and what is done to it.
            report: Called at every member whose owner is known.
        """
        steps = chain.steps
        at, current = self._start(chain)
        while current and at < len(steps):
            step = steps[at]
            surface = self.world.surface(current)
            if surface is None:
                return ""
            if type(step) is tree.Index:
                current = "" if current.lower() in _KEYED else surface.elements
                at += 1
                continue
            if type(step) is not tree.Member:
                return ""
            following = steps[at + 1] if at + 1 < len(steps) else None
            call = following if type(following) is tree.Call else None
            member = surface.find(LOWER_CASE[step.name], is_call=call is not None)
            at += 2 if call else 1
            if report:
                report(surface, member, step, call, at == len(steps))
            current = member.type if member else ""
        return current

    def _start(self, chain: tree.Chain) -> tuple[int, str]:
        """How many steps the beginning takes, and its type: a word, a call of a function, or another expression."""
        first = chain.first
        if type(first) is not tree.Name:
            return 0, self.type_of(first)
        name = LOWER_CASE[first.name]
        if type(chain.steps[0]) is not tree.Call:
            return 0, self.variable_type(name)
        if name in self.scope.methods:
            return 1, ""
        member = self.scope.find_method(name)
        return 1, member.type if member else ""


def literal_text(expression: tree.Expression | None) -> str:
    """The text of a string that stands in the code, without its quotes; nothing for anything else."""
    if type(expression) is not tree.Literal or expression.kind != "string" or len(expression.texts) != 1:
        return ""
    return expression.texts[0][1:-1].replace('""', '"')

"""Expressions by recursive descent. Fails by raising; who parses methods catches it and goes on with the next one."""

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.cursor import TokenCursor
from components.shared.bsl.syntax.lexer import Tokens
from components.shared.bsl.syntax.preprocessor import Dialect
from components.shared.bsl.syntax.tokens import CONTEXTUAL, NAME, STRING, WORDS

LEVELS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "<>": 3,
    "<": 3,
    ">": 3,
    "<=": 3,
    ">=": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
}
COMPARISON = 3
_LITERALS = frozenset({"number", "date", "true", "false", "undefined", "null"})
_LEAVES = _LITERALS | {NAME, STRING}
_EXPRESSION_ENDS = frozenset({",", ")", ";", "]", "then", "do", "to"})
_STEPS = frozenset(".([")
_NO_ARGUMENT = frozenset(",)")
_PROCEED = frozenset({"продолжитьвызов", "proceedwithcall"})
_AROUND = frozenset({"вместо", "around"})


class ExpressionParser(TokenCursor):
    """The grammar of expressions, and what the method around them allows."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens)
        self.dialect = dialect
        self.in_async = False
        self.annotations: tuple[tree.Annotation, ...] = ()

    def expression(self) -> tree.Expression:
        """``А``, or operands joined by operators. Half of all expressions are one token: these take the short way."""
        at = self.at
        kind = self.kinds[at]
        if kind in _LEAVES and self.kinds[at + 1] in _EXPRESSION_ENDS:
            self.at = at + 1
            return self.leaf(kind, at)
        self.depth += 1
        if self.depth > tree.DEEPEST:
            raise self.too_deep()
        left = self.operand()
        if self.kinds[self.at] in LEVELS:
            left = self.operation(left, 1)
        self.depth -= 1
        return left

    def leaf(self, kind: str, at: int) -> tree.Name | tree.Literal:
        """The token of a name or a literal as a node."""
        position = self.positions[at]
        if kind == NAME:
            return tree.Name(position, position, self.texts[at])
        return tree.Literal(position, position, kind, (self.texts[at],))  # type: ignore[arg-type]

    def operation(self, left: tree.Expression, weakest: int) -> tree.Expression:
        """Join operands while the operators bind at least as strongly as the weakest one allowed."""
        kinds = self.kinds
        while (level := LEVELS.get(kinds[self.at], 0)) >= weakest:
            operators, operands = [], [left]
            while LEVELS.get(kinds[self.at]) == level:
                operators.append(kinds[self.at])
                self.at += 1
                operand = self.operand()
                if LEVELS.get(kinds[self.at], 0) > level:
                    operand = self.operation(operand, level + 1)
                operands.append(operand)
            left = tree.Operation(left.position, self.positions[self.at - 1], tuple(operators), tuple(operands))
        return left

    def operand(self) -> tree.Expression:
        """One value with what is done to it, and the signs before it."""
        at = self.at
        kind = self.kinds[at]
        if kind == NAME:
            self.at = at + 1
            position = self.positions[at]
            name = tree.Name(position, position, self.texts[at])
            return self.chain(name) if self.kinds[at + 1] in _STEPS else name
        if kind == STRING:
            return self.string()
        if kind in _LITERALS:
            self.at = at + 1
            return self.leaf(kind, at)
        return self.rarer_operand(kind)

    def rarer_operand(self, kind: str) -> tree.Expression:
        """An operand that starts with a sign or a keyword."""
        position = self.positions[self.at]
        if kind == "(":
            inner = self.parenthesised()
            return self.chain(tree.Parentheses(position, self.positions[self.at - 1], inner))
        if kind == "?":
            return self.chain(self.ternary())
        if kind == "new":
            return self.new()
        if kind in ("-", "+"):
            self.enter()
            self.at += 1
            operand = self.operand()
            self.depth -= 1
            return tree.Unary(position, operand.last, kind, operand)  # type: ignore[arg-type]
        if kind == "not":
            return self.negation()
        if kind in CONTEXTUAL:
            return self.contextual(kind)
        raise self.failure("expression")

    def negation(self) -> tree.Unary:
        """``Не А = Б`` denies the comparison, not the name."""
        position = self.positions[self.at]
        self.enter()
        self.at += 1
        operand = self.operand()
        if LEVELS.get(self.kinds[self.at], 0) >= COMPARISON:
            operand = self.operation(operand, COMPARISON)
        self.depth -= 1
        return tree.Unary(position, operand.last, "not", operand)

    def contextual(self, kind: str) -> tree.Expression:
        """``Ждать`` before an operand waits in an ``Асинх`` method; elsewhere the word is an ordinary name."""
        position = self.positions[self.at]
        if kind == "await" and (self.in_async or self.operand_follows()):
            if not self.in_async:
                self.report("await-outside-async", self.at)
            self.enter()
            self.at += 1
            operand = self.operand()
            self.depth -= 1
            return tree.Await(position, operand.last, operand)
        self.at += 1
        return self.chain(tree.Name(position, position, self.texts[self.at - 1]))

    def operand_follows(self) -> bool:
        """Whether the next token can only start an operand: a bracket or a sign would continue an ordinary name."""
        following = self.kinds[self.at + 1]
        return following in (NAME, STRING, "new", "await") or following in _LITERALS

    def string(self) -> tree.Literal:
        """One or several adjacent strings."""
        start = self.at
        kinds = self.kinds
        self.at += 1
        while kinds[self.at] == STRING:
            self.at += 1
        first, last = self.positions[start], self.positions[self.at - 1]
        return tree.Literal(first, last, "string", tuple(self.texts[start : self.at]))

    def parenthesised(self) -> tree.Expression:
        """``(А)``."""
        self.at += 1
        inner = self.expression()
        self.expect(")")
        return inner

    def ternary(self) -> tree.Ternary:
        """``?(Условие, А, Б)``."""
        position = self.positions[self.at]
        self.at += 1
        self.expect("(")
        condition = self.expression()
        self.expect(",")
        when_true = self.expression()
        self.expect(",")
        when_false = self.expression()
        self.expect(")")
        return tree.Ternary(position, self.positions[self.at - 1], condition, when_true, when_false)

    def new(self) -> tree.Expression:
        """``Новый Тип(…)`` or ``Новый(Имя, Параметры)``; only OneScript goes on with a member."""
        position = self.positions[self.at]
        self.at += 1
        name, type_position = "", self.positions[self.at]
        if self.kinds[self.at] == "(":
            arguments = self.arguments()
            if not 1 <= len(arguments) <= 2:
                self.at -= 1
                raise self.failure("one or two arguments")
        else:
            name = self.name("type")
            arguments = self.arguments() if self.kinds[self.at] == "(" else ()
        created = tree.New(position, self.positions[self.at - 1], name, type_position, arguments)
        if self.dialect == "onescript":
            return self.chain(created)
        if self.kinds[self.at] in (".", "["):
            raise self.failure("", "member-of-new")
        return created

    def chain(self, first: tree.Expression) -> tree.Expression:
        """A value and its members, calls and elements. Only what has a name can be called."""
        kinds, positions = self.kinds, self.positions
        kind = kinds[self.at]
        if kind not in _STEPS:
            return first
        steps: list[tree.Member | tree.Call | tree.Index] = []
        callable_now = isinstance(first, tree.Name)
        while True:
            at = self.at
            if kind == ".":
                at += 1
                if kinds[at] not in WORDS:
                    self.at = at
                    raise self.failure(NAME)
                position = positions[at]
                steps.append(tree.Member(position, position, self.texts[at]))
                self.at = at + 1
                callable_now = True
            elif kind == "(" and callable_now:
                if not steps:
                    self.check_proceeding()
                arguments = self.arguments()
                steps.append(tree.Call(positions[at], positions[self.at - 1], arguments))
                callable_now = False
            elif kind == "[":
                steps.append(self.index())
                callable_now = False
            else:
                return tree.Chain(first.position, steps[-1].last, first, tuple(steps)) if steps else first
            kind = kinds[self.at]

    def index(self) -> tree.Index:
        """``[А]``."""
        position = self.positions[self.at]
        self.at += 1
        index = self.expression()
        self.expect("]")
        return tree.Index(position, self.positions[self.at - 1], index)

    def check_proceeding(self) -> None:
        """``ПродолжитьВызов`` before a bracket calls the method that this one replaces, so there must be one."""
        if self.texts[self.at - 1].lower() not in _PROCEED or self.dialect != "1c":
            return
        if not any(annotation.name.lower() in _AROUND for annotation in self.annotations):
            self.report("proceed-outside-around", self.at - 1)

    def arguments(self) -> tuple[tree.Expression | None, ...]:
        """``(А, , Б)``: a skipped argument is None; nothing between the brackets is no argument at all."""
        kinds = self.kinds
        self.at += 1
        if kinds[self.at] == ")":
            self.at += 1
            return ()
        given: list[tree.Expression | None] = []
        while True:
            given.append(None if kinds[self.at] in _NO_ARGUMENT else self.expression())
            at = self.at
            if kinds[at] == ")":
                self.at = at + 1
                return tuple(given)
            if kinds[at] != ",":
                raise self.failure(")")
            self.at = at + 1

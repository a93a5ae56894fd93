"""Expressions of the query language by recursive descent. Fails by raising; the packet goes on with the next query."""

from collections.abc import Callable

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.cursor import QueryCursor
from components.shared.bsl.queries.tree import Expression
from components.shared.bsl.queries.words import HASH, NAME, NEVER_A_VALUE, PARAMETER, STRING, WORDS

_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
_NEGATED = frozenset({"in", "like", "between"})
_CONSTANTS = frozenset({"number", "true", "false", "undefined", "null"})
_CLAUSES_WITH_BY = frozenset({"group", "order"})
_CALLED_KEYWORDS = frozenset({"left", "right"})  # LEFT( and RIGHT( are functions, LEFT JOIN is none


class ExpressionParser(QueryCursor):
    """The grammar of expressions; calls and subqueries come from the classes above it."""

    def subselect(self) -> tree.Select:
        """A selection inside parentheses."""
        raise NotImplementedError

    def call(self) -> Expression:
        """A name before an opening parenthesis."""
        raise NotImplementedError

    def expression(self) -> Expression:
        """``А ИЛИ Б``."""
        self.enter()
        parsed = self.operation(frozenset({"or"}), self.conjunction)
        self.depth -= 1
        return parsed

    def operation(self, operators: frozenset[str], operand: Callable[[], Expression]) -> Expression:
        """Operands joined by operators of one level."""
        first = operand()
        if self.kinds[self.at] not in operators:
            return first
        found, operands = [], [first]
        while self.kinds[self.at] in operators:
            found.append(self.kinds[self.at])
            self.at += 1
            operands.append(operand())
        return tree.Operation(first.position, self.last_end, tuple(found), tuple(operands))

    def conjunction(self) -> Expression:
        """``А И Б``."""
        return self.operation(frozenset({"and"}), self.negation)

    def negation(self) -> Expression:
        """``НЕ А`` denies the whole predicate after it."""
        if self.kinds[self.at] != "not":
            return self.predicate()
        return self.unary(self.negation)

    def unary(self, operand: Callable[[], Expression]) -> Expression:
        """A sign or ``НЕ`` before an operand."""
        started = self.at
        self.enter()
        self.at += 1
        parsed = operand()
        self.depth -= 1
        return tree.Unary(self.positions[started], parsed.end, self.kinds[started], parsed)  # type: ignore[arg-type]

    def predicate(self) -> Expression:
        """``А = Б``, ``А В (…)``, ``А ЕСТЬ NULL``, …; several in a row apply to what is on their left."""
        left = self.sum()
        for _ in range(tree.DEEPEST):
            kind = self.kinds[self.at]
            if kind in _COMPARISONS:
                left = self.comparison(left)
            elif kind == "is":
                left = self.is_null(left)
            elif kind == "refs":
                left = self.refs(left)
            elif kind in _NEGATED or (kind == "not" and self.kinds[self.at + 1] in _NEGATED):
                left = self.negatable(left)
            else:
                return left
        raise self.failure(str(tree.DEEPEST), "too-deep")

    def comparison(self, left: Expression) -> Expression:
        """``А = Б``."""
        operator = self.kinds[self.at]
        self.at += 1
        right = self.sum()
        return tree.Operation(left.position, right.end, (operator,), (left, right))

    def refs(self, left: Expression) -> tree.Refs:
        """``А ССЫЛКА Справочник.Склады``."""
        self.at += 1
        path = self.path()
        return tree.Refs(left.position, self.last_end, left, path)

    def is_null(self, left: Expression) -> tree.IsNull:
        """``А ЕСТЬ [НЕ] NULL``."""
        self.at += 1
        negated = self.accept("not")
        if not self.accept("null"):
            raise self.failure("null")
        return tree.IsNull(left.position, self.last_end, left, negated)

    def negatable(self, left: Expression) -> Expression:
        """``[НЕ] В (…)``, ``[НЕ] МЕЖДУ … И …``, ``[НЕ] ПОДОБНО …``."""
        negated = self.accept("not")
        kind = self.kinds[self.at]
        self.at += 1
        if kind == "in":
            return self.membership(left, negated)
        if kind == "between":
            low = self.sum()
            self.expect("and")
            high = self.sum()
            return tree.Between(left.position, high.end, left, negated, low, high)
        pattern = self.sum()
        escape = self.sum() if self.accept("escape") else None
        return tree.Like(left.position, self.last_end, left, negated, pattern, escape)

    def membership(self, left: Expression, negated: bool) -> tree.In:
        """``А В [ИЕРАРХИИ] (…)``."""
        hierarchy = self.accept("hierarchy")
        if hierarchy and isinstance(left, tree.Tuple):
            self.report("tuple-in-hierarchy", self.at - 1)
        if self.kinds[self.at] != "(":
            raise self.failure("(", "in-hierarchy-parentheses" if hierarchy else "in-parentheses")
        self.at += 1
        values = self.subselect() if self.kinds[self.at] == "select" else self.expressions()
        self.expect(")")
        return tree.In(left.position, self.last_end, left, negated, hierarchy, values)

    def expressions(self) -> tuple[Expression, ...]:
        """``А, Б, …``."""
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        return tuple(items)

    def sum(self) -> Expression:
        """``А + Б - В``."""
        return self.operation(frozenset({"+", "-"}), self.product)

    def product(self) -> Expression:
        """``А * Б / В``."""
        return self.operation(frozenset({"*", "/"}), self.operand)

    def operand(self) -> Expression:
        """One value, and the signs before it."""
        kind = self.kinds[self.at]
        if kind == NAME:
            return self.call() if self.kinds[self.at + 1] == "(" else self.field()
        if kind in _CONSTANTS and self.kinds[self.at + 1] != ".":
            self.at += 1
            return tree.Constant(*self._place(), kind, self.texts[self.at - 1])  # type: ignore[arg-type]
        if kind == PARAMETER:
            self.at += 1
            return tree.Parameter(*self._place(), self.texts[self.at - 1][1:].strip())
        return self.rarer_operand(kind)

    def rarer_operand(self, kind: str) -> Expression:
        """An operand that starts with a sign or a keyword."""
        if kind == STRING or (kind == HASH and self.flavour == "restriction"):
            return self.string(kind)
        if kind == "(":
            return self.parenthesised()
        if kind in ("-", "+", "not"):
            return self.unary(self.operand)
        if kind in _CALLED_KEYWORDS and self.kinds[self.at + 1] == "(":
            return self.call()
        if kind == "case" and self.kinds[self.at + 1] not in (".", ",", ")"):
            return self.case()
        if kind in WORDS and self.is_value(kind):
            return self.field()
        raise self.failure("expression")

    def is_value(self, kind: str) -> bool:
        """Whether a word can be the name of a field here."""
        following = self.kinds[self.at + 1]
        if kind in _CLAUSES_WITH_BY:
            return following not in ("by", "on")
        return kind not in NEVER_A_VALUE or following == "."

    def string(self, kind: str) -> tree.Constant:
        """One or several adjacent strings; a constant of a restriction (``#ИмяТекущейТаблицы``) is one too."""
        started = self.at
        while self.kinds[self.at] == kind:
            self.at += 1
        text = " ".join(self.texts[started : self.at])
        return tree.Constant(self.positions[started], self.last_end, "string", text)

    def field(self) -> tree.Field:
        """``А.Б.В``; stops before ``.*`` and ``.(``, which only selected fields have."""
        parts = [self.word()]
        while self.kinds[self.at] == "." and self.kinds[self.at + 1] not in ("*", "("):
            self.at += 1
            parts.append(self.member_name())
        return tree.Field(parts[0].position, parts[-1].end, tuple(parts))

    def member(self, owner: Expression) -> Expression:
        """What follows an expression after a dot."""
        if self.kinds[self.at] != ".":
            return owner
        path = self.rest_of_path()
        return tree.Member(owner.position, self.last_end, owner, path)

    def parenthesised(self) -> Expression:
        """``(А)``, or ``(А, Б)`` before ``В``."""
        started = self.at
        self.at += 1
        if self.kinds[self.at] == "select":
            raise self.failure("expression", "scalar-subquery")
        items = self.expressions()
        self.expect(")")
        if len(items) == 1:
            return self.member(tree.Parentheses(self.positions[started], self.last_end, items[0]))
        if "in" not in self.kinds[self.at : self.at + 1 + (self.kinds[self.at] == "not")]:
            self.at = started
            raise self.failure("in", "tuple-outside-in")
        return tree.Tuple(self.positions[started], self.last_end, items)

    def case(self) -> tree.Case:
        """``ВЫБОР [А] КОГДА … ТОГДА … [ИНАЧЕ …] КОНЕЦ``."""
        started = self.at
        self.at += 1
        subject = None if self.kinds[self.at] == "when" else self.expression()
        branches = [self.when()]
        while self.kinds[self.at] == "when":
            branches.append(self.when())
        otherwise = self.expression() if self.accept("else") else None
        self.expect("end")
        return tree.Case(self.positions[started], self.last_end, subject, tuple(branches), otherwise)

    def when(self) -> tree.When:
        """``КОГДА А ТОГДА Б``."""
        started = self.at
        self.expect("when")
        condition = self.expression()
        self.expect("then")
        result = self.expression()
        return tree.When(self.positions[started], self.last_end, condition, result)

    def _place(self) -> tuple[int, int]:
        """Where the token just stepped over starts and ends."""
        return self.positions[self.at - 1], self.ends[self.at - 1]

"""Functions in expressions: aggregates, functions with special arguments, all the others by their table."""

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.expressions import ExpressionParser
from components.shared.bsl.queries.functions import (
    AGGREGATES,
    CAST_WORDS,
    DATE_WORDS,
    FUNCTIONS,
    RESTRICTION_FUNCTIONS,
    SIMPLE_TYPES,
    TYPE_WORDS,
    TYPES_WITHOUT_CAST,
    UNIT_OF_WORD,
    UNITS,
    UNITS_OF_FUNCTION,
    VALUE_WORDS,
    QueryFunction,
)
from components.shared.bsl.queries.tree import Expression, Word
from components.shared.bsl.queries.words import NAME, NUMBER, PARAMETER


class CallParser(ExpressionParser):
    """The grammar of calls."""

    def call(self) -> Expression:
        """``Имя(…)`` and the fields of what it gives."""
        name = self.texts[self.at].lower()
        if name in AGGREGATES:
            return self.member(self.aggregate(AGGREGATES[name]))
        if name in VALUE_WORDS:
            return self.member(self.predefined())
        if name in TYPE_WORDS:
            return self.type_value()
        if name in CAST_WORDS:
            return self.member(self.cast())
        return self.member(self.function(name))

    def opened(self) -> tuple[int, int]:
        """Step over the name and the parenthesis; the token of the name and its position."""
        self.at += 2
        return self.at - 2, self.positions[self.at - 2]

    def aggregate(self, function: str) -> tree.Aggregate:
        """``СУММА(А)``, ``КОЛИЧЕСТВО(РАЗЛИЧНЫЕ А)``, ``КОЛИЧЕСТВО(*)``."""
        token, position = self.opened()
        distinct = self.accept("distinct")
        if distinct and function != "count":
            self.report("distinct-argument", token)
        argument = None
        if self.kinds[self.at] == "*":
            self.at += 1
            if function != "count":
                self.report("star-argument", token)
        else:
            argument = self.expression()
        self.expect(")")
        return tree.Aggregate(position, self.last_end, function, distinct, argument)  # type: ignore[arg-type]

    def predefined(self) -> tree.Predefined:
        """``ЗНАЧЕНИЕ(Справочник.Склады.Основной)``; a dot at the end means the empty reference."""
        _, position = self.opened()
        parts = [self.word()]
        while self.accept("."):
            if self.kinds[self.at] == ")":
                parts.append(Word(self.last_end, self.last_end, ""))
                break
            parts.append(self.member_name())
        self.expect(")")
        return tree.Predefined(position, self.last_end, tuple(parts))

    def type_value(self) -> tree.TypeValue:
        """``ТИП(Справочник.Склады)``, ``ТИП(СТРОКА)``."""
        _, position = self.opened()
        path = self.path()
        if len(path) == 1 and path[0].name.lower() not in SIMPLE_TYPES.keys() | TYPES_WITHOUT_CAST:
            self.report("unknown-type", self.at - 1)
        self.expect(")")
        return tree.TypeValue(position, self.last_end, path)

    def cast(self) -> tree.Cast:
        """``ВЫРАЗИТЬ(А КАК СТРОКА(10))``."""
        _, position = self.opened()
        operand = self.expression()
        self.expect("as")
        token = self.at
        path = self.path()
        name = path[0].name.lower()
        if len(path) == 1 and name not in SIMPLE_TYPES:
            self.report("unknown-type", token)
        sizes = self.sizes()
        if name in SIMPLE_TYPES and len(sizes) > SIMPLE_TYPES[name][1]:
            self.report("type-sizes", token, str(SIMPLE_TYPES[name][1]))
        self.expect(")")
        return tree.Cast(position, self.last_end, operand, path, sizes)

    def sizes(self) -> tuple[int, ...]:
        """``(15, 2)`` after a type."""
        sizes: list[int] = []
        if self.accept("("):
            while not sizes or self.accept(","):
                sizes.append(int(self.texts[self.at]) if self.whole_number() else 0)
                self.expect(NUMBER)
            self.expect(")")
        return tuple(sizes)

    def whole_number(self) -> bool:
        """Whether the token is a number without a fraction, of a length that is no joke."""
        text = self.texts[self.at]
        return self.kinds[self.at] == NUMBER and "." not in text and len(text) < 20

    def function(self, name: str) -> tree.Call:
        """A function of the table; an unknown one is reported, and its arguments are parsed all the same."""
        function = FUNCTIONS.get(name)
        if function is None and self.flavour == "restriction":
            function = RESTRICTION_FUNCTIONS.get(name)
        token, position = self.opened()
        if function is None:
            self.report("unknown-function", token)
        arguments = self.date_parts() if name in DATE_WORDS else self.arguments(function)
        self.expect(")")
        if function is not None and not function.least <= len(arguments) <= function.most:
            least, most = function.least, function.most
            self.report("argument-count", token, str(least) if least == most else f"{least}–{most}")
        word = Word(position, self.ends[token], self.texts[token])
        return tree.Call(position, self.last_end, word, function.english.lower() if function else name, arguments)

    def arguments(self, function: QueryFunction | None) -> tuple[Expression, ...]:
        """``А, Б``; one of them may be a unit of time."""
        if self.kinds[self.at] == ")":
            return ()
        unit_at = function.unit_at if function else -1
        given: list[Expression] = []
        while not given or self.accept(","):
            if function is not None and len(given) == unit_at:
                given.append(self.unit(function))
            else:
                given.append(self.expression())
        return tuple(given)

    def unit(self, function: QueryFunction) -> tree.Field:
        """``МЕСЯЦ``."""
        allowed = UNITS_OF_FUNCTION[function.english]
        if self.kinds[self.at] != NAME or UNIT_OF_WORD.get(self.texts[self.at].lower()) not in allowed:
            russian = ", ".join(word.upper() for word, english in UNITS.items() if english in allowed)
            raise self.failure((russian, ", ".join(sorted(allowed)).upper()), "unknown-unit")
        word = self.word()
        return tree.Field(word.position, word.end, (word,))

    def date_parts(self) -> tuple[Expression, ...]:
        """Parts of ``ДАТАВРЕМЯ(2024, 1, 31)``, which is a constant: numbers or parameters only."""
        given: list[Expression] = []
        while not given or self.accept(","):
            if self.kinds[self.at] not in (NUMBER, PARAMETER):
                raise self.failure(NUMBER)
            given.append(self.operand())
        return tuple(given)

"""What follows ``ИЗ``: tables, virtual tables with parameters, subqueries, joins."""

from typing import Literal

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.calls import CallParser
from components.shared.bsl.queries.tree import Expression, Source
from components.shared.bsl.queries.words import HASH, PARAMETER

_SIDES = frozenset({"left", "right", "full", "inner"})
_JOIN_STARTS = _SIDES | {"join"}


class SourceParser(CallParser):
    """The grammar of sources."""

    def composition_argument(self, condition: Expression | None) -> tree.CompositionArgument:
        """``{(&Период)}`` as a parameter of a virtual table."""
        raise NotImplementedError

    def sources(self) -> tuple[Source, ...]:
        """``А ЛЕВОЕ СОЕДИНЕНИЕ Б ПО …, В``."""
        found = [self.source()]
        while self.accept(","):
            found.append(self.source())
        return tuple(found)

    def source(self) -> Source:
        """One source and what is joined to it."""
        self.enter()
        first = self.single_source()
        joins = self.joins()
        self.depth -= 1
        return tree.Joined(first.position, self.last_end, first, joins) if joins else first

    def joins(self) -> tuple[tree.Join, ...]:
        """All joins that follow; those in braces are optional."""
        found: list[tree.Join] = []
        while True:
            if self.kinds[self.at] in _JOIN_STARTS:
                found.append(self.join(optional=False))
            elif self.kinds[self.at] == "{" and self.kinds[self.at + 1] in _JOIN_STARTS:
                self.at += 1
                while self.kinds[self.at] in _JOIN_STARTS:
                    found.append(self.join(optional=True))
                self.expect("}")
            else:
                return tuple(found)

    def join(self, *, optional: bool) -> tree.Join:
        """``[ЛЕВОЕ [ВНЕШНЕЕ]] СОЕДИНЕНИЕ Б ПО условие``."""
        started = self.at
        kind: Literal["inner", "left", "right", "full"] = "inner"
        if self.kinds[self.at] in _SIDES:
            kind = self.kinds[self.at]  # type: ignore[assignment]
            self.at += 1
            if kind != "inner":
                self.accept("outer")
        self.expect("join")
        source = self.source()
        self.expect("by", "on")
        condition = self.expression()
        return tree.Join(self.positions[started], self.last_end, kind, source, condition, optional)

    def single_source(self) -> Source:
        """A table, a subquery, a table given as a parameter, or sources in parentheses."""
        kind = self.kinds[self.at]
        if kind == "(":
            return self.parenthesised_source()
        started = self.at
        if kind == PARAMETER:
            self.at += 1
            name = self.texts[started][1:].strip()
            alias = self.alias()
            return tree.ParameterTable(self.positions[started], self.last_end, name, alias)
        if kind == HASH and self.flavour == "restriction":
            self.at += 1
            path: tuple[tree.Word, ...] = (tree.Word(*self._place(), self.texts[started]),)
        else:
            path = (self.table_name("source"), *self.rest_of_path())
        arguments = self.table_arguments() if self.kinds[self.at] == "(" else None
        alias = self.alias()
        return tree.Table(self.positions[started], self.last_end, path, arguments, alias)

    def parenthesised_source(self) -> Source:
        """``(ВЫБРАТЬ …) КАК А``, ``(А СОЕДИНЕНИЕ Б ПО …)``, ``(Справочник.Склады) КАК А``."""
        started = self.at
        self.at += 1
        if self.kinds[self.at] == "select":
            select = self.subselect()
            self.expect(")")
            alias = self.alias()
            return tree.Subquery(self.positions[started], self.last_end, select, alias)
        inner = self.source()
        self.expect(")")
        if not isinstance(inner, tree.Joined) and inner.alias is None:
            inner.alias = self.alias()  # type: ignore[misc]
        return inner

    def table_arguments(self) -> tuple[Expression | tree.CompositionArgument | None, ...]:
        """``(&Начало, , Месяц, , Склад = &Склад)``: a skipped argument is None."""
        self.at += 1
        given: list[Expression | tree.CompositionArgument | None] = []
        while True:
            given.append(self.table_argument())
            if not self.accept(","):
                self.expect(")")
                return () if given == [None] else tuple(given)

    def table_argument(self) -> Expression | tree.CompositionArgument | None:
        """One parameter of a virtual table."""
        kind = self.kinds[self.at]
        if kind in (",", ")"):
            return None
        if kind == "{":
            return self.composition_argument(None)
        argument = self.expression()
        return self.composition_argument(argument) if self.kinds[self.at] == "{" else argument

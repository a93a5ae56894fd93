"""``ВЫБРАТЬ``: fields, groups, unions, order, totals."""

from typing import Literal

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.ordering import Tail, TailParser
from components.shared.bsl.queries.tree import Expression
from components.shared.bsl.queries.words import NAME


class SelectionParser(TailParser):
    """The grammar of selections."""

    def subselect(self) -> tree.Select:
        """A selection inside another one."""
        self.enter()
        self.inside += 1
        parsed = self.select()
        self.inside -= 1
        self.depth -= 1
        return parsed

    def select(self) -> tree.Select:
        """Branches joined by ``ОБЪЕДИНИТЬ``, then what orders and totals all of them."""
        started = self.at
        branches = [self.branch("")]
        tail = Tail()
        self.tail(tail)
        while self.kinds[self.at] == "union":
            self.at += 1
            branches.append(self.branch("union all" if self.accept("all") else "union"))
            self.tail(tail)
        if tail.indexes and not branches[0].into:
            self.report("index-without-into", tail.index_token)
        if tail.totals and branches[0].into:
            self.report("totals-into", tail.totals_token)
        return tree.Select(
            self.positions[started],
            self.last_end,
            tuple(branches),
            tuple(tail.order),
            tail.auto_order,
            tail.totals,
            tuple(tail.indexes),
            tuple(tail.composition),
        )

    def branch(self, union: Literal["", "union", "union all"]) -> tree.Branch:
        """One ``ВЫБРАТЬ`` with its clauses in their order."""
        if union and self.kinds[self.at] == "(":
            return self.parenthesised_branch(union)
        started = self.at
        self.expect("select")
        allowed, distinct, top = self.options()
        fields = self.selected_fields()
        composition = list(self.clauses())
        into = self.into(union)
        sources = self.sources() if self.accept("from") else ()
        composition += self.clauses()
        where = self.expression() if self.accept("where") else None
        composition += self.clauses()
        grouping = self.grouping() if self.kinds[self.at] == "group" else None
        having = self.expression() if self.accept("having") else None
        composition += self.clauses()
        for_update = self.for_update() if self.kinds[self.at] == "for" else None
        return tree.Branch(
            self.positions[started],
            self.last_end,
            union,
            allowed,
            distinct,
            top,
            fields,
            into,
            sources,
            where,
            grouping,
            having,
            for_update,
            tuple(composition),
        )

    def parenthesised_branch(self, union: Literal["", "union", "union all"]) -> tree.Branch:
        """``ОБЪЕДИНИТЬ (ВЫБРАТЬ …)``."""
        self.enter()
        self.at += 1
        branch = self.branch(union)
        self.expect(")")
        self.depth -= 1
        return branch

    def options(self) -> tuple[bool, bool, int | None]:
        """``РАЗРЕШЕННЫЕ РАЗЛИЧНЫЕ ПЕРВЫЕ 10`` in any order, each once."""
        seen: set[str] = set()
        top = None
        while (kind := self.kinds[self.at]) in ("allowed", "distinct", "top"):
            if kind in seen:
                self.report("repeated-option", self.at)
            if kind == "allowed" and self.inside and self.flavour == "query":
                self.report("subquery-allowed", self.at)
            seen.add(kind)
            self.at += 1
            if kind == "top":
                top = self.top()
        return "allowed" in seen, "distinct" in seen, top

    def top(self) -> int:
        """The number after ``ПЕРВЫЕ``."""
        if not self.whole_number():
            raise self.failure("number", "top-value")
        self.at += 1
        return int(self.texts[self.at - 1])

    def into(self, union: str) -> tree.Into | None:
        """``ПОМЕСТИТЬ Имя``; ``ДОБАВИТЬ Имя`` adds to a table that there is."""
        started = self.at
        kind = self.kinds[self.at]
        if kind not in ("into", "add"):
            return None
        if self.inside:
            self.report("into-in-subquery", started)
        if union:
            self.report("into-in-union", started)
        self.at += 1
        table = self.table_name()
        return tree.Into(self.positions[started], self.last_end, table, kind == "add")

    def grouping(self) -> tree.Grouping:
        """``СГРУППИРОВАТЬ ПО А, Б``, ``СГРУППИРОВАТЬ ПО ГРУППИРУЮЩИМ НАБОРАМ ((А, Б), (А))``."""
        started = self.at
        self.at += 1
        self.expect("by", "on")
        by_sets = self.kinds[self.at] == "grouping" and self.kinds[self.at + 1] == "sets"
        if by_sets:
            self.at += 2
            self.expect("(")
            sets = [self.grouping_set()]
            while self.accept(","):
                sets.append(self.grouping_set())
            self.expect(")")
        else:
            sets = [self.expressions()]
        return tree.Grouping(self.positions[started], self.last_end, tuple(sets), by_sets)

    def grouping_set(self) -> tuple[Expression, ...]:
        """``(А, Б)``; an empty one groups everything into one row."""
        self.expect("(")
        if self.accept(")"):
            return ()
        items = self.expressions()
        self.expect(")")
        return items

    def for_update(self) -> tree.ForUpdate:
        """``ДЛЯ ИЗМЕНЕНИЯ [Таблица, …]``."""
        started = self.at
        self.at += 1
        self.expect("update")
        tables: list[tree.Field] = []
        if self.kinds[self.at] == NAME:
            tables.append(self.field())
            while self.accept(","):
                tables.append(self.field())
        return tree.ForUpdate(self.positions[started], self.last_end, tuple(tables))

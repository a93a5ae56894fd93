"""What stands after the branches of a selection: order, totals, indexes."""

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.selected_fields import FieldParser
from components.shared.bsl.queries.tree import Expression


class Tail:
    """What stands after the branches, gathered as it comes."""

    def __init__(self) -> None:
        self.order: list[tree.OrderItem] = []
        self.auto_order = False
        self.totals: tree.Totals | None = None
        self.totals_token = 0
        self.indexes: list[tree.IndexSet] = []
        self.index_token = 0
        self.composition: list[tree.CompositionClause] = []


class TailParser(FieldParser):
    """The grammar of order, totals and indexes."""

    inside = 0  # how many selections are around this one

    def tail(self, tail: Tail) -> None:
        """What follows the branches, in any order that the platform takes."""
        while True:
            kind = self.kinds[self.at]
            if kind == "autoorder":
                tail.auto_order = True
                self.at += 1
            elif kind == "order":
                tail.order += self.order()
            elif kind == "totals":
                tail.totals_token = self.at
                tail.totals = self.totals()
            elif kind == "index":
                tail.index_token = self.at
                tail.indexes += self.indexes()
            elif kind == "{" and not self.at_characteristics():
                tail.composition += self.clauses()
            else:
                return

    def order(self) -> list[tree.OrderItem]:
        """``УПОРЯДОЧИТЬ ПО А УБЫВ, Б ИЕРАРХИЯ``."""
        self.at += 1
        self.expect("by", "on")
        items = [self.order_item()]
        while self.accept(","):
            items.append(self.order_item())
        return items

    def order_item(self) -> tree.OrderItem:
        """One field of the order."""
        value = self.expression()
        descending, hierarchy = self.direction()
        return tree.OrderItem(value.position, self.last_end, value, descending, hierarchy)

    def totals(self) -> tree.Totals:
        """``ИТОГИ [СУММА(А), …] ПО ОБЩИЕ, Б``."""
        started = self.at
        if self.inside:
            self.report("totals-in-subquery", self.at)
        self.at += 1
        fields = self.selected_fields() if self.kinds[self.at] not in ("by", "on") else ()
        self.expect("by", "on")
        points = [self.total_item()]
        while self.accept(","):
            points.append(self.total_item())
        return tree.Totals(self.positions[started], self.last_end, fields, tuple(points))

    def total_item(self) -> tree.TotalItem:
        """``ОБЩИЕ``, ``А ИЕРАРХИЯ``, ``Период ПЕРИОДАМИ(МЕСЯЦ, &Начало, &Конец)``."""
        started = self.at
        value: Expression | None = None
        hierarchy = ""
        periods: tuple[Expression | None, ...] = ()
        if not self.accept("overall"):
            value = self.expression()
            hierarchy = self.total_hierarchy()
            periods = self.periods() if self.kinds[self.at] == "periods" else ()
        alias = self.alias()
        place = (self.positions[started], self.last_end)
        return tree.TotalItem(*place, value, hierarchy, periods, alias)  # type: ignore[arg-type]

    def total_hierarchy(self) -> str:
        """``ИЕРАРХИЯ``, ``ТОЛЬКО ИЕРАРХИЯ``."""
        if self.accept("only"):
            self.expect("hierarchy")
            return "only hierarchy"
        return "hierarchy" if self.accept("hierarchy") else ""

    def periods(self) -> tuple[Expression | None, ...]:
        """``ПЕРИОДАМИ(МЕСЯЦ, &Начало, &Конец)``."""
        self.at += 1
        self.expect("(")
        given: list[Expression | None] = []
        while True:
            given.append(None if self.kinds[self.at] in (",", ")") else self.expression())
            if not self.accept(","):
                self.expect(")")
                return tuple(given)

    def indexes(self) -> list[tree.IndexSet]:
        """``ИНДЕКСИРОВАТЬ ПО А, Б [УНИКАЛЬНО]``, ``ИНДЕКСИРОВАТЬ ПО НАБОРАМ ((А, Б) УНИКАЛЬНО, (В))``."""
        self.at += 1
        self.expect("by", "on")
        if self.kinds[self.at] != "sets" or self.kinds[self.at + 1] != "(":
            return [self.index_set()]
        self.at += 2
        sets = [self.parenthesised_index()]
        while self.accept(","):
            sets.append(self.parenthesised_index())
        self.expect(")")
        return sets

    def parenthesised_index(self) -> tree.IndexSet:
        """``(А, Б) УНИКАЛЬНО``."""
        started = self.at
        self.expect("(")
        items = self.expressions()
        self.expect(")")
        unique = self.accept("unique")
        return tree.IndexSet(self.positions[started], self.last_end, items, unique)

    def index_set(self) -> tree.IndexSet:
        """``А, Б УНИКАЛЬНО``."""
        started = self.at
        items = self.expressions()
        unique = self.accept("unique")
        return tree.IndexSet(self.positions[started], self.last_end, items, unique)

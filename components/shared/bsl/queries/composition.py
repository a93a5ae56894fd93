"""Extensions of the data composition system: what stands in braces and lets a user choose, filter and order.

Ordinary queries take them too and pay no attention (a report of the standard subsystems library runs such a text), so
braces are no error in any flavour.
"""

from typing import Literal

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.sources_grammar import SourceParser
from components.shared.bsl.queries.words import STRING

_CLAUSES = frozenset({"select", "where", "having", "order", "totals"})
_CHARACTERISTICS = frozenset({"характеристики", "characteristics"})
_TABLES = frozenset({"видыхарактеристик", "characteristictypes", "значенияхарактеристик", "characteristicvalues"})
_FIELDS = frozenset(
    {"полеключа", "keyfield", "полеимени", "namefield", "полетипазначения", "valuetypefield", "полепутикданным"}
    | {"полеобъекта", "objectfield", "полевида", "typefield", "полезначения", "valuefield", "datapathfield"}
)


class CompositionParser(SourceParser):
    """The grammar of braces."""

    def clauses(self) -> tuple[tree.CompositionClause, ...]:
        """All clauses in braces that stand here."""
        found: list[tree.CompositionClause] = []
        while self.kinds[self.at] == "{" and not self.at_characteristics():
            found.append(self.clause())
        return tuple(found)

    def clause(self) -> tree.CompositionClause:
        """``{ГДЕ А.*, Б = &Б КАК В}``."""
        started = self.at
        self.at += 1
        kind = self.kinds[self.at]
        if kind not in _CLAUSES:
            raise self.failure("composition")
        self.at += 1
        if kind in ("order", "totals"):
            self.expect("by", "on")
        items = self.composition_fields()
        self.expect("}")
        clause: Literal["select", "where", "having", "order", "totals"] = kind  # type: ignore[assignment]
        return tree.CompositionClause(self.positions[started], self.last_end, clause, items)

    def composition_fields(self) -> tuple[tree.CompositionField, ...]:
        """``А.*, Б``."""
        items = [self.composition_field()]
        while self.accept(","):
            items.append(self.composition_field())
        return tuple(items)

    def composition_field(self) -> tree.CompositionField:
        """A field, a field with all its members, or a condition; each may have an alias."""
        started = self.at
        value: tree.Expression | tree.Star
        if self.kinds[self.at] == "*":
            self.at += 1
            value = tree.Star(*self._place(), ())
        else:
            value = self.expression()
        with_members = self.kinds[self.at] == "." and self.kinds[self.at + 1] == "*"
        if with_members:
            self.at += 2
        while self.kinds[self.at] in ("asc", "desc", "hierarchy"):
            self.at += 1
        alias = self.composition_alias()
        return tree.CompositionField(self.positions[started], self.last_end, value, with_members, alias)

    def composition_alias(self) -> tree.Word | None:
        """``КАК Имя``; names of user fields may have dots."""
        alias = self.alias()
        while alias is not None and self.accept("."):
            alias = tree.Word(alias.position, self.ends[self.at], f"{alias.name}.{self.word().name}")
        return alias

    def composition_argument(self) -> tree.CompositionArgument:
        """``{(&Период)}``, ``{Склад.* КАК Склад}``."""
        started = self.at
        self.at += 1
        items = self.composition_fields()
        self.expect("}")
        return tree.CompositionArgument(self.positions[started], self.last_end, items)

    def at_characteristics(self) -> bool:
        """Whether ``{ХАРАКТЕРИСТИКИ`` stands here."""
        return self.kinds[self.at] == "{" and self.texts[self.at + 1].lower() in _CHARACTERISTICS

    def characteristics(self) -> tree.Characteristics:
        """``{ХАРАКТЕРИСТИКИ ТИП(…) ВИДЫХАРАКТЕРИСТИК … ПОЛЕКЛЮЧА …}``: types, then tables with their key fields."""
        started = self.at
        self.at += 2
        types: list[tree.TypeValue] = []
        sources: list[tree.Source] = []
        while not self.accept("}"):
            word = self.texts[self.at].lower()
            if word in _TABLES:
                self.at += 1
                sources.append(self.characteristics_source())
            elif word in _FIELDS:
                self.at += 1
                if not self.accept(STRING):
                    self.expression()
            else:
                types.append(self.type_value())
                self.accept(",")
        return tree.Characteristics(self.positions[started], self.last_end, tuple(types), tuple(sources))

    def characteristics_source(self) -> tree.Source:
        """A table or a subquery without an alias: the word after it says what its field is."""
        started = self.at
        if self.accept("("):
            select = self.subselect()
            self.expect(")")
            return tree.Subquery(self.positions[started], self.last_end, select, None)
        path = self.path()
        return tree.Table(self.positions[started], self.last_end, path, None, None)

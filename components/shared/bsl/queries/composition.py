"""Extensions of the data composition system: what stands in braces and lets a user choose, filter and order.

Ordinary queries take them too and pay no attention (a report of the standard subsystems library runs such a text), so
braces are no error in any flavour.
"""

from typing import Literal

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.functions import TYPE_WORDS
from components.shared.bsl.queries.sources_grammar import SourceParser

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
        descending, hierarchy = self.direction()
        alias = self.composition_alias()
        place = (self.positions[started], self.last_end)
        return tree.CompositionField(*place, value, with_members, descending, hierarchy, alias)

    def direction(self) -> tuple[bool, bool]:
        """``УБЫВ``, ``ИЕРАРХИЯ УБЫВ``: whether it is descending, and whether it is by hierarchy."""
        seen: list[str] = []
        while self.kinds[self.at] in ("asc", "desc", "hierarchy"):
            seen.append(self.kinds[self.at])
            self.at += 1
        return "desc" in seen, "hierarchy" in seen

    def composition_alias(self) -> tree.Word | None:
        """``КАК Имя``; names of user fields may have dots."""
        alias = self.alias()
        while alias is not None and self.accept("."):
            alias = tree.Word(alias.position, self.ends[self.at], f"{alias.name}.{self.word().name}")
        return alias

    def composition_argument(self, condition: tree.Expression | None) -> tree.CompositionArgument:
        """``{(&Период)}``, ``{Склад.* КАК Склад}``, after a condition or alone."""
        position = condition.position if condition else self.positions[self.at]
        self.at += 1
        items = self.composition_fields()
        self.expect("}")
        return tree.CompositionArgument(position, self.last_end, condition, items)

    def at_characteristics(self) -> bool:
        """Whether ``{ХАРАКТЕРИСТИКИ`` stands here."""
        return self.kinds[self.at] == "{" and self.texts[self.at + 1].lower() in _CHARACTERISTICS

    def characteristics(self) -> tree.Characteristics:
        """``{ХАРАКТЕРИСТИКИ ТИП(…) ВИДЫХАРАКТЕРИСТИК … ПОЛЕКЛЮЧА …}``: types, then tables with their key fields."""
        started = self.at
        self.at += 2
        types: list[tree.TypeValue] = []
        parts: list[tree.CharacteristicsPart] = []
        while not self.accept("}"):
            if self.texts[self.at].lower() in _TABLES | _FIELDS:
                parts.append(self.characteristics_part())
            elif self.texts[self.at].lower() in TYPE_WORDS and self.kinds[self.at + 1] == "(":
                types.append(self.type_value())
                self.accept(",")
            else:
                raise self.failure("}")
        return tree.Characteristics(self.positions[started], self.last_end, tuple(types), tuple(parts))

    def characteristics_part(self) -> tree.CharacteristicsPart:
        """A table or a field, after the word that says which one."""
        word = self.word()
        value = self.characteristics_source() if word.name.lower() in _TABLES else self.expression()
        return tree.CharacteristicsPart(word.position, self.last_end, word, value)

    def characteristics_source(self) -> tree.Source:
        """A table or a subquery without an alias: the word after it says what its field is."""
        started = self.at
        if self.accept("("):
            select = self.subselect()
            self.expect(")")
            return tree.Subquery(self.positions[started], self.last_end, select, None)
        path = self.path()
        return tree.Table(self.positions[started], self.last_end, path, None, None)

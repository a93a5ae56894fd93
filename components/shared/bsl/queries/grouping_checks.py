"""Aggregates and groups: what may stand beside them, and what a query may be ordered by."""

from collections.abc import Iterable, Iterator

from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules, tree
from components.shared.bsl.queries.relations import words_of
from components.shared.bsl.queries.rules import finding
from components.shared.bsl.queries.shapes import Key, all_parts, flat_sources, joins_of, key_of, parts_of, path_of
from components.shared.bsl.queries.tree import Branch, Expression, Field, QueryNode, SelectedField

Path = tuple[str, ...]
_REFERENCE = frozenset({"ссылка", "ref"})


def check_grouping(branch: Branch) -> Iterator[Finding]:
    """Fields outside aggregates must be grouped; aggregates stand only among fields and after ``ИМЕЮЩИЕ``."""
    yield from _misplaced(branch)
    values = [field.value for field in branch.fields if not isinstance(field.value, tree.Star | tree.EmptyTable)]
    if branch.grouping is None and not any(map(_has_aggregate, [*values, *_given(branch.having)])):
        return
    groups = _Groups(branch)
    for value in [*values, *_given(branch.having)]:
        if not isinstance(value, tree.NestedTable):
            yield from groups.ungrouped(value)


def check_order(select: tree.Select) -> Iterator[Finding]:
    """With ``РАЗЛИЧНЫЕ`` or groups only what is selected or grouped can order."""
    branch = select.branches[0]
    grouped = branch.grouping is not None or any(_has_aggregate(field.value) for field in branch.fields)
    if not (branch.distinct or grouped) or any(isinstance(field.value, tree.Star) for field in branch.fields):
        return
    groups = _Groups(branch)
    if branch.distinct:  # what is grouped and not selected is gone
        groups.forget()
    groups.add_selected(branch.fields)
    for item in select.order:
        for field in groups.fields_outside(item.value):
            yield _not_selected(field, "Такой запрос упорядочивают", "Such a query is ordered")


def check_tail(select: tree.Select) -> Iterator[Finding]:
    """Totals and indexes are made over what is selected."""
    branch = select.branches[0]
    if any(isinstance(field.value, tree.Star) for field in branch.fields):
        return
    groups = _Groups(branch)
    groups.forget()
    groups.add_selected(branch.fields)
    totals = [item.value for item in select.totals.by if item.value is not None] if select.totals else []
    aggregates = [field.value for field in select.totals.fields] if select.totals else []
    # an expression without an alias gets a name that the platform counts: Поле1
    counted = any(item.alias is None and not isinstance(item.value, Field) for item in branch.fields)
    for value in [*totals, *aggregates, *(item for index in select.indexes for item in index.fields)]:
        for part in all_parts(value):
            if isinstance(part, Field) and not groups.has(part) and not (counted and len(part.path) == 1):
                yield _not_selected(part, "Итоги и индексы строят", "Totals and indexes are made")


def _not_selected(field: Field, what_ru: str, what_en: str) -> Finding:
    return finding(
        rules.ORDER_FIELD,
        field,
        f"{what_ru} только по выбранным полям: «{words_of(field)}» не выбрано",
        f"{what_en} only over selected fields: '{words_of(field)}' is not selected",
    )


class _Groups:
    """What is grouped in a branch, so that fields can be asked whether they are."""

    def __init__(self, branch: Branch) -> None:
        self.aliases = {alias for source in flat_sources(branch.sources) if (alias := _alias_of(source))}
        self.keys: set[Key] = set()
        self.paths: set[Path] = set()
        self.tails: set[Path] = set()  # the paths and what they end in
        self.names: set[str] = set()
        for group in branch.grouping.sets if branch.grouping else ():
            for item in group:
                self._add(item)

    def _add(self, item: Expression) -> None:
        """A grouped expression, and the fields in it.

        Two reports of the standard subsystems library select another expression over a field that is grouped only
        inside ``ВЫБОР … КОНЕЦ``.
        """
        self.keys.add(key_of(item))
        for part in all_parts(item):
            if isinstance(part, Field):
                path = path_of(part)
                self.paths.add(path)
                self.tails.update(_tails(path))

    def add_selected(self, fields: Iterable[SelectedField]) -> None:
        """Selected fields order by their alias, by themselves, and by what follows them after a dot."""
        for field in fields:
            if field.alias is not None:
                self.names.add(field.alias.name.lower())
            if isinstance(field.value, Field):
                path = path_of(field.value)
                self.names |= {path[-1], "".join(path), "".join(path[1:])}
            if not isinstance(field.value, tree.Star | tree.EmptyTable | tree.NestedTable):
                self._add(field.value)

    def forget(self) -> None:
        """Only what is added from here on counts."""
        self.keys, self.paths, self.tails = set(), set(), set()

    def has(self, field: Field) -> bool:
        """Whether a field is grouped: itself, or a reference that it is a field of.

        Beside ``Т.Ссылка`` all fields of ``Т`` may be selected: a demonstration configuration of 1C does so.
        """
        path = path_of(field)
        if path[0] in self.names:
            return True
        if len(path) == 1 or path[0] not in self.aliases:
            return any(path[:length] in self.tails for length in range(1, len(path) + 1))
        heads = [path[:length] for length in range(1, len(path) + 1)]
        references = [(*head, word) for head in heads[:-1] for word in _REFERENCE]
        return not self.paths.isdisjoint([*heads, *_tails(path), *references])

    def is_foreign(self, field: Field) -> bool:
        """Whether a field may belong to a query around this one, or be no field at all."""
        return field.path[0].name.lower() not in self.aliases

    def fields_outside(self, value: QueryNode) -> Iterator[Field]:
        """Fields of an expression that are neither in an aggregate nor grouped."""
        waiting: list[QueryNode] = [value]
        while waiting:
            node = waiting.pop()
            if isinstance(node, tree.Aggregate) or key_of(node) in self.keys:
                continue
            if isinstance(node, Field):
                if not self.has(node) and not self.is_foreign(node):
                    yield node
                continue
            waiting += list(parts_of(node))[::-1]

    def ungrouped(self, value: QueryNode) -> Iterator[Finding]:
        """Findings for fields that are not grouped."""
        for field in self.fields_outside(value):
            yield finding(
                rules.UNGROUPED_FIELD,
                field,
                f"Поле «{words_of(field)}» не входит в СГРУППИРОВАТЬ ПО и не под агрегатной функцией",
                f"Field '{words_of(field)}' is neither in GROUP BY nor in an aggregate function",
            )


def _alias_of(source: tree.Table | tree.ParameterTable | tree.Subquery) -> str:
    if source.alias is not None:
        return source.alias.name.lower()
    return source.path[-1].name.lower() if isinstance(source, tree.Table) else ""


def _tails(path: Path) -> list[Path]:
    return [path[start:] for start in range(len(path))]


def _given(value: Expression | None) -> list[Expression]:
    return [] if value is None else [value]


def _has_aggregate(value: QueryNode) -> bool:
    return any(isinstance(part, tree.Aggregate) for part in all_parts(value))


def _misplaced(branch: Branch) -> Iterator[Finding]:
    conditions = [*_given(branch.where), *(join.condition for join in joins_of(branch.sources))]
    groups = [item for group in (branch.grouping.sets if branch.grouping else ()) for item in group]
    for place in [*conditions, *groups]:
        for part in all_parts(place):
            if isinstance(part, tree.Aggregate):
                yield finding(
                    rules.AGGREGATE_PLACE,
                    part,
                    "Агрегатная функция ожидалась в полях выборки или в ИМЕЮЩИЕ: условие на группу пишут в ИМЕЮЩИЕ",
                    "An aggregate function was expected among fields or in HAVING: put the condition there",
                )
                break
    for field in branch.fields:
        for part in all_parts(field.value):
            if isinstance(part, tree.Aggregate) and part.argument is not None and _has_aggregate(part.argument):
                yield finding(
                    rules.AGGREGATE_PLACE,
                    part,
                    "Агрегатная функция внутри агрегатной: ожидалось выражение над полями, вложите запрос",
                    "An aggregate function inside another one: expected an expression over fields, nest a query",
                )

"""Attributes of objects that are read from the database in a slow way."""

from collections.abc import Iterator

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import CallSite, member_calls
from components.shared.bsl.syntax import syntax_tree as tree

_LIBRARY = "общегоназначения"
# A method that reads many objects at once -> the one that reads a single one.
_OF_ONE = {
    "значениереквизитаобъектов": "ЗначениеРеквизитаОбъекта",
    "значенияреквизитовобъектов": "ЗначенияРеквизитовОбъекта",
}


@transform(
    "attribute_by_dot",
    task="optimise",
    asks=(
        "Оптимизируй {acc}: реквизит ссылки читается через точку, и из базы получается весь объект.",
        "Оптимизируй обращения к базе данных в {loc}; библиотека стандартных подсистем в конфигурации есть.",
    ),
    why=(
        "ЗначениеРеквизитаОбъекта читает из базы один реквизит, а обращение через точку — весь объект со всеми "
        "табличными частями (стандарт 496)."
    ),
)
def attribute_by_dot(parent: Parent) -> Iterator[Attempt]:
    """``ОбщегоНазначения.ЗначениеРеквизитаОбъекта(Ссылка, "Код")`` becomes ``Ссылка.Код``.

    Precondition: the reference is a variable, the attribute a single name in a string. Both sides give the same result
    for a reference to an existing object that the user may read. No rule of the judge sees the dot, because it does
    not know the type of a variable; the call that was replaced is the proof that it is a reference.
    """
    edits = []
    for site in member_calls(parent.view, "значениереквизитаобъекта"):
        reference, attribute = site.arguments if len(site.arguments) == 2 else (None, None)
        name = (
            attribute.texts[0].strip('"') if isinstance(attribute, tree.Literal) and attribute.kind == "string" else ""
        )
        if site.owner != _LIBRARY or not site.is_last or not isinstance(reference, tree.Name):
            yield Refusal("ссылка — не переменная, или вызов не метода библиотеки")
            return
        if not name.isidentifier():
            yield Refusal("имя реквизита вычисляется или составное")
            return
        edits.append(Edit(*parent.range_of(site.chain), f"{reference.name}.{name}"))
    if edits:
        yield Change(tuple(edits))


@transform(
    "attributes_read_one_by_one",
    task="optimise",
    shows=("AttributeReadInCycle",),
    asks=(
        "Оптимизируй {acc}: в цикле к базе данных идёт по запросу на каждый объект.",
        "Оптимизируй {acc}; библиотека стандартных подсистем в конфигурации есть.",
        "{nom} работает медленно на больших списках. Найди причину и исправь.",
    ),
    why="Реквизиты всех объектов читаются одним запросом до цикла, а не запросом на каждый объект (стандарт 436).",
)
def attributes_read_one_by_one(parent: Parent) -> Iterator[Attempt]:
    """``ЗначениеРеквизитаОбъектов`` before a loop becomes ``ЗначениеРеквизитаОбъекта`` inside of it.

    Precondition: every use of the values is a look-up by the variable of a loop over the very collection that they
    were read for, and that collection is a variable; so both sides give the same for references to existing objects.
    """
    for site in member_calls(parent.view, *_OF_ONE):
        statement = parent.view.parent(site.chain)
        if not isinstance(statement, tree.Assignment) or not isinstance(statement.target, tree.Name):
            continue
        keys = _looked_up(parent, statement.target.name.lower(), site)
        lines = parent.lines_of(statement, statement)
        if site.owner != _LIBRARY or not site.is_last or len(site.arguments) != 2 or lines is None:
            yield Refusal("вызов не метода библиотеки, с правами или языком, или не на своей строке")
        elif not keys:
            yield Refusal("не доказано, что значения ищутся по переменной цикла по той же коллекции")
        else:
            named = site.arguments[1]
            attribute = parent.source(named) if named is not None else ""
            edits = [
                Edit(*places, f"ОбщегоНазначения.{_OF_ONE[site.name]}({key}, {attribute})") for places, key in keys
            ]
            yield Change((Edit(*lines, ""), *edits))


def _looked_up(parent: Parent, values: str, site: CallSite) -> list[tuple[tuple[int, int], str]]:
    """Where values are looked up and by which key; empty where one use is something else."""
    collection = site.arguments[0]
    if not isinstance(collection, tree.Name) or not _stays(parent, collection):
        return []
    found = []
    for use in parent.code.names.get(values, [])[1:]:
        place = _looked_up_here(parent, use, collection.name.lower())
        if place is None:
            return []
        found.append(place)
    return found


def _stays(parent: Parent, collection: tree.Name) -> bool:
    """Whether a collection is not changed after a place: it is only gone over, or asked for its size."""
    for use in parent.code.names.get(collection.name.lower(), []):
        above = parent.view.parent(use)
        step = above.steps[0] if isinstance(above, tree.Chain) else None
        counted = isinstance(step, tree.Member) and step.name.lower() in ("количество", "count")
        if use.position > collection.position and not (isinstance(above, tree.ForEach) or counted):
            return False
    return True


def _looked_up_here(parent: Parent, use: tree.Name, collection: str) -> tuple[tuple[int, int], str] | None:
    """``Значения[Ссылка]`` or ``Значения.Получить(Ссылка)``, with what follows left where it is."""
    chain = parent.view.parent(use)
    if not isinstance(chain, tree.Chain) or chain.first is not use:
        return None
    step = chain.steps[0]
    key: tree.Expression | None = step.index if isinstance(step, tree.Index) else None
    if isinstance(step, tree.Member) and step.name.lower() in ("получить", "get") and len(chain.steps) > 1:
        step = chain.steps[1]
        key = step.arguments[0] if isinstance(step, tree.Call) and len(step.arguments) == 1 else None
    if not isinstance(key, tree.Name) or not _goes_over(parent, use, key.name.lower(), collection):
        return None
    end = parent.view.places.token_end(step.last)
    return (parent.offset(use.position), end), key.name


def _goes_over(parent: Parent, node: tree.Node, variable: str, collection: str) -> bool:
    """Whether a node stands in a loop of a variable over a collection that is a variable too."""
    for above in parent.view.around(node):
        if isinstance(above, tree.ForEach) and above.variable.lower() == variable:
            own = isinstance(above.collection, tree.Name) and above.collection.name.lower() == collection
            return own and not assignments(parent.view, parent.code).of((variable,))
    return False

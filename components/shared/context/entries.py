"""Entries as a prompt shows them: grouped by module, without descriptions, a group a line."""

from collections.abc import Iterable, Sequence

from components.shared.context.model import ContextIndex

TITLE = "Имена конфигурации:"
HELPERS_TITLE = "В модуле уже есть:"
# Flags of a record: its task is told names; names that were not found were added to them; it shows private methods
TOLD, TOPPED_UP, EDIT = TOLD_FLAGS = ("context", "context_topped_up", "edit")
THIS_MODULE = "Этот модуль"


def entries_text(index: ContextIndex, entries: Iterable[int], module: int = -1) -> str:
    """Some entries as text, in the order of the best of each group.

    Args:
        index: Where they are.
        entries: Their numbers, the best first.
        module: Number of the module that is edited: its methods need no prefix.
    """
    groups: dict[str, list[str]] = {}
    for entry in entries:
        group, name = shown(index, entry, module)
        groups.setdefault(group, []).append(name)
    lines = [f"{group}: {', '.join(names)}" for group, names in groups.items()]
    return "\n".join([TITLE, *lines]) if lines else ""


def told_in(task: str) -> str:
    """What the input of a record tells of its configuration: all from the first title on; empty: nothing."""
    lines = task.split("\n")
    places = [lines.index(title) for title in (HELPERS_TITLE, TITLE) if title in lines]
    return "\n".join(lines[min(places) :]) if places else ""


def shown(index: ContextIndex, entry: int, module: int) -> tuple[str, str]:
    """The group of an entry and its name there: ``Обмен`` and ``Начать(Узел)``, ``Справочники`` and ``Товары``."""
    item = index.object_at(entry)
    if item is not None:
        prefix, _, name = item.title.partition(".")
        return prefix, name
    method = index.methods[entry]
    group = THIS_MODULE if method.module == module else index.modules[method.module].title
    return group, f"{method.name}({_listed(method.parameters)})"


def _listed(parameters: Sequence[str]) -> str:
    return ", ".join(parameters)

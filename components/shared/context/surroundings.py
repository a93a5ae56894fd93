"""What an edited form or object has of its own: fields whole within a budget, elements of a form by fitness."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from components.shared.bsl.configuration.lookup import russian_type
from components.shared.bsl.configuration.model import Attribute, Configuration, Form, MetadataObject
from components.shared.context.model import Module
from components.shared.context.words import words_of

_MOST_TYPES: Final = 2  # more types of a field tell little
_ELEMENTS: Final = 20
_DECORATIVE: Final = frozenset(
    {"ContextMenu", "ExtendedTooltip", "AutoCommandBar", "SearchStringAddition", "ViewStatusAddition"}
    | {"SearchControlAddition"}
)

Fitness = Callable[[str], float]


def own_names(configuration: Configuration, module: Module, fitness: Fitness, budget: int) -> str:
    """Fields of the form and the object that a module belongs to.

    Args:
        configuration: Where they are.
        module: The module that is edited.
        fitness: How well a name fits the question: of a form's elements the best are shown.
        budget: Most characters of the text; what does not fit is cut at a name.
    """
    kind, _, name = module.owner.partition(".")
    if kind == "CommonForm":
        lines = _form_lines(configuration.common_forms.get(name.lower()), fitness)
    else:
        item = configuration.objects.get((kind, name.lower()))
        form = item.forms.get(module.key.rpartition(".")[2].lower()) if item and module.kind == "form" else None
        lines = (line for part in (_form_lines(form, fitness), _object_lines(item)) for line in part)
    return _within(lines, budget)


def _form_lines(form: Form | None, fitness: Fitness) -> Iterator[str]:
    if form is None:
        return
    if form.attributes:
        yield f"Реквизиты формы: {_listed(form.attributes)}"
    for key, columns in form.columns.items():
        yield f"Колонки {form.attributes[key].name if key in form.attributes else key}: {_listed(columns)}"
    names = [element.name for element in form.elements.values() if element.kind not in _DECORATIVE]
    best = sorted(names, key=lambda name: (-fitness(name), name))[:_ELEMENTS]
    if best:
        yield f"Элементы формы: {', '.join(best)}"


def _object_lines(item: MetadataObject | None) -> Iterator[str]:
    if item is None:
        return
    if item.attributes:
        yield f"Реквизиты объекта: {_listed(item.attributes)}"
    for section in item.tabular_sections.values():
        yield f"Табличная часть {section.name}: {_listed(section.attributes)}"
    if item.values:
        yield f"Значения: {', '.join(item.values.values())}"


def _listed(attributes: Mapping[str, Attribute]) -> str:
    return ", ".join(f"{attribute.name}{_types(attribute.types)}" for attribute in attributes.values())


def _types(types: tuple[str, ...]) -> str:
    return f" ({', '.join(map(russian_type, types))})" if 0 < len(types) <= _MOST_TYPES else ""


def _within(lines: Iterable[str], budget: int) -> str:
    kept: list[str] = []
    left = budget
    for line in lines:
        if len(line) + 1 > left:
            cut = line[: max(0, left - 2)].rpartition(",")[0]
            kept += [f"{cut}, …"] if cut else []
            break
        kept.append(line)
        left -= len(line) + 1
    return "\n".join(kept)


def fitness_of(words: Mapping[str, float]) -> Fitness:
    """How many words of a question a name has, by their weights."""
    return lambda name: sum(words.get(word, 0.0) for word in words_of(name))

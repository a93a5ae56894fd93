"""What a model is told about a configuration: the names that it may use, and nothing else."""

from collections.abc import Iterable, Iterator

from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.lookup import fields_of, recorders, russian_type
from components.shared.bsl.configuration.model import (
    Attribute,
    CommonModule,
    Configuration,
    ExportedMethod,
    Form,
    MetadataObject,
)
from components.shared.bsl.configuration.query_tables import find_table
from components.shared.bsl.configuration.selection import Thing, find_thing
from components.shared.bsl.configuration.virtual_tables import names_of_virtual_tables
from components.shared.bsl.platform.model import Side

_MOST_TYPES = 3  # more types of a field tell a model nothing
_SIDES = (("сервер", Side.SERVER), ("внешнее соединение", Side.EXTERNAL_CONNECTION), ("клиент", Side.THIN_CLIENT))
_ROLES = (("измерения", "dimension"), ("ресурсы", "resource"))


def names_for_prompt(configuration: Configuration, wanted: Iterable[str]) -> str:
    """A text in Russian with the names of some things, a thing a line.

    Args:
        configuration: Where they are.
        wanted: Names as ``find_thing`` takes them: objects, forms, common modules, methods of them.

    Raises:
        ValueError: The configuration has no such thing.
    """
    return "\n".join(line for name in wanted for line in _lines(configuration, find_thing(configuration, name)))


def _lines(configuration: Configuration, thing: Thing) -> Iterator[str]:
    if thing.item is not None:
        yield from _object_lines(configuration, thing.item)
    if thing.form is not None:
        yield from _form_lines(thing.name, thing.form)
    if thing.module is not None:
        methods = ", ".join(map(_signature, thing.module.methods.values()))
        yield f"Общий модуль {thing.module.name} ({_sides(thing.module)}): {methods}"


def _object_lines(configuration: Configuration, item: MetadataObject) -> Iterator[str]:
    full_name = f"{KIND_BY_NAME[item.kind].russian}.{item.name}"
    if item.values and item.kind == "Enum":
        yield f"{full_name}: {', '.join(item.values.values())}"
        return
    yield f"{full_name}: {'; '.join(_fields(configuration, item))}"
    for section in item.tabular_sections.values():
        yield f"  табличная часть {section.name}: {_listed(section.attributes.values())}"
    if item.values:
        yield f"  предопределенные: {', '.join(item.values.values())}"
    tables = [
        table for table in names_of_virtual_tables(item.kind) if find_table(configuration, f"{full_name}.{table}")
    ]
    if tables:
        yield f"  виртуальные таблицы: {', '.join(tables)}"
    methods = [*item.object_methods.values(), *item.manager_methods.values()]
    if methods:
        yield f"  методы: {', '.join(map(_signature, methods))}"


def _fields(configuration: Configuration, item: MetadataObject) -> Iterator[str]:
    of_recorders = recorders(configuration).get(f"{item.kind}.{item.name}".lower(), ())
    own = {attribute.name for attribute in item.attributes.values()}
    fields = dict.fromkeys(fields_of(configuration, item, of_recorders).values())
    yield from filter(None, [", ".join(field.name for field in fields if field.name not in own)])
    rest = dict(item.attributes)
    for word, role in _ROLES:
        found = [rest.pop(key) for key, attribute in item.attributes.items() if attribute.role == role]
        if found:
            yield f"{word}: {_listed(found)}"
    if rest:
        yield f"реквизиты: {_listed(rest.values())}"


def _listed(attributes: Iterable[Attribute]) -> str:
    return ", ".join(f"{attribute.name}{_types(attribute.types)}" for attribute in attributes)


def _types(types: tuple[str, ...]) -> str:
    return f" ({', '.join(map(russian_type, types))})" if 0 < len(types) <= _MOST_TYPES else ""


def _form_lines(name: str, form: Form) -> Iterator[str]:
    yield f"{name}: реквизиты: {_listed(form.attributes.values())}"
    for key, columns in form.columns.items():
        yield f"  колонки {form.attributes[key].name if key in form.attributes else key}: {_listed(columns.values())}"
    elements = [element.name for element in form.elements.values() if element.kind not in _DECORATIVE]
    if elements:
        yield f"  элементы: {', '.join(elements)}"
    if form.commands:
        yield f"  обработчики команд: {', '.join(filter(None, form.commands.values()))}"


_DECORATIVE = frozenset(
    {"ContextMenu", "ExtendedTooltip", "AutoCommandBar", "SearchStringAddition", "ViewStatusAddition"}
    | {"SearchControlAddition"}
)


def _sides(module: CommonModule) -> str:
    return ", ".join(word for word, side in _SIDES if side in module.sides)


def _signature(method: ExportedMethod) -> str:
    parameters = [name if number < method.least else f"[{name}]" for number, name in enumerate(method.parameters)] or [
        "…"
    ] * bool(method.most)
    return f"{method.name}({', '.join(parameters)})"

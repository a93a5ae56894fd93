"""How well the tables of the platform know code that ships: every hit that they refuse is a fault of the tables.

    python -m benchmarks.judge.platform_coverage CORPUS_FOLDER

For each checkout: global calls (of names that are neither methods of the module nor variables), their numbers of
arguments, types after ``Новый``, values of system enumerations, and members of variables that are evidently of one
type (all they are given in a method is ``Новый`` of that type). A module of a form or an object may also call methods
of its own object without a prefix: those are counted apart.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, texts
from components.shared.bsl import parse
from components.shared.bsl.platform.model import Platform
from components.shared.bsl.platform.rows import entries_of
from components.shared.bsl.platform.tables import load_platform
from components.shared.bsl.syntax.syntax_tree import (
    Assignment,
    Call,
    Chain,
    ForEach,
    Member,
    Method,
    Module,
    Name,
    New,
    Node,
    walk,
)

CHECKOUTS = ("ssl_3_1", "ssl_3_2", "ssl_3_1_eng")
OWN_OBJECTS = ("форма", "объект", "менеджер", "наборзаписей", "менеджерзаписи", "менеджерзначения")
SHOWN = 12  # names listed behind a count of faults


@dataclass(slots=True)
class Coverage:
    """What was met, and what the tables do not know, by name."""

    calls: int = 0
    own_object: int = 0
    unknown_calls: Counter[str] = field(default_factory=Counter)
    arguments: Counter[str] = field(default_factory=Counter)
    made: int = 0
    unknown_types: Counter[str] = field(default_factory=Counter)
    values: int = 0
    unknown_values: Counter[str] = field(default_factory=Counter)
    members: int = 0
    unknown_members: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Print a table for each checkout that is there."""
    folder = corpus_folder(sys.argv)
    platform = load_platform()
    _report_sizes(platform)
    for name in CHECKOUTS:
        if (folder / name).is_dir():
            _report(name, measured(folder / name, platform))


def measured(folder: Path, platform: Platform) -> Coverage:
    """What the tables know of the code in a folder."""
    coverage = Coverage()
    own = own_object_methods(platform)
    for text in texts(folder):
        module = parse(text)
        for method in module.methods:
            _measure_method(method, module, platform, own, coverage)
    return coverage


def own_object_methods(platform: Platform) -> frozenset[str]:
    """Methods that some module can call without a prefix, because they are those of the object it belongs to."""
    kinds = (kind for name, kind in platform.types.items() if name.endswith(OWN_OBJECTS) or name.startswith("форма"))
    return frozenset(method for kind in kinds for method in kind.methods)


def _measure_method(
    method: Method, module: Module, platform: Platform, own: frozenset[str], coverage: Coverage
) -> None:
    nodes = list(walk(method.body))
    variables = _variables(method, module, nodes)
    methods = {name.name.lower() for name in module.methods}
    evident = dict(_evident_types(nodes, variables, platform))
    for node in nodes:
        if isinstance(node, New) and node.type_name:
            _measure_new(node, platform, coverage)
        elif isinstance(node, Chain) and isinstance(node.first, Name):
            name = node.first.name.lower()
            if isinstance(node.steps[0], Call) and name not in methods:
                _measure_call(name, node.steps[0], platform, own, coverage)
            elif isinstance(node.steps[0], Member) and name in evident:
                _measure_member(evident[name], node, platform, coverage)
            elif isinstance(node.steps[0], Member) and name not in variables:
                _measure_value(name, node, platform, coverage)


def _variables(method: Method, module: Module, nodes: list[Node]) -> set[str]:
    assigned = {node.target.name for node in nodes if isinstance(node, Assignment) and isinstance(node.target, Name)}
    looped = {node.variable for node in nodes if isinstance(node, ForEach)}
    declared = {variable.name for variable in (*method.variables, *module.variables)}
    parameters = {parameter.name for parameter in method.parameters}
    return {name.lower() for name in assigned | looped | declared | parameters}


def _evident_types(nodes: list[Node], variables: set[str], platform: Platform) -> Iterator[tuple[str, str]]:
    """Variables that are given nothing but ``Новый`` of one type in this method."""
    given: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, Assignment) and isinstance(node.target, Name):
            value = node.value
            made = value.type_name.lower() if isinstance(value, New) else ""
            given.setdefault(node.target.name.lower(), set()).add(made)
        elif isinstance(node, ForEach):
            given.setdefault(node.variable.lower(), set()).add("")
    for name, types in given.items():
        if len(types) == 1 and (kind := next(iter(types))) in platform.types:
            yield name, kind


def _measure_new(node: New, platform: Platform, coverage: Coverage) -> None:
    coverage.made += 1
    kind = platform.types.get(node.type_name.lower())
    if kind is None or not any(arity.allows(len(node.arguments)) for arity in kind.constructors):
        coverage.unknown_types[f"{node.type_name}({len(node.arguments)})"] += 1


def _measure_call(name: str, call: Call, platform: Platform, own: frozenset[str], coverage: Coverage) -> None:
    coverage.calls += 1
    function = platform.functions.get(name)
    if function is None:
        if name in own:
            coverage.own_object += 1
        else:
            coverage.unknown_calls[name] += 1
    elif function.arities and not any(arity.allows(len(call.arguments)) for arity in function.arities):
        coverage.arguments[f"{function.ru}({len(call.arguments)})"] += 1


def _measure_value(name: str, node: Chain, platform: Platform, coverage: Coverage) -> None:
    enumeration = platform.enumerations.get(name)
    if enumeration is None or not isinstance(node.steps[0], Member):
        return
    coverage.values += 1
    if enumeration.complete and node.steps[0].name.lower() not in enumeration.values:
        coverage.unknown_values[f"{enumeration.ru}.{node.steps[0].name}"] += 1


def _measure_member(type_name: str, node: Chain, platform: Platform, coverage: Coverage) -> None:
    kind = platform.types[type_name]
    first = node.steps[0]
    if not isinstance(first, Member):
        return
    coverage.members += 1
    known = first.name.lower() in kind.methods or first.name.lower() in kind.properties
    called = len(node.steps) > 1 and isinstance(node.steps[1], Call)
    if not known and kind.complete and (called or not kind.dynamic):
        coverage.unknown_members[f"{kind.ru}.{first.name}"] += 1


def _report_sizes(platform: Platform) -> None:
    functions = entries_of(platform.functions)
    types = entries_of(platform.types)
    described = [kind for kind in types if kind.methods or kind.properties]
    members = sum(len(entries_of(kind.methods)) + len(entries_of(kind.properties)) for kind in described)
    print(f"functions {len(functions):,}, with known arity {sum(bool(function.arities) for function in functions):,}")
    print(f"types {len(types):,}, made with Новый {sum(bool(kind.constructors) for kind in types):,}")
    print(
        f"types with members {len(described):,}, members {members:,}, complete {sum(kind.complete for kind in types):,}"
    )
    print(
        f"enumerations {len(entries_of(platform.enumerations)):,}, properties {len(entries_of(platform.properties)):,}"
    )
    print(f"functions with a stated version {sum(bool(function.since) for function in functions):,}")


def _report(name: str, coverage: Coverage) -> None:
    known = coverage.calls - coverage.own_object - coverage.unknown_calls.total()
    print(f"{name}: {coverage.calls:,} global calls")
    print(f"  functions of the tables              {known:>8,}  {known / coverage.calls:.2%}")
    print(f"  methods of the module's own object   {coverage.own_object:>8,}")
    _line("names unknown", coverage.unknown_calls)
    _line("numbers of arguments refused", coverage.arguments)
    _line(f"Новый, refused of {coverage.made:,}", coverage.unknown_types)
    _line(f"values of enumerations, of {coverage.values:,}", coverage.unknown_values)
    _line(f"members of evident types, of {coverage.members:,}", coverage.unknown_members)


def _line(what: str, faults: Counter[str]) -> None:
    examples = ", ".join(f"{name} {count}" for name, count in faults.most_common(SHOWN))
    print(f"  {what:<37}{faults.total():>8,}  {examples}".rstrip())


if __name__ == "__main__":
    main()

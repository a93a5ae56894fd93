"""From an export on disk to an index: modules are read on all cores, names resolved when all of them are known."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.layouts import Root, find_roots
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.places import SERVER
from components.shared.bsl.platform.model import Side
from components.shared.context.facts import MethodFacts, ModuleFacts, first_sentence, read_module
from components.shared.context.model import ContextIndex, Method, Module
from components.shared.context.objects import Subsystems, objects_of, subsystems_of
from components.shared.context.resolving import Names
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.progress import Progress, silent

FILES_PER_PIECE: Final = 16
PIECES_WORTH_A_POOL: Final = 4  # starting processes takes longer than parsing fewer


def read_context(path: Path, progress: Progress = silent) -> ContextIndex:
    """Read the configuration at or below a path into an index; raises like ``read_facts``."""
    return build_index(*read_facts(path, progress=progress))


def read_facts(
    path: Path, *, with_code: bool = False, progress: Progress = silent
) -> tuple[Configuration, list[ModuleFacts]]:
    """Read the configuration at or below a path with all its modules.

    Args:
        path: An export of the Designer or of EDT, or a folder above one.
        with_code: Whether hashes of code are wanted, to find methods that are almost equal.
        progress: Told after each piece.

    Raises:
        BadInput: There is none, there are several, or it is damaged.
    """
    configuration, folder = configuration_at(path)
    paths = sorted(_module_paths(folder))
    pieces = [paths[start : start + FILES_PER_PIECE] for start in range(0, len(paths), FILES_PER_PIECE)]
    modules: dict[str, ModuleFacts] = {}
    for piece in in_order(partial(_read_piece, folder, with_code), pieces, PIECES_WORTH_A_POOL):
        modules.update((module.key, module) for module in piece)
        progress("modules", len(modules), len(paths))
    return configuration, [modules[key] for key in sorted(modules)]


def configuration_at(path: Path) -> tuple[Configuration, Path]:
    """The configuration at or below a path, and its folder; raises like ``read_facts``."""
    try:
        configuration = read_configuration(path)
        return configuration, _root_of(path, configuration).folder
    except ValueError as error:
        raise BadInput(str(error)) from error


def build_index(configuration: Configuration, facts: Iterable[ModuleFacts]) -> ContextIndex:
    """Put an index together; the same facts in any order give the same index."""
    ordered = sorted(facts, key=lambda module: module.key)
    subsystems = subsystems_of(configuration)
    modules = list(_modules(configuration, ordered, subsystems))
    objects = list(objects_of(configuration, subsystems))
    names = Names(configuration, modules, [module.methods for module in ordered], objects)
    methods = [
        _method(number, modules[number], method, names)
        for number, module in enumerate(ordered)
        for method in module.methods
    ]
    return ContextIndex(configuration, modules, methods, objects)


def _read_piece(folder: Path, with_code: bool, paths: list[str]) -> list[ModuleFacts]:
    found = (read_module(folder, path, with_code=with_code) for path in paths)
    return [module for module in found if module is not None]


def _root_of(path: Path, configuration: Configuration) -> Root:
    """The folder that the configuration was read from: ``read_configuration`` prefers whole ones to extensions."""
    roots = find_roots(path)
    if len(roots) == 1:
        return roots[0]
    return next(root for root in roots if read_configuration(root.folder).name == configuration.name)


def _module_paths(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            file = Path(parent, name)
            if name.endswith(".bsl") and not file.is_symlink() and str(file).isprintable():
                yield file.relative_to(folder).as_posix()


def _modules(configuration: Configuration, facts: list[ModuleFacts], subsystems: Subsystems) -> Iterator[Module]:
    start = 0
    for module in facts:
        owner = ".".join(module.place.owner.split(".")[:2])
        sides, callers = _sides(configuration, module)
        yield Module(
            key=module.key,
            kind=module.place.module_kind,
            owner=owner,
            title=_module_title(module.place.module_kind, owner),
            sides=sides.value,
            callers=callers.value,
            methods=range(start, start + len(module.methods)),
            subsystems=subsystems.get(owner.lower(), ()),
        )
        start += len(module.methods)


def _module_title(module_kind: str, owner: str) -> str:
    kind, _, name = owner.partition(".")
    if module_kind == "common":
        return name
    if module_kind == "manager" and kind in KIND_BY_NAME:
        return f"{KIND_BY_NAME[kind].russian_plural}.{name}"
    return ""


def _sides(configuration: Configuration, module: ModuleFacts) -> tuple[Side, Side]:
    """Where the code of a module runs, and from where it can be called."""
    if module.place.module_kind != "common":
        return (Side(0), Side(0)) if module.place.module_kind == "application" else (SERVER, SERVER)
    known = configuration.common_modules.get(module.place.owner.partition(".")[2].lower())
    if known is None:
        return Side(0), Side(0)
    return known.sides, known.sides | Side.CLIENT if known.server_call else known.sides


def _method(number: int, module: Module, facts: MethodFacts, names: Names) -> Method:
    return Method(
        name=facts.name,
        module=number,
        is_function=facts.is_function,
        export=facts.export,
        deprecated=facts.deprecated,
        sides=facts.sides or module.sides,
        parameters=facts.parameters,
        purpose=first_sentence(facts.purpose),
        uses=names.resolve(number, facts),
    )

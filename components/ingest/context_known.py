"""What describes the configuration of a source beside its methods: files of an export, rows of a knowledge base.

Where there is neither, the names of modules and of their objects, which records have themselves, are all that is known.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from components.ingest.context_methods import Methods
from components.ingest.context_stage import Describe, Known
from components.ingest.module_files import ModuleSource
from components.ingest.settings import SourceSettings
from components.shared.archives.reader import Wanted, read_members
from components.shared.archives.settings import RepositorySettings
from components.shared.bsl.configuration.kinds import KIND_BY_FOLDER
from components.shared.bsl.configuration.layouts import find_roots
from components.shared.bsl.configuration.model import CommonModule, Configuration, MetadataObject
from components.shared.bsl.places import SERVER
from components.shared.bsl.platform.model import Side
from components.shared.context.building import configuration_at
from components.shared.errors import BadInput
from components.shared.knowledge_base import open_knowledge_base
from components.shared.knowledge_base.objects import configuration_of
from components.shared.records import ExecutionContext

LARGEST_DESCRIPTION_BYTES: Final = 64_000_000  # what is read of an export; see bsl.configuration.xml_tree
_LONGEST_PART_BYTES: Final = 255
_BESIDE_OBJECTS: Final = ("Form.xml", "Predefined.xml", "Content.xml", "Flowchart.xml")
_SIDES: Final[dict[ExecutionContext, Side]] = {"server": SERVER, "client": Side.CLIENT, "both": SERVER | Side.CLIENT}


def once(describe: Callable[[], Known]) -> Describe:
    """What describes all configurations that records of a source name, found when it is first asked for."""
    found: list[Known] = []

    def described(_: str) -> Known:
        if not found:
            found.append(describe())
        return found[0]

    return described


def known_of_folder(source: ModuleSource) -> Known:
    """The configuration at or below the folder of a source.

    Raises:
        BadInput: There is none, there are several, or it is damaged.
    """
    configuration, folder = configuration_at(source.root)
    top = source.checkout.root
    base = folder.resolve()
    inside = base.is_relative_to(top) and base != top
    return Known(lambda methods: configuration, base.relative_to(top).as_posix() if inside else "")


def has_configuration(source: ModuleSource) -> bool:
    """Whether a folder is worth being asked: one of scripts alone has no names to tell."""
    return bool(find_roots(source.root))


def known_of_archive(archive: Path, settings: RepositorySettings, folder: Path) -> Known:
    """The configuration that an archive holds an export of.

    Its descriptions, and nothing else of the archive, are written below a folder of this run: the reader of exports
    goes from file to file. Their names were checked when the archive was read, and each is looked at once more.

    Raises:
        BadInput: There is none, there are several, or it is damaged.
        RepositoryRefused: The archive is damaged or over a budget.
    """
    with archive.open("rb") as file:
        for member in read_members(file, settings, _wanted, lambda reason, path: None):
            write_below(folder, member.path, member.data)
    configuration, root = configuration_at(folder)
    base = root.relative_to(folder).as_posix()
    return Known(lambda methods: configuration, "" if base == "." else base)


def write_below(folder: Path, path: str, data: bytes) -> None:
    """A file in folders of our own making; names that this machine cannot have, or has for a folder, stay away."""
    parts = path.split("/")
    if not path.isprintable() or any(part in ("", ".", "..") or _is_long(part) for part in parts):
        return
    place = folder.joinpath(*parts)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(data)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return


def _is_long(part: str) -> bool:
    return len(part.encode("utf-8", "surrogatepass")) > _LONGEST_PART_BYTES


def _wanted(path: str) -> Wanted | None:
    return Wanted(LARGEST_DESCRIPTION_BYTES) if is_description(path) else None


def is_description(path: str) -> bool:
    """Whether the reader of exports opens this file: of Designer and EDT, without templates, help, rights, pictures.

    >>> [is_description(f"src/cf/{path}") for path in ("Catalogs/А.xml", "Catalogs/А/Templates/М/Ext/Template.xml")]
    [True, False]
    """
    parts = path.split("/")
    name = parts[-1]
    if name == "Configuration.xml" or name.endswith((".mdo", ".form")):
        return True
    if not name.endswith(".xml") or not any(part in KIND_BY_FOLDER for part in parts[:-1]):
        return False
    return name in _BESIDE_OBJECTS if "Ext" in parts else not {"Templates", "Forms", "Commands"}.intersection(parts)


def known_of_knowledge_base(source: SourceSettings, url: str, name: str) -> Known:
    """What the knowledge base has of a configuration: its own tables of objects, or no more than names of modules."""
    return Known(partial(_stored, source, url, name))


def _stored(source: SourceSettings, url: str, name: str, methods: Methods) -> Configuration:
    base = open_knowledge_base(url, source.knowledge_base)
    stored = source.knowledge_base.configurations if source.configuration else (name,)
    described = configuration_of(name, base.objects(stored[0]) if len(stored) == 1 else ())
    met = _met(methods, described)
    if not met.common_modules and not met.objects:
        raise BadInput(f"{name or 'methods without a configuration'}: no row says which module its method is of")
    return met


def _met(methods: Methods, described: Configuration) -> Configuration:
    """With the modules and objects that only their methods name."""
    modules, objects = dict(described.common_modules), dict(described.objects)
    for key, (kind, name) in sorted(_owners(methods)):
        if kind == "CommonModule":
            sides = _SIDES.get(methods.runs[key], Side.ALL)
            modules.setdefault(name.lower(), CommonModule(name, sides, complete=False))
        else:
            objects.setdefault((kind, name.lower()), MetadataObject(kind, name, complete=False))
    return Configuration(
        name=described.name,
        objects=dict(sorted(objects.items())),
        common_modules=dict(sorted(modules.items())),
        common_forms=described.common_forms,
    )


def _owners(methods: Methods) -> Iterator[tuple[str, tuple[str, str]]]:
    for module in methods.modules:
        kind, dot, rest = module.place.owner.partition(".")
        if dot and kind != "CommonForm":
            yield module.key, (kind, rest.partition(".")[0])

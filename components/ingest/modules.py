"""Records from BSL modules: a 1C export, a folder of .bsl and .os files, a Git checkout.

Files are read and parsed on all cores; what comes out does not depend on how many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from components.ingest.licenses import find_license, with_stated
from components.ingest.methods import ModuleFacts, record_of
from components.ingest.module_files import ModuleSource, as_text, find_modules, read_module
from components.ingest.module_places import place_of
from components.ingest.tally import Tally
from components.shared.bsl import Dialect, parse
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.progress import Progress
from components.shared.records import Record

FILES_PER_CHUNK = 16
# Starting processes takes longer than parsing fewer.
CHUNKS_WORTH_A_POOL = 4
PLACES_SHOWN = 5

Chunk = tuple[list[Record], Tally]


def read_modules(source: ModuleSource, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every method that parses.

    Args:
        source: The source, from ``open_source``.
        tally: Grows by what is met and what is left out.
        progress: Told after each chunk of files.

    Raises:
        BadInput: No method could be read.
    """
    paths = find_modules(source, tally)
    if not paths:
        raise BadInput(
            f"{source.root}: no .bsl or .os file in this folder; name a configuration export "
            "(Designer: 'Выгрузить конфигурацию в файлы', or an EDT project), or a folder of modules"
        )
    label = f"modules of {source.root.name}"
    done = 0
    progress(label, 0, len(paths))
    for records, counted in _chunks(source, paths):
        tally.add(counted)
        done += counted.files
        yield from records
        progress(label, done, len(paths))
    refuse_nothing(str(source.root), len(paths), tally)


def read_chunk(source: ModuleSource, paths: Sequence[str]) -> Chunk:
    """Read and parse some files; runs in a process of its own."""
    tally = Tally()
    records: list[Record] = []
    for path in paths:
        records.extend(_read_one(source, path, tally))
    return records, tally


def refuse_nothing(where: str, files: int, tally: Tally) -> None:
    """A source without any method that can be read is an error, told with the first places.

    Raises:
        BadInput: It is such a source.
    """
    if tally.methods == tally.dropped["syntax_error"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.dropped.items()))
        places = "".join(f"\n  {drop.path}: {drop.detail or drop.reason}" for drop in tally.drops[:PLACES_SHOWN])
        raise BadInput(
            f"{where}: none of {files} modules has a method that can be read ({reasons}); "
            f"name a folder with sources of modules, or correct them:{places}"
        )


def _read_one(source: ModuleSource, path: str, tally: Tally) -> Iterator[Record]:
    tally.files += 1
    text = read_module(source, path, tally)
    if text is None:
        return
    yield from records_of_text(text, path, _facts(source, path, text), source.settings.dialect, tally)


def records_of_text(text: str, path: str, facts: ModuleFacts, dialect: Dialect, tally: Tally) -> Iterator[Record]:
    """Records of the methods of a module, wherever it lies; what does not parse is counted."""
    tally.configurations.update(filter(None, [facts.configuration]))
    script = path.casefold().endswith(".os")
    module = parse(text, "onescript" if script else dialect)
    tally.methods += len(module.methods) + len(module.errors)
    for error in module.errors:
        tally.drop("syntax_error", facts.path, error.line, str(error))
    if not module.methods and not module.errors:
        tally.drop("no_methods", facts.path)
    lines = text.split("\n")
    for method in module.methods:
        yield record_of(method, lines, facts)


def _facts(source: ModuleSource, path: str, text: str) -> ModuleFacts:
    place = place_of(source.root, path)
    checkout = source.checkout
    found = find_license(text, source.root / path, checkout.root, source.settings.license)
    return ModuleFacts(
        path=source.shown(path),
        place=replace(place, module_key=as_text(place.module_key)),
        configuration=source.settings.configuration or place.configuration,
        checkout=checkout,
        repository=source.settings.repository or checkout.repository,
        license=with_stated(found, source.settings.copyright),
        license_is_stated=bool(source.settings.license),
    )


def _chunks(source: ModuleSource, paths: Sequence[str]) -> Iterator[Chunk]:
    pieces = [paths[start : start + FILES_PER_CHUNK] for start in range(0, len(paths), FILES_PER_CHUNK)]
    return in_order(partial(read_chunk, source), pieces, CHUNKS_WORTH_A_POOL)

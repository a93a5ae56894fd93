"""Records from the knowledge base: methods of configurations, as their own modules would have given them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import cast, get_args

from components.ingest.checkout import Checkout
from components.ingest.licenses import License, with_stated
from components.ingest.methods import ModuleFacts, record_of
from components.ingest.module_places import ModulePlace, place_by_path
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import Method, parse
from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.errors import BadInput
from components.shared.knowledge_base import Notes, StoredMethod, open_knowledge_base, read_mirrored
from components.shared.knowledge_base.methods import PROPRIETARY, KnowledgeBase, license_of_configuration
from components.shared.knowledge_base.previews import is_cut
from components.shared.processes import in_order
from components.shared.progress import Progress
from components.shared.records import ExecutionContext, Record

BROKEN = "broken_row"
METHODS_PER_PIECE = 250
PIECES_WORTH_A_POOL = 8

Piece = tuple[list[Record], Tally]


def read_knowledge_base(source: SourceSettings, url: str, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every method that is whole.

    Args:
        source: Which configurations, how many, and how the columns are called.
        url: Where the knowledge base is.
        tally: Grows by what is met and what is left out; gets the snapshot.
        progress: Told after each piece.

    Raises:
        BadInput: The knowledge base has another shape, nothing of what is wanted, or only code that is cut.
        TryAgain: The server is away, and stayed away.
    """
    settings = source.knowledge_base
    base = open_knowledge_base(url, settings)
    notes = Notes()
    progress("knowledge base")
    methods = read_mirrored(base, Path(settings.mirror), notes) if settings.mirror else base.read(notes)
    for records, counted in in_order(partial(records_of, source), _pieces(methods), PIECES_WORTH_A_POOL):
        tally.add(counted)
        yield from records
        progress("knowledge base", tally.methods)
    tally.snapshot, tally.columns = str(notes), notes.columns
    tally.layouts[notes.layout] = tally.methods
    _refuse_nothing(base, source, tally)
    _count_broken(notes, tally)


def records_of(source: SourceSettings, methods: list[StoredMethod]) -> Piece:
    """Parse some methods; runs in a process of its own."""
    tally = Tally()
    return [record for method in methods if (record := _record(source, method, tally))], tally


def _pieces(methods: Iterable[StoredMethod]) -> Iterator[list[StoredMethod]]:
    rest = iter(methods)
    while piece := list(islice(rest, METHODS_PER_PIECE)):
        yield piece


def _count_broken(notes: Notes, tally: Tally) -> None:
    """Rows of files that hold no method: all are counted, the first with their places."""
    for file, line, problem in notes.problems:
        tally.drop(BROKEN, file, line, problem)
    tally.dropped[BROKEN] += notes.broken - len(notes.problems)
    tally.dropped += Counter()  # no reason that nothing was left out for
    tally.methods += notes.broken


def _refuse_nothing(base: KnowledgeBase, source: SourceSettings, tally: Tally) -> None:
    if not tally.methods:
        wanted = ", ".join(source.knowledge_base.configurations)
        there = ", ".join(name or "(without a name)" for name in base.contents().configurations)
        raise BadInput(f"knowledge_base.configurations: no method of {wanted or 'any'}; there are {there or 'none'}")
    if tally.dropped["truncated_code"] == tally.methods:
        raise BadInput(
            f"knowledge_base.columns.code: {source.knowledge_base.columns.code} holds only the beginnings of all "
            f"{tally.methods} methods; name the column with the whole code"
        )


def _record(source: SourceSettings, stored: StoredMethod, tally: Tally) -> Record | None:
    tally.methods += 1
    place = _place(stored)
    path = stored.path or "/".join(filter(None, (stored.configuration, stored.module_type, stored.module_name)))
    tally.configurations.update(filter(None, [stored.configuration]))
    text = _with_comment(stored)
    module = parse(text, "onescript" if stored.path.endswith(".os") else source.dialect)
    method = _the_one(module.methods, stored.name) if not module.errors else None
    if method is None:
        tally.drop(*_why_not(stored, path, [str(error) for error in module.errors]))
        return None
    facts = ModuleFacts(
        path=path,
        place=place,
        configuration=source.configuration or stored.configuration,
        checkout=Checkout(Path(), stored.source_url, stored.commit),
        repository=source.repository or stored.source_url,
        license=_license(source, stored),
    )
    record = record_of(method, text.split("\n"), facts)
    above = max(0, stored.line_start - 1)
    places = {"line_start": record.line_start + above, "line_end": record.line_end + above}
    return record.model_copy(update={"source": "knowledge_base", **places})


def _with_comment(stored: StoredMethod) -> str:
    """The code under its comment; where the code has none, the description is one."""
    code = stored.code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    description = stored.description.strip()
    if not code.strip() or not description or code.lstrip().startswith("//"):
        return code
    return "\n".join([*(f"// {line}".rstrip() for line in description.splitlines()), code])


def _the_one(methods: tuple[Method, ...], name: str) -> Method | None:
    """The method that a row is about; one alone is, whatever it is called there."""
    if len(methods) == 1:
        return methods[0]
    named = [method for method in methods if method.name.casefold() == name.casefold()]
    return named[0] if len(named) == 1 else None


def _why_not(stored: StoredMethod, path: str, errors: list[str]) -> tuple[str, str, int, str]:
    place = (path, stored.line_start)
    if not stored.code.strip():
        return ("no_code", *place, stored.name)
    if is_cut(stored.code):
        return ("truncated_code", *place, f"{stored.name}: no end after {len(stored.code)} characters")
    if errors:
        return ("syntax_error", *place, errors[0])
    return ("no_methods", *place, stored.name)


def _license(source: SourceSettings, stored: StoredMethod) -> License:
    """What the knowledge base says, else the settings, else the name: DO, ERP, ZUP and BUH are sold."""
    return with_stated(_bare_license(source, stored), source.copyright)


def _bare_license(source: SourceSettings, stored: StoredMethod) -> License:
    if stored.license:
        return License(stored.license, "knowledge_base")
    if source.license:
        return License(source.license, "settings")
    name = license_of_configuration(stored.configuration, "")
    return License(name, "configuration" if name == PROPRIETARY else "none")


def _place(stored: StoredMethod) -> ModulePlace:
    """The module as its path in an export names it; a foreign table has the kind of object and a name only."""
    name = stored.path or stored.module_name
    place = place_by_path(name.replace("\\", "/"))
    if not stored.path and place.module_key == name:
        place = _place_by_name(stored.module_type.strip(), stored.module_name.strip(), place)
    contexts = get_args(ExecutionContext)
    known = stored.context in contexts and stored.context != "unknown"
    return replace(place, context=cast(ExecutionContext, stored.context)) if known else place


def _place_by_name(metadata_type: str, module_name: str, place: ModulePlace) -> ModulePlace:
    """``ОбщийМодуль`` and ``Общие``, or ``Документ.Заказ``: the key is that which the module's path would give."""
    head, dot, rest = module_name.partition(".")
    kind = KIND_BY_ANY_NAME.get(metadata_type.lower()) or (KIND_BY_ANY_NAME.get(head.lower()) if dot else None)
    if kind is None:
        return replace(place, module_key=f"{metadata_type}.{module_name}".strip("."))
    name = rest if dot and KIND_BY_ANY_NAME.get(head.lower()) else module_name
    if kind.name == "CommonModule":
        return place_by_path(f"CommonModules/{name}/Module.bsl")
    return replace(place, module_key=f"{kind.name}.{name}")

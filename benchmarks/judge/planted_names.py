"""Wrong names of metadata, forms and the library put into real methods, one at a time.

Where a name stands is found by the grammar and by lists of names alone, never by what the judge resolves: otherwise
only what it can resolve would be asked.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from benchmarks.judge.corpora import module_files
from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.configuration.model import Configuration, Form
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.library import load_library
from components.shared.bsl.names import check_names
from components.shared.bsl.names.form_surfaces import find_form
from components.shared.bsl.places import context_of
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.source_map import SourceMap

PLANTED: Final = 500
LEAST_CAUGHT: Final = 0.95
SEED: Final = 4
_MOST_PER_FILE: Final = 8
_SUFFIXES: Final = ("Список", "Данные", "Сервис", "Основной", "Новый", "ПоУмолчанию", "Текущий")


@dataclass(frozen=True, slots=True)
class Site:
    """A name in a file that something else could stand for."""

    path: Path
    kind: str  # what the name is of: "metadata object", "form item", …
    position: int
    name: str
    module: str = ""  # of the library, in lower case


def count_by_library_alone(folder: Path) -> tuple[int, int]:
    """Plant wrong methods of the library and judge them with its public interface, without the configuration.

    Returns:
        How many were caught of how many whose module the interface holds.
    """
    library = load_library()
    sites = [site for path in _some_files(folder) for site in _sites(path, folder) if site.kind == "library method"]
    chosen = [site for site in _sample(sites) if site.module in library.common_modules]
    caught = [_is_found(site, folder, number, None, library) for number, site in enumerate(chosen)]
    return sum(caught), len(chosen)


def plant_and_count(folder: Path) -> tuple[int, int]:
    """Plant the names, print a row for each kind of them, and tell how many were caught of how many."""
    sites = _sample([site for path in _some_files(folder) for site in _sites(path, folder)])
    with ProcessPoolExecutor() as workers:
        jobs = [(site, folder, number) for number, site in enumerate(sites)]
        caught = list(workers.map(is_caught, jobs, chunksize=8))
    planted = Counter(site.kind for site in sites)
    found = Counter(site.kind for site, was_caught in zip(sites, caught, strict=True) if was_caught)
    print("| planted | names | caught |\n| --- | ---: | ---: |")
    for kind, count in planted.most_common():
        print(f"| {kind} | {count} | {found[kind]} |")
    for site, was_caught in zip(sites, caught, strict=True):
        if not was_caught:
            print(f"missed: {site.kind} {site.name} {site.path.relative_to(folder)}:{site.position >> 32}")
    return sum(caught), len(sites)


def is_caught(job: tuple[Site, Path, int]) -> bool:
    """Put a wrong name where a right one stands and see whether the judge objects right there."""
    site, folder, number = job
    return _is_found(site, folder, number, _configuration(folder), None)


def _is_found(
    site: Site, folder: Path, number: int, configuration: Configuration | None, library: Configuration | None
) -> bool:
    text = decode_module(site.path.read_bytes())
    source = SourceMap(text)
    start = source.offset_of(site.position)
    wrong = wrong_name(site.name, _all_names(folder), random.Random(SEED + number))
    planted = source.text[:start] + wrong + source.text[start + len(site.name) :]
    name = site.path.relative_to(folder).as_posix()
    findings = check_names(parse(planted), context_of(name, configuration, library))
    return any(found.start == site.position and found.end - found.start == len(wrong) for found in findings)


def wrong_name(name: str, known: frozenset[str], chance: random.Random) -> str:
    """A name that is misspelt or made longer, and that nothing in the configuration has."""
    changes: tuple[Callable[[int], str], ...] = (
        lambda at: name[:at] + name[at + 1 :],
        lambda at: name[:at] + name[at] + name[at:],
        lambda at: name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        lambda at: name + chance.choice(_SUFFIXES),
    )
    while True:
        wrong = chance.choice(changes)(chance.randrange(max(1, len(name) - 1)))
        if len(wrong) > 1 and wrong.isidentifier() and wrong.lower() not in known:
            return wrong
        name += chance.choice("абвгдежз")


@lru_cache(maxsize=1)
def _configuration(folder: Path) -> Configuration:
    return read_configuration(folder)


@lru_cache(maxsize=1)
def _all_names(folder: Path) -> frozenset[str]:
    """Every word of the modules would be too much; every name of the configuration is enough."""
    configuration = _configuration(folder)
    names = {name for _, name in configuration.objects} | set(configuration.common_modules)
    for module in configuration.common_modules.values():
        names |= set(module.methods)
    for found in configuration.objects.values():
        names |= {*found.attributes, *found.values, *found.tabular_sections, *found.manager_methods}
        names |= {name for form in found.forms.values() for name in (*form.elements, *form.attributes)}
    return frozenset(names)


def _some_files(folder: Path) -> list[Path]:
    files = module_files(folder)
    return random.Random(SEED).sample(files, min(len(files), 400))


def _sample(sites: list[Site]) -> list[Site]:
    """As many of each kind as there are, up to the same number."""
    chance = random.Random(SEED)
    chance.shuffle(sites)
    kinds = Counter(site.kind for site in sites)
    chosen: list[Site] = []
    waiting = {kind: [site for site in sites if site.kind == kind] for kind in sorted(kinds)}
    while len(chosen) < PLANTED and any(waiting.values()):
        for group in waiting.values():
            if group and len(chosen) < PLANTED:
                chosen.append(group.pop())
    return chosen


def _sites(path: Path, folder: Path) -> Iterator[Site]:
    """A few sites of a file, of every kind that it has."""
    context = context_of(path.relative_to(folder).as_posix(), _configuration(folder))
    module = parse(decode_module(path.read_bytes()))
    form = find_form(_configuration(folder), context.owner) if context.module_kind == "form" else None
    found = [site for method in module.methods for site in _sites_of(method, path, form, folder)]
    random.Random(SEED).shuffle(found)
    counts: Counter[str] = Counter()
    for site in found:
        counts[site.kind] += 1
        if counts[site.kind] <= _MOST_PER_FILE:
            yield site


def _sites_of(method: tree.Method, path: Path, form: Form | None, folder: Path) -> Iterator[Site]:
    own = {parameter.name.lower() for parameter in method.parameters}
    nodes = list(tree.walk([method]))
    targets = [node.target for node in nodes if isinstance(node, tree.Assignment)]
    own |= {target.name.lower() for target in targets if isinstance(target, tree.Name)}
    own |= {node.variable.lower() for node in nodes if isinstance(node, tree.For | tree.ForEach)}
    attributes = form.attributes.keys() - own if form else set()
    written = {target.position for target in targets}
    for node in nodes:
        if isinstance(node, tree.Chain) and isinstance(node.first, tree.Name) and node.first.name.lower() not in own:
            for kind, position, name in _chain_sites(node, form, folder):
                yield Site(path, kind, position, name, node.first.name.lower())
        elif isinstance(node, tree.Name) and node.position not in written and node.name.lower() in attributes:
            yield Site(path, "form attribute", node.position, node.name)


def _chain_sites(chain: tree.Chain, form: Form | None, folder: Path) -> Iterator[tuple[str, int, str]]:
    """Names in a chain: what it is of is told by its first word."""
    configuration = _configuration(folder)
    assert isinstance(chain.first, tree.Name)
    word = chain.first.name.lower()
    members = [step for step in chain.steps[:2] if isinstance(step, tree.Member)]
    if not members or chain.steps[0] is not members[0]:
        return
    first = members[0]
    kind = KIND_BY_ANY_NAME.get(word)
    is_call = len(chain.steps) > 1 and isinstance(chain.steps[1], tree.Call)
    if kind is not None and word == kind.russian_plural.lower() and (kind.has_manager or word == "параметрысеанса"):
        found = configuration.objects.get((kind.name, first.name.lower()))
        if found is not None:
            yield "metadata object", first.position, first.name
            if len(members) == 2 and kind.has_manager:  # a session parameter has a value, of whatever type
                yield from _manager_sites(chain, found.values, members[1])
    elif word in configuration.common_modules and is_call:
        yield "library module", chain.first.position, chain.first.name
        yield "library method", first.position, first.name
    elif form and word in ("элементы", "items") and first.name.lower() in form.elements:
        yield "form item", first.position, first.name
    elif form and word == form.main_attribute.lower() == "объект":
        yield "attribute of the form's object", first.position, first.name


def _manager_sites(chain: tree.Chain, values: object, member: tree.Member) -> Iterator[tuple[str, int, str]]:
    is_call = len(chain.steps) > 2 and isinstance(chain.steps[2], tree.Call)
    yield ("method of a manager" if is_call else "enumeration or predefined value"), member.position, member.name

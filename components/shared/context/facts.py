"""What the context of a prompt is made of: the methods of one module as they are read, before names are resolved."""

import re
import zlib
from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from components.shared.bsl import Method, SourceMap, decode_module, normalised_tokens, parse
from components.shared.bsl.descriptions import read_description
from components.shared.bsl.descriptions.sentences import SENTENCE_END
from components.shared.bsl.places import Place, place_of
from components.shared.bsl.platform.model import Side
from components.shared.context.uses import uses_of

LARGEST_MODULE_BYTES: Final = 8 * 2**20
LONGEST_SENTENCE: Final = 200
LONGEST_PURPOSE: Final = 500
TOKENS_PER_SHINGLE: Final = 5
_SERVER: Final = Side.SERVER | Side.EXTERNAL_CONNECTION | Side.THICK_CLIENT
_SIDES: Final[Mapping[str, Side]] = {
    "наклиенте": Side.CLIENT,
    "atclient": Side.CLIENT,
    "насервере": _SERVER,
    "atserver": _SERVER,
    "насерверебезконтекста": _SERVER,
    "atservernocontext": _SERVER,
    "наклиентенасерверебезконтекста": Side.ALL,
    "atclientatservernocontext": Side.ALL,
    "наклиентенасервере": Side.ALL,
    "atclientatserver": Side.ALL,
}
# Sentences that say where a method belongs and nothing of what it does
_NO_PURPOSE = re.compile(
    r"\s*(?:только\s+)?(?:для\s+(?:внутреннего|служебного|вызова|использования)|продолжение\s+(?:процедур|функци)"
    r"|(?:см|смотри|see)\b|устарела|deprecated|служебн\w+\s+(?:процедура|функция)\W|for\s+internal)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """One method of a module."""

    name: str
    is_function: bool
    export: bool
    deprecated: bool
    sides: int  # of its directive, as ``Side``; 0: it has none
    parameters: tuple[str, ...]
    purpose: str  # what its description says that it does; empty where it says nothing
    uses: tuple[str, ...]
    shingles: frozenset[int] = frozenset()  # hashes of its code's token 5-grams, where they are asked for
    documentation: str = ""  # what its description says of parameters and result, where shingles are asked for


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """One module: its key is ``CommonModule.Обмен.Module``, ``Catalog.Товары.Form.ФормаСписка``."""

    key: str
    place: Place
    methods: tuple[MethodFacts, ...]


def module_key(place: Place) -> str:
    """The name of a module in an index, the same as of its records."""
    if place.module_kind == "form":
        return place.owner if ".Form." in place.owner else f"{place.owner}.Form"
    return place.owner if ".Command." in place.owner else f"{place.owner}.{place.file}"


def read_module(folder: Path, path: str, *, with_code: bool) -> ModuleFacts | None:
    """Read and parse one module; None where it is no text, is too large or lies outside of the configuration.

    Args:
        folder: Of the configuration.
        path: Of the module in it.
        with_code: Whether hashes of code and documentation are wanted: for training and measuring.
    """
    place = place_of(path)
    file = folder / path
    if not place.in_configuration or file.stat().st_size > LARGEST_MODULE_BYTES:
        return None
    try:
        text = decode_module(file.read_bytes())
    except ValueError:
        return None
    return module_facts(place, text.replace("\r\n", "\n"), with_code=with_code)


def module_facts(place: Place, text: str, *, with_code: bool = False) -> ModuleFacts:
    """What is known of a module from its text."""
    source = SourceMap(text) if with_code else None
    return ModuleFacts(
        key=module_key(place),
        place=place,
        methods=tuple(method_facts(method, source) for method in parse(text).methods),
    )


def method_facts(method: Method, source: SourceMap | None) -> MethodFacts:
    """What is known of a method from its code; hashes of the code where its source is given."""
    described = read_description(method.comment)
    return MethodFacts(
        name=method.name,
        is_function=method.kind == "function",
        export=method.export,
        deprecated=described.deprecation is not None,
        sides=next((_SIDES[name.lower()].value for name in method.directives if name.lower() in _SIDES), 0),
        parameters=tuple(part.name for part in method.parameters),
        purpose=purpose_of(described.purpose),
        uses=uses_of(method),
        shingles=shingles_of(source.text_of(method)) if source else frozenset(),
        documentation=_documentation(method.comment, described.purpose) if source else "",
    )


def purpose_of(text: str) -> str:
    """The sentences of a description that tell what a method does, on one line."""
    line = " ".join(text.split())[: 2 * LONGEST_PURPOSE]
    sentences = []
    start = 0
    for end in [*(found.end() for found in SENTENCE_END.finditer(line)), len(line)]:
        sentence = line[start:end].strip()
        start = end
        if sentence and not _NO_PURPOSE.match(sentence):
            sentences.append(sentence)
    return " ".join(sentences)[:LONGEST_PURPOSE]


def first_sentence(purpose: str) -> str:
    """The first sentence, cut at a word where it is long."""
    end = SENTENCE_END.search(purpose)
    sentence = (purpose[: end.end()] if end else purpose).strip()
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE].rsplit(" ", 1)[0] + "…"


def _documentation(comment: str, purpose: str) -> str:
    return " ".join(comment.split()).removeprefix(" ".join(purpose.split()))[:2000]


def shingles_of(code: str) -> frozenset[int]:
    """Hashes of all runs of five tokens of code, without comments and layout."""
    hashes = array("Q", (zlib.crc32(token.encode("utf-8", "surrogatepass")) for token in normalised_tokens(code)))
    count = max(1, len(hashes) - TOKENS_PER_SHINGLE + 1)
    return frozenset(zlib.crc32(hashes[start : start + TOKENS_PER_SHINGLE].tobytes()) for start in range(count))


def likeness(one: frozenset[int], other: Collection[int]) -> float:
    """Jaccard similarity; ``other`` has nothing twice."""
    shared = len(one.intersection(other))
    return shared / (len(one) + len(other) - shared) if shared else 0.0

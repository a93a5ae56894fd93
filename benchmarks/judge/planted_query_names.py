"""Are wrong names in queries caught? One name of each shipped query is misspelt, and its configuration is asked.

    python -m benchmarks.judge.planted_query_names CORPUS_FOLDER [--show]

Each text gets one wrong table, one wrong field (any word of a chain after its table), one wrong value of ЗНАЧЕНИЕ(…),
where it has them. What is not caught is unknown: its table is a parameter, comes from a manager, or has any type.
"""

import random
import re
import sys
from collections import Counter

from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.queries import QueryPackage, check_query_names, find_queries, parse_query, tree, walk
from components.shared.bsl.syntax.source_map import SourceMap

CHECKOUT = "ssl_3_1"
SEED = 4
_MENTIONS = re.compile("выбрать|select", re.IGNORECASE)


def main() -> None:
    """Print how many planted names of each kind were caught."""
    folder = corpus_folder(sys.argv) / CHECKOUT
    configuration = read_configuration(folder)
    generator = random.Random(SEED)
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for path in module_files(folder):
        text = decode_module(path.read_bytes())
        if not _MENTIONS.search(text):
            continue
        for query in find_queries(parse(text), text):
            if query.dynamic or query.package.errors or check_query_names(query.package, configuration):
                continue
            for kind, words in _names(query.package).items():
                if not words:
                    continue
                broken = _misspelt(query.text, generator.choice(words))
                planted[kind] += 1
                if check_query_names(parse_query(broken, query.package.flavour), configuration):
                    caught[kind] += 1
                elif "--show" in sys.argv:
                    print(kind, "|", " ".join(broken.split())[:400])
    for kind, count in planted.items():
        print(f"{kind:<20}{count:>6,} planted{caught[kind]:>6,} caught{100 * caught[kind] / count:>8.1f} %")


def _names(package: QueryPackage) -> dict[str, list[tree.Word]]:
    found: dict[str, list[tree.Word]] = {"tables": [], "fields": [], "values": []}
    for node in walk(package.statements):
        if isinstance(node, tree.Table) and len(node.path) > 1:
            found["tables"].append(node.path[1])
        elif isinstance(node, tree.Field) and len(node.path) > 1:
            found["fields"] += node.path[1:]
        elif isinstance(node, tree.Predefined) and len(node.path) == 3:
            found["values"].append(node.path[2])
    return found


def _misspelt(text: str, word: tree.Word) -> str:
    places = SourceMap(text)
    end = places.offset_of(word.end)
    return f"{text[:end]}Мисс{text[end:]}"


if __name__ == "__main__":
    main()

"""Write the tables of the standard subsystems library's interface from its sources, and print what they hold.

    python -m benchmarks.judge.library_index CORPUS_FOLDER

The same sources give the same bytes.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.library import load_library
from components.shared.bsl.library.facts import ModuleFacts, internal_rows, module_facts, public_rows, written
from components.shared.bsl.library.load import INTERNAL_TABLE, PUBLIC_TABLE

DATA = Path(__file__).parents[2] / "components" / "shared" / "bsl" / "library" / "data"
CHECKOUTS = {"3.1": "ssl_3_1", "3.2": "ssl_3_2"}
REPOSITORY = "https://github.com/1c-syntax/"


def main() -> None:
    """Write both tables."""
    folder = corpus_folder(sys.argv)
    facts = {version: module_facts(folder / name) for version, name in CHECKOUTS.items()}
    comments = _attribution({version: _release(folder / name) for version, name in CHECKOUTS.items()})
    _write(PUBLIC_TABLE, written([*comments, _PUBLIC_COLUMNS], public_rows(facts)))
    _write(INTERNAL_TABLE, written([*comments, _INTERNAL_COLUMNS], internal_rows(facts)))
    _print_counts(facts)


def _attribution(releases: Mapping[str, str]) -> list[str]:
    of = " and ".join(releases.values())
    where = " and ".join(f"{REPOSITORY}{name}" for name in CHECKOUTS.values())
    return [
        f"Facts about the Standard Subsystems Library (Библиотека стандартных подсистем), releases {of},",
        f"Copyright (c) 1C-Soft LLC (ООО «1С-Софт»), published under CC BY 4.0 at {where};",
        "the licence: https://creativecommons.org/licenses/by/4.0/legalcode",
        "Changed: names, numbers of arguments, sides, deprecation were extracted by a program; nothing else is kept.",
    ]


_PUBLIC_COLUMNS = (
    "Module: name, letters, versions. Method: (empty), name, kind, least and most arguments, versions if not all of "
    "the module's, sides if not all of the module's, deprecated, replacement. README.md tells the letters."
)
_INTERNAL_COLUMNS = "Module, letters, names of exported methods that are not for callers outside the library."


def _release(checkout: Path) -> str:
    return read_configuration(checkout).properties["Version"]


def _write(name: str, text: str) -> None:
    path = DATA / name
    changed = not path.is_file() or path.read_text(encoding="utf-8") != text
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(text.encode()) / 1000:.0f} KB, {'changed' if changed else 'as it was'}")


def _print_counts(facts: Mapping[str, Mapping[str, ModuleFacts]]) -> None:
    print(f"{'':<8}{'modules':>9}{'public':>9}{'deprecated':>12}{'replaced':>10}{'internal':>10}")
    for version, modules in facts.items():
        public = [method for found in modules.values() for method in found.public.values()]
        deprecated = sum(method.deprecated for method in public)
        replaced = sum(bool(method.replacement) for method in public)
        internal = sum(len(found.internal) for found in modules.values())
        offering = sum(bool(found.public) for found in modules.values())
        print(f"{version:<8}{offering:>9}{len(public):>9}{deprecated:>12}{replaced:>10}{internal:>10}")
    both = load_library()
    methods = [method for module in both.common_modules.values() for method in module.methods.values()]
    print(f"in one version only: {sum(len(method.versions) == 1 for method in methods)} of {len(methods)}")


if __name__ == "__main__":
    main()

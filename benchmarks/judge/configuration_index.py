"""What reading a configuration costs, what its index holds, and whether headers alone tell what a module exports.

    python -m benchmarks.judge.configuration_index CORPUS_FOLDER

Exports found by headers are compared with those of a whole parse: names, kinds, numbers of arguments.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, texts
from components.shared.bsl import parse
from components.shared.bsl.configuration import load_index, read_configuration, save_index
from components.shared.bsl.configuration.model import Configuration, ExportedMethod, Form
from components.shared.bsl.configuration.modules import scan_module

CHECKOUTS = ("ssl_3_1", "ssl_3_2", "ssl_3_1_eng")

Exported = dict[str, tuple[bool, int, int]]


def main() -> None:
    """Print a table for each checkout that is a configuration."""
    folder = corpus_folder(sys.argv)
    for name in CHECKOUTS:
        if (folder / name).is_dir():
            _report(folder / name)


def _report(folder: Path) -> None:
    start = time.perf_counter()
    configuration = read_configuration(folder)
    read_seconds = time.perf_counter() - start
    print(f"{folder.name}: read in {read_seconds:.2f} s, {_kept(configuration)}")
    for kind, count in sorted(_counts(configuration).items()):
        print(f"  {kind:<28}{count:>8,}")
    compared, differing = _compared(folder)
    print(f"  modules whose exports differ from those of a whole parse: {differing} of {compared:,}\n")


def _kept(configuration: Configuration) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        save_index(configuration, path)
        start = time.perf_counter()
        load_index(path)
        seconds = time.perf_counter() - start
        return f"index of {path.stat().st_size / 1e6:.2f} MB loaded in {seconds:.2f} s"


def _counts(configuration: Configuration) -> Counter[str]:
    counts = Counter(kind for kind, _ in configuration.objects)
    forms = [form for item in configuration.objects.values() for form in item.forms.values()]
    forms += configuration.common_forms.values()
    counts["CommonModule"] = len(configuration.common_modules)
    counts["forms"] = len(forms)
    counts["form elements"] = sum(len(form.elements) for form in forms)
    counts["form attributes"] = sum(map(_form_attributes, forms))
    counts["attributes"] = sum(len(item.attributes) for item in configuration.objects.values())
    counts["exported methods"] = sum(len(module.methods) for module in configuration.common_modules.values())
    return counts


def _form_attributes(form: Form) -> int:
    return len(form.attributes) + sum(map(len, form.columns.values()))


def _compared(folder: Path) -> tuple[int, int]:
    modules = list(texts(folder))
    return len(modules), sum(_by_headers(text) != _by_parsing(text) for text in modules)


def _by_headers(text: str) -> Exported:
    return {key: _facts(method) for key, method in scan_module(text).methods.items()}


def _facts(method: ExportedMethod) -> tuple[bool, int, int]:
    return method.is_function, method.least, method.most


def _by_parsing(text: str) -> Exported:
    found: Exported = {}
    for method in parse(text).methods:
        if method.export:
            required = [n for n, parameter in enumerate(method.parameters, start=1) if parameter.default is None]
            least, most = max(required, default=0), len(method.parameters)
            known = found.get(method.name.lower())
            if known is not None:  # in two branches of #Если
                least, most = min(least, known[1]), max(most, known[2])
            found[method.name.lower()] = (method.kind == "function", least, most)
    return found


if __name__ == "__main__":
    main()

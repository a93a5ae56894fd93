"""Real code that the parser refuses, which must be none: ``python -m benchmarks.judge.refusals CORPUS_FOLDER``.

Methods are counted twice: by their end words alone, and by the parser. A method that ends in the text and is not in the
tree was refused. Files that their authors broke on purpose are listed here with what is wrong in them.
"""

import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.judge.corpora import METHODS, corpus_folder, dialect_of, module_files
from components.shared.bsl import decode_module, parse

_METHOD_END = re.compile(
    r"^[^\S\n]*(?:КонецПроцедуры|КонецФункции|EndProcedure|EndFunction)\b", re.IGNORECASE | re.MULTILINE
)
# file, from the name of the checkout: what is broken in it
_FORM = "DataProcessors/ТестОбработка_Форма_ИсключениеПриОткрытии/Forms/УправляемаяФорма/Ext/Form/Module.bsl"
BROKEN_ON_PURPOSE = {
    f"add/lib/CF/83xdd/{_FORM}": "two words and no statement: the form must fail when it is opened",
    f"add/lib/CF/83xddNoSync/{_FORM}": "the same form in another configuration",
    "OneScript/tests/preprocessor/excluded.os": "signs that are no code, in a branch that is never compiled",
    "OneScript/tests/preprocessor/multiline-fail.os": "a condition that goes on in the next line, which must fail",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    ends: int
    methods: int
    errors: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the parser found an error, or fewer methods than end in the text."""
        return bool(self.errors) or self.ends != self.methods


def outcomes(root: Path, corpus: str) -> list[Outcome]:
    """Parse all files of one checkout, on all cores."""
    jobs = [(path, root) for path in module_files(root / corpus)]
    with ProcessPoolExecutor() as workers:
        return list(workers.map(outcome, jobs, chunksize=16))


def outcome(job: tuple[Path, Path]) -> Outcome:
    """Parse one file in the dialect of its ending."""
    path, root = job
    text = decode_module(path.read_bytes())
    module = parse(text, dialect_of(path))
    name = path.relative_to(root).as_posix()
    return Outcome(name, len(_METHOD_END.findall(text)), len(module.methods), tuple(map(str, module.errors)))


def main() -> int:
    """Print a row for each corpus, and each file that was refused with its first error."""
    root = corpus_folder(sys.argv)
    refused_files: list[Outcome] = []
    print("| corpus | modules | methods | counted before | refused methods | refused modules | broken on purpose |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for corpus, counted in METHODS.items():
        files = outcomes(root, corpus)
        refused = [file for file in files if file.is_refused]
        wrongly = [file for file in refused if file.name not in BROKEN_ON_PURPOSE]
        print(_row(corpus, files, counted, wrongly, len(refused) - len(wrongly)), flush=True)
        refused_files += refused
    for file in refused_files:
        reason = BROKEN_ON_PURPOSE.get(file.name, "REFUSED")
        print(f"\n{file.name}: {reason}\n  {file.ends} ends, {file.methods} methods; {'; '.join(file.errors[:3])}")
    return int(any(file.name not in BROKEN_ON_PURPOSE for file in refused_files))


def _row(corpus: str, files: list[Outcome], counted: int, wrongly: list[Outcome], on_purpose: int) -> str:
    total = Counter[str]()
    for file in files:
        total["methods"] += file.methods
    lost = sum(abs(file.ends - file.methods) for file in wrongly)
    cells = [len(files), total["methods"], counted or "–", lost, len(wrongly), on_purpose]
    return f"| {corpus} | " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())

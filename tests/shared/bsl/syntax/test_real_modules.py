"""Real code: ``BSL_CORPORA=CORPUS_FOLDER pytest tests/shared/bsl/syntax/test_real_modules.py``.

The folder holds checkouts of sources that ship and therefore compile. Each is sampled here; ``benchmarks.judge``
measures the whole of it.
"""

import os
from pathlib import Path

import pytest

from benchmarks.judge.corpora import METHODS, dialect_of, module_files
from benchmarks.judge.refusals import BROKEN_ON_PURPOSE, outcome
from components.shared.bsl import decode_module, parse
from components.shared.bsl.syntax.comparison import same_code
from components.shared.bsl.syntax.printer import print_node

CORPORA = Path(os.environ.get("BSL_CORPORA", "no folder"))
FILES_OF_A_CORPUS = 40


@pytest.mark.skipif(not CORPORA.is_dir(), reason="BSL_CORPORA names no folder with checkouts of real code")
@pytest.mark.parametrize("corpus", METHODS)
def test_no_module_of_real_code_is_refused_and_no_method_is_missed(corpus: str) -> None:
    files = module_files(CORPORA / corpus)
    assert files
    for path in files[:: max(1, len(files) // FILES_OF_A_CORPUS)]:
        found = outcome((path, CORPORA))
        if found.name not in BROKEN_ON_PURPOSE:
            assert (found.errors, found.ends) == ((), found.methods)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="BSL_CORPORA names no folder with checkouts of real code")
@pytest.mark.parametrize("corpus", METHODS)
def test_real_code_is_the_same_after_it_was_printed(corpus: str) -> None:
    files = module_files(CORPORA / corpus)
    for path in files[:: max(1, len(files) // FILES_OF_A_CORPUS)]:
        module = parse(decode_module(path.read_bytes()), dialect_of(path))
        for method in module.methods:
            (printed,) = parse(print_node(method), dialect_of(path)).methods
            assert same_code(printed, method)

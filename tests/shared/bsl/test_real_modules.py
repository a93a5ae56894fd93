"""Real code: ``BSL_REAL_MODULES=/path/to/sources pytest tests/shared/bsl/test_real_modules.py``.

The folder holds sources that ship and therefore compile. Its methods are counted by their end words alone.
"""

import os
import re
from pathlib import Path

import pytest

from components.shared.bsl import decode_module, parse

FOLDER = Path(os.environ.get("BSL_REAL_MODULES", "no folder"))
METHOD_END = re.compile(
    r"^[^\S\n]*(?:КонецПроцедуры|КонецФункции|EndProcedure|EndFunction)\b", re.IGNORECASE | re.MULTILINE
)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="BSL_REAL_MODULES names no folder with sources")
def test_no_module_of_real_code_is_refused_and_no_method_is_missed() -> None:
    found = expected = 0
    refused = []
    for path in FOLDER.rglob("*.bsl"):
        text = decode_module(path.read_bytes())
        module = parse(text)
        refused += [f"{path.relative_to(FOLDER)}:{error}" for error in module.errors]
        found += len(module.methods)
        expected += len(METHOD_END.findall(text))
    assert refused == []
    assert found == expected > 0

"""A real configuration: ``BSL_CORPORA=/path/to/checkouts pytest tests/shared/bsl/configuration``."""

import os
import time
from pathlib import Path

import pytest

from components.shared.bsl.configuration import find_table, load_index, read_configuration, save_index

CHECKOUT = Path(os.environ.get("BSL_CORPORA", "no folder")) / "ssl_3_1"


@pytest.mark.skipif(not CHECKOUT.is_dir(), reason="BSL_CORPORA names no folder with ssl_3_1")
def test_the_library_is_read_whole_and_its_index_is_quick(tmp_path: Path) -> None:
    configuration = read_configuration(CHECKOUT)
    assert configuration.compatibility_mode == "8.3.24"
    assert len(configuration.common_modules) == 561
    assert all(module.complete for module in configuration.common_modules.values())
    forms = [form for item in configuration.objects.values() for form in item.forms.values()]
    assert len(forms) + len(configuration.common_forms) == 874
    assert all(item.complete for item in configuration.objects.values())
    users = find_table(configuration, "Справочник.Пользователи")
    assert users is not None
    assert {"ссылка", "наименование", "недействителен"} <= users.fields.keys()
    save_index(configuration, tmp_path / "index")
    start = time.process_time()
    loaded = load_index(tmp_path / "index")
    assert time.process_time() - start < 1
    assert loaded == configuration

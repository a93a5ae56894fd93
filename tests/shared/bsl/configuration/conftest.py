"""Small exports, written for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest

_NAMESPACES = (
    'xmlns="http://v8.1c.ru/8.3/MDClasses" xmlns:cfg="http://v8.1c.ru/8.1/data/enterprise/current-config" '
    'xmlns:v8="http://v8.1c.ru/8.1/data/core" xmlns:xr="http://v8.1c.ru/8.3/xcf/readable" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

WriteExport = Callable[[dict[str, str]], Path]


def object_xml(kind: str, properties: str, children: str = "") -> str:
    """A file of a Designer export."""
    parts = f"<ChildObjects>{children}</ChildObjects>" if children else ""
    body = f"<{kind}><Properties>{properties}</Properties>{parts}</{kind}>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<MetaDataObject {_NAMESPACES}>{body}</MetaDataObject>'


@pytest.fixture
def write_export(tmp_path: Path) -> WriteExport:
    """Writes files by their paths; those of objects as ``kind | properties | children``."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(".xml") and not text.lstrip().startswith("<"):
                kind, properties, children = (*(part.strip() for part in text.split("|")), "")[:3]
                text = object_xml(kind, properties, children)
            path.write_text(text, encoding="utf-8-sig")
        return tmp_path

    return write

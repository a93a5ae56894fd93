"""Records from public sets: files in the layouts of Alpaca, OpenAI or Hugging Face, each under a licence.

A file of a set has its licence beside it, ``<file>.license`` with an SPDX tag, as the REUSE specification has it, or
in the settings of the source. Without one nothing is read: a set that may not be passed on must be known as such.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from components.ingest.categories import category_of
from components.ingest.licenses import (
    LARGEST_LICENSE_BYTES,
    REDISTRIBUTABLE,
    License,
    notices_of,
    recognise,
    with_stated,
)
from components.ingest.licenses import spdx_tag as spdx_tag_of
from components.ingest.methods import language_of, record_id
from components.ingest.public_files import READERS, Row, read_rows_of
from components.ingest.public_layouts import BadRow, Example, example_of, value_of
from components.ingest.public_layouts import recognise as recognise_layout
from components.ingest.public_settings import Layout
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import extract_code, parse
from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.records import Record

PROGRESS_EVERY = 500
LICENSE_SUFFIX = ".license"
_LICENSE = re.compile(r"[A-Za-z0-9.+() -]{1,100}")


def read_public(source: SourceSettings, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every row that holds an example.

    Args:
        source: Its path is a file or a folder of files; layout, columns and budgets are in its section ``public``.
        tally: Grows by what is met, with the layout of each file.
        progress: Told after every 500 rows.

    Raises:
        BadInput: There is no such file, a file has no licence, or no row of any file holds an example.
    """
    root = Path(source.path)
    files = _files(source, tally)
    licenses = _licenses(files, source)
    first = len(tally.drops)
    made = 0
    for file in files:
        tally.files += 1
        for record in _records(file, root, licenses[file], source, tally):
            made += 1
            yield record
            if made % PROGRESS_EVERY == 0:
                progress("public set", tally.methods)
    progress("public set", tally.methods)
    if not made:
        why = f"; the first: {tally.drops[first].detail}" if len(tally.drops) > first else ""
        raise BadInput(
            f"{root}: no row holds an example ({dict(tally.dropped)}){why}; name the columns in the settings of the "
            "source, as in public.columns.instruction: question"
        )


def _files(source: SourceSettings, tally: Tally) -> list[Path]:
    root = Path(source.path)
    if source.path and root.is_file() and root.suffix.casefold() in READERS:
        found = [root]
    elif source.path and root.is_dir():
        found = sorted(path for path in root.rglob("*") if path.suffix.casefold() in READERS)
    else:
        known = ", ".join(sorted(READERS))
        raise BadInput(f"{source.path or '(empty path)'}: no such file or folder of a public set; it reads {known}")
    files = []
    for path in found:
        if path.is_symlink() or not path.is_file():
            tally.drop("symlink", ascii(path.name))
        elif path.stat().st_size > source.public.max_file_bytes:
            tally.drop("too_large", ascii(path.name), detail=f"more than {source.public.max_file_bytes} bytes")
        else:
            files.append(path)
    if not files:
        raise BadInput(f"{root}: no file of a public set in it ({', '.join(sorted(READERS))})")
    return files


def _licenses(files: list[Path], source: SourceSettings) -> dict[Path, License]:
    """The licence of each file; all that have none are named at once."""
    found = {file: _license_of(file, source) for file in files}
    without = [file for file, license_ in found.items() if license_ is None]
    if without:
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        raise BadInput(
            f"no licence for {', '.join(map(str, without[:5]))}{more}: write «SPDX-License-Identifier: …» into a file "
            f"beside each, as {without[0].name}{LICENSE_SUFFIX}, or set the license of the source"
        )
    return {file: license_ for file, license_ in found.items() if license_ is not None}


def _license_of(file: Path, source: SourceSettings) -> License | None:
    beside = file.with_name(file.name + LICENSE_SUFFIX)
    if beside.is_file() and not beside.is_symlink() and beside.stat().st_size <= LARGEST_LICENSE_BYTES:
        text = beside.read_text(encoding="utf-8-sig", errors="replace")
        words = text.split()
        name = spdx_tag_of(text) or recognise(text) or (words[0] if len(words) == 1 else "")
        return License(name, "license_file", notices_of(text)) if name else None
    return License(source.license, "settings") if source.license else None


def _records(file: Path, root: Path, license_: License, source: SourceSettings, tally: Tally) -> Iterator[Record]:
    columns = source.public.columns
    path = str(file.relative_to(root) if file != root else file.name).encode("utf-8", "backslashreplace").decode()
    layout: Layout | None = None if source.public.layout == "auto" else source.public.layout
    if layout:
        tally.layouts[layout] += 1
    for row in read_rows_of(file, source.public.max_row_bytes):
        tally.methods += 1
        if row.value is None:
            tally.drop(row.reason, path, row.line, row.detail)
            continue
        if layout is None and (layout := recognise_layout(row.value, columns)):
            tally.layouts[layout] += 1
        try:
            if layout is None:
                raise BadRow(f"the columns {', '.join(map(str, list(row.value)[:12]))} are of no layout that is known")
            example = example_of(row.value, layout, columns)
            yield _record(example, row, path, _license_of_row(row, license_, source), source)
        except BadRow as error:
            tally.drop("broken_row", path, row.line, str(error)[:300])


def _license_of_row(row: Row, of_file: License, source: SourceSettings) -> License:
    column = source.public.columns.license
    value = value_of(row.value or {}, column) if column else None
    if not (isinstance(value, str) and value.strip()):
        return of_file
    if not _LICENSE.fullmatch(value.strip()):
        raise BadRow(f"{column}: {value[:40]!r} is no SPDX expression")
    return License(value.strip(), "row", of_file.notices)


def _record(example: Example, row: Row, path: str, license_: License, source: SourceSettings) -> Record:
    column = source.public.columns.url
    url = value_of(row.value or {}, column) if column else None
    output, is_code = _answer(example)
    question = example.instruction or next(turn.content for turn in example.messages if turn.role == "user")
    methods = parse(output).methods if is_code else ()
    only = methods[0] if len(methods) == 1 else None
    whole = output or "\n".join(f"{turn.role}:{turn.content}{turn.tool_calls}" for turn in example.messages)
    return Record(
        id=record_id(whole, f"{question}\n{example.input}" if example.input else question),
        instruction=example.instruction,
        input=example.input,
        output=output,
        system=example.system,
        messages=example.messages,
        tools=example.tools,
        category=category_of(whole, "none"),
        task="write" if is_code or example.messages else "explain",
        language=language_of(output) if is_code else "ru",
        name=only.name if only else "",
        kind=only.kind if only else "module" if is_code else "none",
        export=bool(only and only.export),
        configuration=source.configuration,
        source="public",
        repository=url if isinstance(url, str) and url.isprintable() else source.repository,
        path=path,
        line_start=row.line,
        license=license_.name,
        license_source=license_.source,
        redistributable=license_.name in REDISTRIBUTABLE,
        copyright="\n".join(with_stated(license_, source.copyright).notices),
        module_key=f"Public.{_digest(question)}",
    )


def _answer(example: Example) -> tuple[str, bool]:
    """The answer, and whether it is code as a whole; code among sentences stays an explanation."""
    if example.messages:
        return "", False
    text = example.output.strip()
    fenced = text.startswith("```") and text.endswith("```") and text.count("```") == 2
    code = extract_code(text) if fenced else text
    module = parse(code)
    if not module.errors and (module.methods or module.statements):
        return code.strip("\n"), True
    # sentences before code that could be judged would hide its mistakes, so broken code stays code
    return (code, True) if fenced else (example.output, False)


def _digest(question: str) -> str:
    """One question stays in one split, whatever set it comes from."""
    words = " ".join(question.casefold().split())
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

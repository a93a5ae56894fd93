"""What the help file of a user's own platform says, as tables that are laid over the shipped ones.

The help belongs to the platform's licence: what is read here stays on the user's machine and is never published.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from components.shared.bsl.platform.help_container import HelpFileError, read_body
from components.shared.bsl.platform.help_entries import rows_of_page
from components.shared.bsl.platform.help_pages import parse_page
from components.shared.bsl.platform.model import Platform
from components.shared.bsl.platform.tables import Tables, empty_tables, lay_over, platform_of
from components.shared.bsl.platform.versions import numbers_of

CONTEXT_HELP = "shcntx_ru.hbk"
PAGES = "FileStorage"  # the body that holds the pages, a ZIP
MOST_FILE_BYTES = 512 * 1024 * 1024  # the help of 8.3.27 has about 40 MB
MOST_PAGES = 200_000
MOST_PAGE_BYTES = 2 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024  # of all pages together
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)


def import_help(path: Path) -> Platform:
    """Names of the platform from its help: ``shcntx_ru.hbk``, or the ``bin`` folder where it lies.

    The version is the newest one that a page names.

    Raises:
        HelpFileError: The file is no help file, is damaged, or describes no names (``shlang_ru.hbk`` is about the
            language and has none).
        OSError: It cannot be read.
    """
    file = path / CONTEXT_HELP if path.is_dir() else path
    if file.stat().st_size > MOST_FILE_BYTES:
        raise _too_large()
    return help_platform(file.read_bytes())


def help_platform(data: bytes) -> Platform:
    """Names of the platform from the bytes of its help file.

    Raises:
        HelpFileError: As for ``import_help``.
    """
    tables = empty_tables()
    archive = read_body(data, PAGES)
    for path, text in _pages(archive) if archive else ():
        lay_over(tables, rows_of_page(path, parse_page(text)))
    _without_values_as_members(tables)
    if not tables["functions"] and not tables["members"]:
        raise HelpFileError(
            f"в файле нет описаний имён платформы: нужен {CONTEXT_HELP}",
            f"the file describes no names of the platform: {CONTEXT_HELP} is the one",
        )
    return platform_of(tables, _newest(tables))


def _pages(archive: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as pages:
            for page in _page_entries(pages):
                yield page.filename, pages.read(page).decode("utf-8-sig", errors="replace")
    except HelpFileError:
        raise
    except _BROKEN_ZIP as error:
        raise HelpFileError(
            f"страницы справки повреждены ({error})", f"the pages of the help are damaged ({error})"
        ) from error


def _page_entries(pages: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Pages about names. ``zipfile`` gives no more bytes than an entry declares: declared sizes bound the work."""
    entries = [entry for entry in pages.infolist() if entry.filename.lower().endswith(".html")]
    sizes = [entry.file_size for entry in entries]
    if len(entries) > MOST_PAGES or sum(sizes) > MOST_BYTES or max(sizes, default=0) > MOST_PAGE_BYTES:
        raise _too_large()
    return [entry for entry in entries if "objects/" in entry.filename]


def _too_large() -> HelpFileError:
    return HelpFileError("файл справки неправдоподобно велик", "the help file is implausibly large")


def _without_values_as_members(tables: Tables) -> None:
    """Values of enumerations have pages of their own that look like those of properties of a type."""
    for key in tables["enumerations"]:
        tables["types"].pop(key, None)
    for key in [key for key in tables["members"] if (key[0],) in tables["enumerations"]]:
        del tables["members"][key]


def _newest(tables: Tables) -> str:
    stated = {row["since"] for table in tables.values() for row in table.values() if row["since"]}
    return max(stated, key=numbers_of, default="")

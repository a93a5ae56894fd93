"""What an address names: a database, or files that look the same to who reads them."""

import re
from importlib.util import find_spec
from pathlib import Path

from components.shared.errors import BadInput
from components.shared.knowledge_base.export import Export, open_export, read_modules
from components.shared.knowledge_base.files import FileKnowledgeBase, write_methods
from components.shared.knowledge_base.methods import KnowledgeBase
from components.shared.knowledge_base.reports import Changes, LoadReport, LoadSettings
from components.shared.knowledge_base.rows import stored_methods
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.progress import Progress, silent

_POSTGRES = ("postgresql:", "postgres:")
_CONFIGURATION = re.compile(r"[\w.-]{1,100}")


def open_knowledge_base(url: str, settings: KnowledgeBaseSettings) -> KnowledgeBase:
    """Open what an address names.

    Args:
        url: ``postgresql://user@host/database``, or ``file:PATH`` of a file or a folder.
        settings: What is read of it.

    Raises:
        BadInput: The address names something else, or what is there has another shape than expected.
        TryAgain: The server is away.
    """
    if _is_postgres(url):
        from components.shared.knowledge_base.postgres import PostgresKnowledgeBase

        return PostgresKnowledgeBase(url, settings)
    return FileKnowledgeBase(_path(url), settings)


def load_export(url: str, path: Path, settings: LoadSettings, progress: Progress = silent) -> LoadReport:
    """Fill a knowledge base from an export of a configuration; what it held of this configuration is replaced.

    Args:
        url: As for ``open_knowledge_base``, with a user that may write.
        path: The export of the Designer or the project of EDT, or a folder above one.
        settings: Name, licence and origin of the configuration.
        progress: Told how far it is.

    Raises:
        BadInput: There is no export, or the user must not write.
        TryAgain: The server is away, or another load is at work.
    """
    if not _CONFIGURATION.fullmatch(settings.configuration):
        raise BadInput(f"--configuration {settings.configuration!r}: letters, digits, dots and dashes, such as ERP")
    postgres = _is_postgres(url)
    folder = None if postgres else _path(url)
    progress("reading metadata")
    export = open_export(path, settings)
    if folder is not None:
        return _load_into_file(folder, export, progress)
    from components.shared.knowledge_base.loading import load_into_postgres

    return load_into_postgres(url, export, progress)


def _load_into_file(folder: Path, export: Export, progress: Progress) -> LoadReport:
    """One Parquet file a configuration, in a folder."""
    if folder.is_file():
        raise BadInput(f"BSL_KNOWLEDGE_BASE: {folder} is a file; name a folder to load into")
    report = LoadReport(export.row.name, export.row.license)
    modules = read_modules(export, report, progress)
    methods = (method for module in modules for method in stored_methods(export.row, module))
    count = write_methods(folder / f"{export.row.name}.parquet", methods)
    report.changes["functions"] = Changes(added=count)
    return report


def _is_postgres(url: str) -> bool:
    if not url.startswith(_POSTGRES):
        return False
    if find_spec("psycopg") is None:
        raise BadInput("BSL_KNOWLEDGE_BASE: PostgreSQL needs a driver: install bsl-foundry[knowledge-base]")
    return True


def _path(url: str) -> Path:
    scheme, colon, rest = url.partition(":")
    path = rest.removeprefix("//")
    if not colon or scheme != "file" or not path:
        # not quoted: what stands there by mistake may hold a password
        raise BadInput("BSL_KNOWLEDGE_BASE: write postgresql://user@host/database, or file:PATH of files or a folder")
    return Path(path).absolute()

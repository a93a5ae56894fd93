"""The knowledge base: methods of configurations, filled from exports and read by `ingest`.

Examples:
  export BSL_KNOWLEDGE_BASE=postgresql://owner@db/knowledge_base
  bsl knowledge-base load --configuration ERP ~/erp       an export of the Designer, an EDT project, or a folder above
  bsl knowledge-base load --configuration SSL ~/ssl --license CC-BY-4.0 --source-url https://github.com/1c-syntax/ssl_3_1
  bsl knowledge-base check                                what there is, and whether `ingest` can read it
  bsl knowledge-base check --read                         reads all of it: digest, cut code, speed

Where it is, BSL_KNOWLEDGE_BASE says: postgresql://user@host/database, or file:FOLDER (default: in the artifacts).
Loading the same export again changes nothing; methods that are gone are removed. DO, ERP, ZUP and BUH are proprietary
unless --license says otherwise, any other name has no known licence: neither is ever published.
exit codes: 0 done, 2 bad input, 75 the server is away or busy
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.shared.environment import knowledge_base_url

if TYPE_CHECKING:
    from components.shared.knowledge_base import KnowledgeBase, KnowledgeBaseSettings, LoadReport
    from components.shared.progress import Progress
    from pipelines.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    doings = parser.add_subparsers(dest="doing", metavar="load|check", required=True)
    load = doings.add_parser("load", help="fill it from an export of a configuration")
    load.add_argument("path", type=Path, metavar="PATH", help="export of a configuration, or a folder above it")
    load.add_argument("--configuration", required=True, metavar="NAME", help="DO, ERP, ZUP, BUH, or any other name")
    load.add_argument("--license", default="", help="SPDX or LicenseRef-… (default: told by the name)")
    load.add_argument("--source-url", default="", metavar="URL", help="where the export can be found")
    load.add_argument("--commit", default="", help="commit that it was made from")
    load.add_argument("--json", action="store_true", help="print one JSON object")
    check = doings.add_parser("check", help="say what there is, and whether `ingest` can read it")
    check.add_argument("--read", action="store_true", help="read all of it: digest, cut code, speed")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    from pipelines.commands.arguments import add_settings_arguments

    add_settings_arguments(check)


def run(arguments: argparse.Namespace) -> int:
    """Load, or check."""
    return _load(arguments) if arguments.doing == "load" else _check(arguments)


def _load(arguments: argparse.Namespace) -> int:
    from components.shared.knowledge_base import LoadSettings, load_export

    settings = LoadSettings(arguments.configuration, arguments.license, arguments.source_url, arguments.commit)
    started = time.monotonic()
    with _shown() as progress:
        report = load_export(knowledge_base_url(), arguments.path, settings, progress)
    seconds = time.monotonic() - started
    if arguments.json:
        print(json.dumps({**_as_json(report), "seconds": round(seconds, 1)}, ensure_ascii=False))
        return 0
    print(f"{report.configuration}: {report.modules} modules, {report.functions} methods, {report.license}")
    for table, change in report.changes.items():
        print(f"  {table:16} {change.added:7} new {change.changed:7} changed {change.removed:7} removed")
    for reason, count in sorted(report.skipped.items()):
        print(f"  skipped: {reason} {count}")
    for place in report.places:
        print(f"    {place}")
    if all(change.nothing for change in report.changes.values()):
        print("nothing changed")
    print(f"{seconds:.1f} s")
    return 0


def _as_json(report: "LoadReport") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(report)


def _check(arguments: argparse.Namespace) -> int:
    from components.shared.knowledge_base import open_knowledge_base
    from pipelines.commands.arguments import settings_of

    settings = _settings(settings_of(arguments))
    base = open_knowledge_base(knowledge_base_url(), settings)
    contents = base.contents()
    facts: dict[str, Any] = {
        "place": contents.place,
        "server": contents.server,
        "layout": contents.layout,
        "columns": contents.columns,
        "read_only_user": not contents.can_write,
        "configurations": {
            name: {"methods": count, "license": license_name}
            for name, (count, license_name) in contents.configurations.items()
        },
    }
    if arguments.read:
        facts |= _read(base)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        _print(facts)
    return 0


def _settings(config: "Config") -> "KnowledgeBaseSettings":
    """Those of the first source of this kind: what `ingest` would use."""
    from components.shared.knowledge_base import KnowledgeBaseSettings

    found = (source.knowledge_base for source in config.ingest.sources if source.kind == "knowledge_base")
    return next(found, KnowledgeBaseSettings())


def _read(base: "KnowledgeBase") -> dict[str, Any]:
    from components.shared.knowledge_base import Notes
    from components.shared.knowledge_base.previews import Previews

    notes, previews, digest, started = Notes(), Previews(), hashlib.sha256(), time.monotonic()
    with _shown() as progress:
        for method in base.read(notes):
            # the number of a transaction is no part of what was read: a restored copy has others
            digest.update(repr(method._replace(changed=0)).encode("utf-8", "surrogatepass"))
            previews.see(method.code)
            progress("reading", previews.seen)
    return {
        "methods": previews.seen,
        "cut": previews.cut,
        "cut_at_characters": previews.length,
        "digest": digest.hexdigest(),
        "snapshot": str(notes),
        "seconds": round(time.monotonic() - started, 1),
    }


def _print(facts: dict[str, Any]) -> None:
    print(f"{facts['place']}: {facts['server']}, layout {facts['layout']}")
    for name, column in facts["columns"].items():
        print(f"  {name:24} from {column}")
    if not facts["read_only_user"]:
        print("this user may write; read with one that may not (README.md of components/shared/knowledge_base)")
    for name, found in facts["configurations"].items():
        print(f"  {name:24} {found['methods']:9,} methods  {found['license']}")
    if "digest" in facts:
        where = f", most at {facts['cut_at_characters']} characters" if facts["cut_at_characters"] else ""
        print(f"read: {facts['methods']:,} methods in {facts['seconds']} s, {facts['cut']:,} without an end{where}")
        print(f"snapshot: {facts['snapshot']}\ndigest: {facts['digest']}")


@contextmanager
def _shown() -> "Iterator[Progress]":
    """Show how far the work is where a person waits for it; gone when it is done."""
    from components.shared.progress import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("knowledge base", total=None)

        def tell(doing: str, done: int = 0, total: int | None = None) -> None:
            bar.update(task, description=doing, completed=done, total=total)

        yield tell

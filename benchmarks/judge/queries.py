"""How the judge of queries does on real texts: refusals, findings, and how fast it is.

    python -m benchmarks.judge.queries CORPUS_FOLDER [--show]

Texts: strings of modules that are whole queries; texts of data composition schemas and of dynamic lists; restrictions
of access and their templates. All of them ship and therefore run: each refusal is a false one until it is explained.
A text that goes through СтрЗаменить is not judged by the product; it is counted here, because most are whole.
Names are judged against the configuration that the texts belong to. ``--show`` prints every refusal and finding.
"""

import html
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import Flavour, check_query, find_queries, judge_queries, parse_query

CHECKOUTS = ("ssl_3_1", "ssl_3_2", "ssl_3_1_eng")
_MENTIONS = re.compile("выбрать|уничтожить|select|drop", re.IGNORECASE)
# where texts lie in an export, and in which flavour they are written
_BESIDE_MODULES: dict[str, tuple[str, re.Pattern[str], Flavour]] = {
    "data composition schemas": ("Template.xml", re.compile(r"<query>(.*?)</query>", re.DOTALL), "composition"),
    "dynamic lists": ("Form.xml", re.compile(r"<QueryText>(.*?)</QueryText>", re.DOTALL), "composition"),
    "restrictions of access": ("Rights.xml", re.compile(r"<condition>(.*?)</condition>", re.DOTALL), "restriction"),
}


def main() -> None:
    """Print the table of each checkout that is a configuration."""
    folder = corpus_folder(sys.argv)
    for name in CHECKOUTS:
        if (folder / name).is_dir():
            _report(folder / name, show="--show" in sys.argv)


def _report(folder: Path, *, show: bool) -> None:
    configuration = read_configuration(folder)
    print(f"{folder.name}")
    _modules(folder, configuration, show=show)
    for name, (file_name, pattern, flavour) in _BESIDE_MODULES.items():
        _beside(name, _written(folder, file_name, pattern), flavour, configuration, show=show)


def _modules(folder: Path, configuration: Configuration, *, show: bool) -> None:
    fates: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    found_texts: list[str] = []
    for path in module_files(folder):
        text = decode_module(path.read_bytes())
        if not _MENTIONS.search(text):
            continue
        module = parse(text)
        for query in find_queries(module, text):
            fates[query.dynamic or "static"] += 1
            found_texts.append(query.text)
            if query.package.errors and query.dynamic in ("", "replaced"):
                refused[query.dynamic or "static"] += 1
                _show(show, path, [str(error) for error in query.package.errors])
        found = judge_queries(module, text, configuration)
        codes.update(finding.rule.code for finding in found)
        _show(show, path, _lines(found))
    print(f"  strings of modules: {sum(fates.values()):,} texts: {_listed(fates)}")
    print(
        f"    refused: {refused['static']} of {fates['static']:,} static, "
        f"{refused['replaced']} of {fates['replaced']:,} replaced"
    )
    print(f"    findings in the static ones: {_listed(codes) or 'none'}")
    print(f"    {_speed(found_texts)}")


def _beside(
    name: str, written: list[tuple[Path, str]], flavour: Flavour, configuration: Configuration, *, show: bool
) -> None:
    refused = 0
    codes: Counter[str] = Counter()
    for path, text in written:
        package = parse_query(text, flavour)
        refused += bool(package.errors)
        found = check_query(package, configuration)
        codes.update(finding.rule.code for finding in found)
        _show(show, path, _lines(found))
    print(f"  {name}: {len(written):,} texts, refused: {refused}, findings: {_listed(codes) or 'none'}")


def _written(folder: Path, file_name: str, pattern: re.Pattern[str]) -> list[tuple[Path, str]]:
    return [
        (path, html.unescape(match))
        for path in sorted(folder.rglob(file_name))
        for match in pattern.findall(path.read_text(encoding="utf-8-sig"))
    ]


def _lines(found: Iterable[Finding]) -> Iterator[str]:
    return (f"{finding.line}:{finding.column} {finding.rule.code} {finding.message_ru}" for finding in found)


def _show(show: bool, path: Path, lines: Iterable[str]) -> None:
    if show:
        for line in lines:
            print(f"      {path.name} {path.parent.parent.name}: {line}")


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


def _speed(found_texts: list[str]) -> str:
    started = time.perf_counter()
    for text in found_texts:
        parse_query(text)
    seconds = time.perf_counter() - started
    megabytes = sum(map(len, found_texts)) / 1e6
    return f"parsing: {len(found_texts) / seconds:,.0f} queries/s, {megabytes / seconds:.2f} million characters/s"


if __name__ == "__main__":
    main()

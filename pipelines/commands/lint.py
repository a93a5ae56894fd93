"""Find what is wrong with compiled pipelines, manifests and images, before a cluster or a thief finds it.

Examples:
  bsl lint                          everything below manifests/ and docker/
  bsl lint manifests/overlays       these files; what they need of one another must be among them
  bsl lint --code                   our own Python as well
  bsl lint --tools                  the checkers of others as well (pip install "bsl-foundry[security]")
  bsl lint --rules                  every rule: what, why, bad, good
  bsl lint --format sarif > out.sarif

A place may break a rule with a reason, on its line or alone on the line above:  # lint: allow <rule>: <reason>
exit codes: 0 no errors, 1 errors (or warnings with --strict), 2 bad input
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.linting.report import Report

LINTED = (Path("manifests"), Path("docker"))
OWN_CODE = (Path("components"), Path("pipelines"))
WORKFLOWS = (Path(".github/workflows"),)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: manifests, docker)"
    )
    parser.add_argument("--code", action="store_true", help="also our own Python")
    parser.add_argument("--tools", action="store_true", help="also the checkers of others, each a tool of its own")
    parser.add_argument("--kubectl", metavar="PATH", help="what renders overlays (default: that of the path)")
    parser.add_argument("--strict", action="store_true", help="let warnings fail as well")
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="(default: text)")
    parser.add_argument("--rules", action="store_true", help="print every rule and do nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Lint and print what was found."""
    from pipelines.linting.files import lint_code, lint_files, lint_rendered, lint_with_tools
    from pipelines.linting.rendered import find_kubectl
    from pipelines.linting.shown import page

    if arguments.rules:
        print("\n".join(page()))
        return 0
    paths = arguments.paths or [path for path in LINTED if path.exists()]
    code = [path for path in OWN_CODE if arguments.code]
    report = lint_files(paths)
    if kubectl := arguments.kubectl or find_kubectl():
        lint_rendered(paths, report, kubectl)
    else:
        print("overlays are not rendered: kubectl is not on the path (--kubectl PATH)", file=sys.stderr)
    report.add(lint_code(code))
    if arguments.tools:
        workflows = [path for path in WORKFLOWS if path.exists() and not arguments.paths]
        report.add(lint_with_tools([*paths, *code, *workflows]))
    _print(report, arguments.format)
    failing = ("error", "warning") if arguments.strict else ("error",)
    return 1 if any(finding.severity in failing for finding in report.findings) else 0


def _print(report: "Report", form: str) -> None:
    from pipelines.linting.shown import as_json, as_sarif, as_text

    if form == "json":
        print(as_json(report))
    elif form == "sarif":
        from importlib.metadata import version

        print(json.dumps(as_sarif(report, version("bsl-foundry")), ensure_ascii=False, indent=2))
    else:
        for line in as_text(report):
            print(line)

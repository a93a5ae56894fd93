"""Writes the pipelines as Kubeflow reads them, and lints them.

The files are part of the repository: a change of a stage's wrapper or of the graph shows in review, and --check fails
when somebody forgot to compile.

Example:
  bsl compile            write manifests/pipelines/*.yaml
  bsl compile --check    say whether they are up to date
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from components.shared.errors import Refused
from pipelines.local_worker import PIPELINES, load_pipeline


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether only to check."""
    parser.add_argument(
        "--output", type=Path, default=Path("manifests/pipelines"), help="folder (default: %(default)s)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file is stale")
    parser.add_argument("--strict", action="store_true", help="let warnings of the lint fail as well")


def run(arguments: argparse.Namespace) -> int:
    """Compile, lint, write or compare."""
    texts = {name: compiled(name) for name in PIPELINES}
    bad = _lint(texts, arguments.strict)
    stale = []
    for name, text in texts.items():
        path = arguments.output / f"{name}.yaml"
        if arguments.check:
            stale += [str(path)] if not path.is_file() or path.read_text(encoding="utf-8") != text else []
        elif not bad:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path)
    if stale:
        raise Refused(f"stale: {', '.join(stale)}; run `bsl compile` and commit the result")
    return 1 if bad else 0


def compiled(name: str) -> str:
    """One pipeline as YAML; the same bytes for the same sources."""
    from kfp.compiler import Compiler

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        Compiler().compile(load_pipeline(PIPELINES[name]), str(path))
        return path.read_text(encoding="utf-8")


def _lint(texts: dict[str, str], strict: bool) -> bool:
    import yaml

    from pipelines.linting.files import lint

    bad = False
    for name, text in texts.items():
        places: dict[tuple[str, str, str], list[str]] = {}
        for finding in lint(*yaml.safe_load_all(text)):
            places.setdefault((finding.severity, finding.rule, finding.message), []).append(finding.where)
            bad = bad or strict or finding.severity == "error"
        for (severity, rule, message), where in places.items():
            print(f"{name}: {severity} {rule}: {message} ({', '.join(where)})", file=sys.stderr)
    return bad

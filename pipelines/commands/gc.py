"""Lists, and deletes, what nothing in the object store refers to any more.

Examples:
  bsl gc --dry-run                            what would go, with sizes, and why all else stays
  bsl gc --cluster bsl-serving --cluster bsl-foundry
                                              deletes it; InferenceServices, pipeline versions and runs there refer too
  bsl gc --keep-days 90 --keep-versions 10    keeps more than it must

A version stays while an alias, the split, an InferenceService, a schedule or a pipeline names it, while it is young,
and while it is one of the newest. Base models, datasets, checkpoints and runs stay while a version that stays was made
of them, while something outside names them, and while they are young. Files of a registration that was broken off go
after 24 hours. Sources, reviews, ratings, generated answers and what is served are never touched.
In a bucket with versions (bsl object-store setup) what went can be brought back for 30 days.
exit codes: 0 done; 2 bad input, nothing was deleted; 75 the server or the cluster is away, what was deleted was garbage
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from components.shared.environment import object_store_url
from components.shared.errors import BadInput

if TYPE_CHECKING:
    from pipelines.collecting.choosing import Choice, Keeping

REFERENCES = (Path("manifests"), Path("schedules.yaml"), Path("training_config.yaml"))  # where they are in a checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--dry-run", action="store_true", help="only list")
    parser.add_argument("--keep-days", type=int, metavar="N", help="what is younger stays (default: 30)")
    parser.add_argument("--keep-versions", type=int, metavar="N", help="newest versions that stay (default: 3)")
    parser.add_argument("--cluster", action="append", default=[], metavar="NAMESPACE", help="ask this namespace too")
    parser.add_argument("--no-cluster", action="store_true", help="no cluster serves from this store")
    parser.add_argument("--references", type=Path, action="append", metavar="PATH",
                        help="file or folder that may name things (default: manifests, schedules.yaml, "
                             "training_config.yaml where they are)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Look, tell, and delete."""
    from components.shared.object_store import open_object_store
    from pipelines.collecting.choosing import choose
    from pipelines.collecting.deleting import delete
    from pipelines.collecting.references import cluster_texts, file_texts

    url, keeping = object_store_url(), _keeping(arguments)
    if url.startswith("s3:") and not (arguments.dry_run or arguments.cluster or arguments.no_cluster):
        raise BadInput("name the namespaces that serve from this store, with --cluster, or say --no-cluster")
    paths = [path for path in REFERENCES if path.exists()] if arguments.references is None else arguments.references
    store = open_object_store(url)

    def look() -> "list[Choice]":
        texts = file_texts(paths) + cluster_texts(arguments.cluster)
        return choose(store, texts, keeping, datetime.now(UTC))

    choices = look()
    if not arguments.json:
        _tell(choices, arguments.dry_run)
    if not arguments.dry_run:
        for unit in delete(store, look, choices):
            if not arguments.json:
                print(f"deleted {unit.kind} {unit.name}", flush=True)
    if arguments.json:
        print(json.dumps(_as_json(choices, deleted=not arguments.dry_run), ensure_ascii=False))
    return 0


def _keeping(arguments: argparse.Namespace) -> "Keeping":
    from pipelines.collecting.choosing import Keeping

    given = {"days": arguments.keep_days, "versions": arguments.keep_versions}
    try:
        return Keeping(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"--keep-{first['loc'][0]}: {first['msg']}") from error


def _tell(choices: "list[Choice]", dry_run: bool) -> None:
    garbage = [choice.unit for choice in choices if not choice.kept_because]
    if garbage:
        print(f"{'nothing refers to':26} {'':58} {'written':10} {'objects':>8} {'size':>10}")
    for unit in garbage:
        size = size_in_words(unit.size_bytes)
        print(f"{unit.kind:26} {unit.name:58} {unit.newest:%Y-%m-%d} {len(unit.entries):8} {size:>10}")
    size = size_in_words(sum(unit.size_bytes for unit in garbage))
    print(f"{len(garbage)} to delete, {size}; {len(choices) - len(garbage)} stay:")
    for because, number in _reasons(choices).items():
        print(f"{number:8}  {because}")
    if dry_run and garbage:
        print("nothing was deleted; without --dry-run just this is")


def _reasons(choices: "list[Choice]") -> dict[str, int]:
    """How many stay for each reason, in words that do not grow with their number."""
    counted: dict[str, int] = {}
    for choice in choices:
        if choice.kept_because:
            counted[choice.kept_because] = counted.get(choice.kept_because, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def size_in_words(size_bytes: float) -> str:
    """A size with its unit, as people read it."""
    for unit in ("B", "KB", "MB", "GB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"


def _as_json(choices: "list[Choice]", deleted: bool) -> dict[str, object]:
    garbage = [_shown(choice) for choice in choices if not choice.kept_because]
    kept = [_shown(choice) for choice in choices if choice.kept_because]
    return {"deleted": deleted, "garbage": garbage, "kept": kept}


def _shown(choice: "Choice") -> dict[str, object]:
    unit = choice.unit
    return {"kind": unit.kind, "name": unit.name, "size_bytes": unit.size_bytes, "objects": len(unit.entries),
            "kept_because": choice.kept_because}  # fmt: skip

"""Writes the pipelines as Kubeflow reads them, for each deployment profile, and lints them.

The files are part of the repository: a change of a stage's wrapper, of the graph, of a profile or of an image shows in
review, and --check fails when somebody forgot to compile. Profiles other than `local` name images by digest: until
images are pushed they are left out, or refused when they are asked for.

Example:
  bsl compile                        write manifests/pipelines/<profile>/*.yaml
  bsl compile --profile gpu-80gb     for one profile
  bsl compile --check                say whether they are up to date
  bsl compile --plain out            the intermediate form too, for an upload in Kubeflow's UI
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from components.shared.errors import BadInput, Refused
from pipelines.deployment import LOCAL, Profile, profile_names, read_profile

ROOT = Path(__file__).parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profiles, where to, and whether only to check."""
    parser.add_argument("--profile", action="append", help="a file of manifests/profiles; may be repeated")
    parser.add_argument(
        "--output", type=Path, default=Path("manifests/pipelines"), help="folder (default: %(default)s)"
    )
    parser.add_argument("--plain", type=Path, metavar="FOLDER", help="write the intermediate form there as well")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file is stale")
    parser.add_argument("--strict", action="store_true", help="let warnings of the lint fail as well")


def run(arguments: argparse.Namespace) -> int:
    """Compile, lint, write or compare."""
    bad, stale = False, []
    for profile in _profiles(arguments):
        texts = _texts(profile)
        if _lint(profile, texts, arguments.strict):
            bad = True
        elif arguments.check:
            stale += _stale(arguments.output / profile.name, texts)
        else:
            _write(arguments.output / profile.name, texts)
            if arguments.plain:
                _write(arguments.plain / profile.name, _plain(profile))
    if stale:
        raise Refused(f"stale: {', '.join(map(str, stale))}; run `bsl compile` and commit the result")
    return 1 if bad else 0


def _profiles(arguments: argparse.Namespace) -> Iterator[Profile]:
    from pipelines.compiling.resources import must_be_pinned

    for name in arguments.profile or profile_names():
        profile = read_profile(name)
        if name != LOCAL:
            try:
                must_be_pinned(profile, ROOT)
            except BadInput as error:
                if arguments.profile:
                    raise
                print(f"left out: {error}", file=sys.stderr)
                continue
        yield profile


def _texts(profile: Profile) -> dict[str, str]:
    from pipelines.compiling.resources import compiled
    from pipelines.local_worker import PIPELINES

    return {name: compiled(name, profile) for name in PIPELINES}


def _plain(profile: Profile) -> dict[str, str]:
    import yaml

    from pipelines.compiling.resources import intermediate
    from pipelines.local_worker import PIPELINES

    return {
        name: yaml.safe_dump_all(intermediate(name, profile), sort_keys=True, allow_unicode=True) for name in PIPELINES
    }


def _stale(folder: Path, texts: dict[str, str]) -> list[Path]:
    """Files that differ from what would be written, and files that nothing writes any more."""
    wanted = {folder / f"{name}.yaml": text for name, text in texts.items()}
    differ = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return differ + [path for path in sorted(folder.glob("*.yaml")) if path not in wanted]


def _write(folder: Path, texts: dict[str, str]) -> None:
    from components.shared.folders import whole_file

    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
        print(path)


def _lint(profile: Profile, texts: dict[str, str], strict: bool) -> bool:
    import yaml

    from pipelines.linting.files import lint

    bad = False
    for name, text in texts.items():
        places: dict[tuple[str, str, str], list[str]] = {}
        version = list(yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))[1]["spec"]
        found = lint(version["pipelineSpec"], version.get("platformSpec"), local=profile.name == LOCAL)
        for finding in found:
            places.setdefault((finding.severity, finding.rule, finding.message), []).append(finding.where)
            bad = bad or strict or finding.severity == "error"
        for (severity, rule, message), where in places.items():
            print(f"{profile.name} {name}: {severity} {rule}: {message} ({', '.join(where)})", file=sys.stderr)
    return bad

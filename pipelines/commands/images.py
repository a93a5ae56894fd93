"""Builds the container images, and keeps the digests that pipelines are compiled with.

Examples:
  bsl images hash                                  the tag of each image: the hash of what goes into it
  bsl images build cpu gpu gateway --registry registry.example/team --push
                                                   build and push what changed, and write docker/images.lock.yaml
  bsl images lock --registry registry.example/team cpu=cpu.digest
                                                   the same lock after a push by CI: what `buildah push --digestfile`,
                                                   `docker push` or `docker buildx build --metadata-file` wrote
  bsl images check                                 exit code 1 where an image was made of other files than lie here
  bsl images sbom cpu --output cpu.cdx.json        what is in a built image, as CycloneDX

Without a lock, pipelines name the images of a local build (bsl-foundry/python-cpu:local).
The builder takes more with --option: --option=--secret=id=ca,src=ca.crt --option=--build-arg=INDEX=https://…
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from components.images import LOCK, REPOSITORIES
from components.shared.errors import BadInput

ROOT = Path()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which images."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in {
        "hash": "print the tag of each image",
        "build": "build images, and push them when told to",
        "lock": "write the digests after a push",
        "check": "say whether the lock is stale",
        "sbom": "write what is in a built image",
    }.items():
        _ACTIONS[name][0](actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + "."))


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    _ACTIONS[arguments.action][1](arguments)
    return 0


def _add_targets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(REPOSITORIES)} (default: all)")
    _add_base(parser)


def _add_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base", metavar="IMAGE", help="base image with its digest, instead of the one that docker/Dockerfile names"
    )


def _add_registry(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--registry", required=required, default="", help="before the names of the images")


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_targets(parser)
    _add_registry(parser, required=False)
    _add_builder(parser)
    parser.add_argument("--option", action="append", default=[], metavar="--X=Y", help="for the builder; repeat it")
    parser.add_argument("--push", action="store_true", help="push them and write their digests into the lock")


def _add_builder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--builder", help="docker, podman or buildah (default: the first that is installed)")


def _add_lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pushed", nargs="+", metavar="TARGET=FILE", help="what the builder wrote when it pushed")
    _add_base(parser)
    _add_registry(parser, required=True)


def _add_sbom(parser: argparse.ArgumentParser) -> None:
    _add_targets(parser)
    _add_registry(parser, required=False)
    _add_builder(parser)
    parser.add_argument("--output", type=Path, help="file (default: print it)")


def _hash(arguments: argparse.Namespace) -> None:
    from pipelines.images.inputs import read_inputs, tag

    for target in _targets(arguments):
        sha256 = read_inputs(target, context=ROOT, base=arguments.base).sha256(ROOT)
        print(f"{target} {tag(sha256)}")


def _build(arguments: argparse.Namespace) -> None:
    from pipelines.images.building import Builder, find_builder
    from pipelines.images.lock import digest_in, locked, write_lock

    if arguments.push and not arguments.registry:
        raise BadInput("--push needs --registry, as in --registry registry.example/team")
    builder = Builder(find_builder(arguments.builder), arguments.registry, arguments.base, tuple(arguments.option))
    for target in _targets(arguments):
        name = builder.build(target, ROOT)
        print(name)
        if arguments.push:  # each at once: a push that fails later must not lose those before it
            digest = digest_in(builder.push(name, ROOT), name)
            write_lock(ROOT, locked(ROOT, arguments.registry, {target: digest}, arguments.base))


def _lock(arguments: argparse.Namespace) -> None:
    from pipelines.images.lock import digest_in, locked, write_lock

    pushed = {}
    for word in arguments.pushed:
        target, _, file = word.partition("=")
        if target not in REPOSITORIES or not file:
            raise BadInput(f"{word}: give it as TARGET=FILE, TARGET being one of {', '.join(REPOSITORIES)}")
        if not Path(file).is_file():
            raise BadInput(f"{file} does not exist; give the file that the builder wrote when it pushed {target}")
        pushed[target] = digest_in(Path(file).read_text(encoding="utf-8"), file)
    print(write_lock(ROOT, locked(ROOT, arguments.registry, pushed, arguments.base)))


def _check(arguments: argparse.Namespace) -> None:
    from pipelines.images.lock import check_lock

    lock = check_lock(ROOT)
    for target in REPOSITORIES:
        image = lock.images.get(target)
        print(f"{target}: {image.repository}@{image.digest}" if image else f"{target}: not in {LOCK}, a local image")


def _sbom(arguments: argparse.Namespace) -> None:
    from components.shared.folders import whole_file
    from pipelines.images.building import Builder, find_builder

    builder = Builder(find_builder(arguments.builder), arguments.registry, arguments.base)
    if arguments.output and len(_targets(arguments)) > 1:
        raise BadInput("--output is one file: name one target")
    for target in _targets(arguments):
        text = builder.bill_of_materials(builder.name(target, ROOT), ROOT)
        if not arguments.output:
            print(text)
            continue
        with whole_file(arguments.output) as path:
            path.write_text(text, encoding="utf-8")
        print(arguments.output)


def _targets(arguments: argparse.Namespace) -> list[str]:
    unknown = [target for target in arguments.targets if target not in REPOSITORIES]
    if unknown:
        raise BadInput(f"there is no image {', '.join(unknown)}; there are {', '.join(REPOSITORIES)}")
    return arguments.targets or list(REPOSITORIES)


_Declare = Callable[[argparse.ArgumentParser], None]
_Act = Callable[[argparse.Namespace], None]
_ACTIONS: dict[str, tuple[_Declare, _Act]] = {
    "hash": (_add_targets, _hash),
    "build": (_add_build, _build),
    "lock": (_add_lock, _lock),
    "check": (lambda parser: None, _check),
    "sbom": (_add_sbom, _sbom),
}

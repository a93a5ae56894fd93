"""Says what this machine, or a cluster, can do and what is missing, each finding with what to do about it.

Examples:
  bsl doctor
  bsl doctor --cluster --profile gpu-80gb              before and after an installation; changes nothing
  bsl doctor --cluster --namespace team-a --json       inside a Kubeflow Profile
exit codes: 0 nothing is missing, 1 something is, 2 bad input, 75 the cluster is away
"""

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from components.shared.environment import artifacts_folder, object_store_url, ratings_url
from components.shared.errors import BadInput
from pipelines.findings import Finding, show

PACKAGES = ("torch", "transformers", "peft", "kfp", "pyarrow", "aiohttp", "tokenizers", "compressed-tensors")
GIBIBYTES_FREE = 3
GIBIBYTES_MEMORY = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look at, and how to print."""
    parser.add_argument("--json", action="store_true", help="print findings as JSON")
    cluster = parser.add_argument_group("a cluster, instead of this machine")
    cluster.add_argument("--cluster", action="store_true", help="the one that BSL_KUBECONFIG or KUBECONFIG names")
    cluster.add_argument("--namespace", default="bsl-foundry", help="where pipelines run (default: %(default)s)")
    cluster.add_argument("--serving-namespace", help="where models are served (default: bsl-serving; of a Kubeflow "
                         "Profile NAME: NAME-serving)")  # fmt: skip
    cluster.add_argument("--profile", metavar="NAME", help="deployment profile whose GPUs, quota and queue are checked")
    cluster.add_argument("--dialect", default="weighted", metavar="NAME", help="who splits the traffic: weighted, "
                         "standard, knative or adapter (default: %(default)s)")  # fmt: skip
    cluster.add_argument("--object-store", default="", metavar="URL", help="the bucket's address as seen from here")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything a run needs; 1 when something is missing."""
    findings = _cluster(arguments) if arguments.cluster else _laptop()
    return show(list(findings), arguments.json)


def _laptop() -> Iterator[Finding]:
    yield from (*_python(), *_packages(), *_machine(), *_accelerator(), *_places())


def _cluster(arguments: argparse.Namespace) -> Iterator[Finding]:
    from components.shared.cluster import open_cluster
    from pipelines.cluster_check import DIALECTS, Installation, check_cluster
    from pipelines.deployment import read_profile

    if arguments.dialect not in DIALECTS:
        raise BadInput(f"--dialect {arguments.dialect}: there are {', '.join(DIALECTS)}")
    own = arguments.namespace == Installation().namespace
    installation = Installation(
        namespace=arguments.namespace,
        serving=arguments.serving_namespace or (Installation().serving if own else f"{arguments.namespace}-serving"),
        dialect=arguments.dialect,
        profile=read_profile(arguments.profile) if arguments.profile else None,
        object_store=arguments.object_store,
    )
    return check_cluster(open_cluster(installation.namespace), installation)


def _python() -> Iterator[Finding]:
    text = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    good = sys.version_info >= (3, 11)
    yield Finding("ok" if good else "missing", text, "" if good else "install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding("ok", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("missing", name, "run `make .venv` and use .venv/bin/bsl")
    try:
        yield Finding("ok", f"bitsandbytes {version('bitsandbytes')}")
    except PackageNotFoundError:
        yield Finding(
            "note",
            "no bitsandbytes",
            "quantize.format: bitsandbytes-8bit needs the extra `bitsandbytes`; others do not",
        )


def _machine() -> Iterator[Finding]:
    yield Finding("ok", f"{os.cpu_count()} processors")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    enough = memory >= GIBIBYTES_MEMORY
    yield Finding(
        "ok" if enough else "missing",
        f"{memory:.0f} GiB of memory",
        "" if enough else f"a run with the tiny model takes {GIBIBYTES_MEMORY} GiB",
    )


def _accelerator() -> Iterator[Finding]:
    """Only asks the driver: importing torch for this answer would take seconds."""
    if shutil.which("nvidia-smi"):
        yield Finding("ok", "NVIDIA driver", "hardware.device: auto trains on the GPU")
    elif platform.system() == "Darwin" and platform.machine() == "arm64":
        yield Finding("ok", "Apple GPU", "hardware.device: auto trains on it")
    else:
        yield Finding("note", "no GPU", "the tiny model needs none; a real base model does")


def _places() -> Iterator[Finding]:
    folder = artifacts_folder()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    writable = os.access(existing, os.W_OK)
    yield Finding(
        "ok" if writable else "missing",
        f"artifacts folder {folder}",
        "" if writable else "set BSL_ARTIFACTS to a folder that you may write to",
    )
    free = shutil.disk_usage(existing).free / 2**30
    yield Finding(
        "ok" if free >= GIBIBYTES_FREE else "missing",
        f"{free:.0f} GiB free there",
        "" if free >= GIBIBYTES_FREE else f"a run with the tiny model takes up to {GIBIBYTES_FREE} GiB",
    )
    yield Finding("ok", f"object store {object_store_url()}")
    yield Finding("ok", f"ratings {ratings_url()}")

"""Says what this machine can do and what is missing, each finding with what to do about it."""

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from components.shared.environment import artifacts_folder, object_store_url, ratings_url

PACKAGES = ("torch", "transformers", "peft", "kfp", "pyarrow", "aiohttp", "tokenizers", "compressed-tensors")
GIBIBYTES_FREE = 3
GIBIBYTES_MEMORY = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    level: Literal["ok", "note", "missing"]
    what: str
    advice: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help="print findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything a run needs; 1 when something is missing."""
    findings = [*_python(), *_packages(), *_machine(), *_accelerator(), *_places()]
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            advice = f" → {finding.advice}" if finding.advice else ""
            print(f"{finding.level:<8} {finding.what}{advice}")
    return 1 if any(finding.level == "missing" for finding in findings) else 0


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

"""Builds our images for real, without a daemon and without a registry: buildah on a base made by mmdebstrap."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import building

ROOT = Path(__file__).parents[3]
BASE = "localhost/base:bookworm"
BASE_DIGEST = f"{BASE}@sha256:{'0' * 64}"  # what the registry of a real base would have answered
PACKAGES = "python3,python3-venv,ca-certificates"  # what python:3.11-slim has and the Dockerfile uses
CERTIFICATES = Path(os.environ.get("SSL_CERT_FILE") or "/etc/ssl/certs/ca-certificates.crt")
PATIENCE_SECONDS = 1500


def why_not() -> str:
    """Why images cannot be built here; empty where they can."""
    missing = [name for name in ("buildah", "mmdebstrap", "unshare", "ip") if shutil.which(name) is None]
    if missing:
        return f"no {', '.join(missing)}: apt-get install buildah mmdebstrap iproute2"
    return "" if os.geteuid() == 0 else "buildah and chroot are run as root here"


@dataclass(frozen=True, slots=True)
class Store:
    """Layers and containers of these tests, apart from those of the machine."""

    folder: Path

    def buildah(self, *words: str, **options: Any) -> str:
        """Run it; what it says on standard output."""
        places = ("--root", str(self.folder / "layers"), "--runroot", str(self.folder / "run"))
        command = ["buildah", *places, *words]
        environment = {**os.environ, "BUILDAH_ISOLATION": "chroot", "TMPDIR": str(self.folder)}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout.strip()

    def import_base(self) -> None:
        """Make the base image known under its name."""
        container = self.buildah("from", "scratch")
        self.buildah("add", "--quiet", container, str(base_files()))
        self.buildah("config", "--env", "PATH=/usr/local/bin:/usr/bin:/bin", container)
        self.buildah("commit", "--quiet", container, BASE)
        self.buildah("rm", container)

    def build(self, target: str) -> str:
        """Build one target.

        Returns:
            The name of the image.
        """
        name = f"localhost/bsl-foundry/{target}:test"
        index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or ""
        secrets = ["--secret", f"id=ca,src={CERTIFICATES}"] if CERTIFICATES.is_file() else []
        arguments = ("--build-arg", f"BASE={BASE}", "--build-arg", f"INDEX={index}", *secrets)
        self.buildah(
            *("bud", "--pull-never", "--layers", "--file", "docker/Dockerfile", "--target", target, "--tag", name),
            *(*arguments, "."),
        )
        return name

    def configuration(self, image: str) -> dict[str, Any]:
        """What the image says of how it is run."""
        told: dict[str, Any] = json.loads(self.buildah("inspect", "--type", "image", image))
        return dict(told["OCIv1"]["config"])

    @contextmanager
    def mounted(self, image: str) -> Iterator[Path]:
        """The files of a new container of the image."""
        container = self.buildah("from", "--pull-never", image)
        try:
            yield Path(self.buildah("mount", container))
        finally:
            self.buildah("umount", container)
            self.buildah("rm", container)

    def remove(self) -> None:
        """Remove everything: umount what overlayfs holds, then the files."""
        self.buildah("rm", "--all")
        self.buildah("rmi", "--all", "--force")
        shutil.rmtree(self.folder, ignore_errors=True)


def base_files() -> Path:
    """A root file system of Debian with Python, made once (a minute)."""
    archive = building.folder() / "image-base-bookworm.tar"
    if not archive.is_file():
        archive.parent.mkdir(parents=True, exist_ok=True)
        partial = archive.with_suffix(".partial.tar")
        command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(partial)]
        subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)
        partial.replace(archive)
    return archive

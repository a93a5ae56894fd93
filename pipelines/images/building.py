"""Builds, pushes and looks into images with whichever builder there is: docker, podman or buildah."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from components.images import REPOSITORIES
from components.shared.errors import BadInput, TryAgain
from pipelines.images.inputs import DOCKERFILE, read_inputs, tag

BUILDERS = ("docker", "podman", "buildah")
BILL_OF_MATERIALS = "/opt/venv/sbom.cdx.json"  # written by docker/install.sh


@dataclass(frozen=True, slots=True)
class Builder:
    """A program that builds images, and what every build of it is told."""

    program: str
    registry: str = ""
    base: str | None = None
    options: tuple[str, ...] = ()

    def name(self, target: str, root: Path) -> str:
        """The image of a target, its tag being the hash of what goes in."""
        sha256 = read_inputs(target, context=root, base=self.base).sha256(root)
        prefix = f"{self.registry.rstrip('/')}/" if self.registry else ""
        return f"{prefix}{REPOSITORIES[target]}:{tag(sha256)}"

    def build(self, target: str, root: Path) -> str:
        """Build the image of a target.

        Returns:
            Its name.
        """
        name = self.name(target, root)
        base = ["--build-arg", f"BASE={self.base}"] if self.base else []
        words = ["build", "--file", str(DOCKERFILE), "--target", target, "--tag", name, *base, *self.options, "."]
        self._run(words, root)
        return name

    def push(self, name: str, root: Path) -> str:
        """Push an image.

        Returns:
            What the builder wrote, with the digest in it.
        """
        if self.program == "docker":
            return self._run(["push", name], root)
        file = root / f".{name.rpartition('/')[2].replace(':', '-')}.digest"
        try:
            self._run(["push", "--digestfile", str(file), name], root)
            return file.read_text(encoding="utf-8")
        finally:
            file.unlink(missing_ok=True)

    def bill_of_materials(self, name: str, root: Path) -> str:
        """The packages in an image, as CycloneDX JSON."""
        if self.program != "buildah":
            return self._run(["run", "--rm", "--network", "none", name, "cat", BILL_OF_MATERIALS], root)
        container = self._run(["from", "--pull-never", name], root).strip()
        try:
            return self._run(["run", container, "cat", BILL_OF_MATERIALS], root)
        finally:
            self._run(["rm", container], root)

    def _run(self, words: Sequence[str], root: Path) -> str:
        """Run the program; its messages go to the terminal, its answer is returned.

        Raises:
            TryAgain: It failed: a registry or an index away, a full disk; what it said stands above the message.
        """
        command = [self.program, *words]
        done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise TryAgain(f"`{' '.join(command)}` ended with {done.returncode}; what it said stands above")
        return done.stdout


def find_builder(program: str | None) -> str:
    """The builder that was asked for, or the first that is installed.

    Raises:
        BadInput: There is none.
    """
    found = next((name for name in ([program] if program else BUILDERS) if shutil.which(name)), None)
    if found is None:
        raise BadInput(
            f"no {program or ', '.join(BUILDERS)} on this machine; install one (Debian: apt install buildah)"
        )
    return found

"""Where weights lie: a folder with them, or a reference to a model that is not copied into every run."""

import json
from dataclasses import dataclass
from pathlib import Path

from components.shared.errors import BadInput

REFERENCE = "reference.json"


@dataclass(frozen=True, slots=True)
class WeightsLocation:
    """A local folder, or a name on the model hub with its commit."""

    name: str
    revision: str = ""

    @property
    def folder(self) -> Path | None:
        """The folder, where the weights are local."""
        path = Path(self.name)
        return path if path.is_absolute() else None

    @property
    def public_name(self) -> str:
        """The name that says something elsewhere too: of the hub, or of the folder without the way to it."""
        return self.folder.name if self.folder else self.name

    def arguments(self) -> dict[str, object]:
        """What ``from_pretrained`` needs to load exactly this, and never code that comes with it."""
        arguments: dict[str, object] = {"pretrained_model_name_or_path": self.name, "trust_remote_code": False}
        return arguments | ({"revision": self.revision} if self.revision else {})


def locate_weights(base: Path) -> WeightsLocation:
    """Follow the reference in a folder, where there is one."""
    if (base / "config.json").is_file():
        return WeightsLocation(str(base.absolute()))
    path = base / REFERENCE
    try:
        reference = json.loads(path.read_bytes())
        return WeightsLocation(reference["name"], reference["revision"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{base}: no model: neither config.json nor a readable {REFERENCE} in it") from error


def write_reference(base: Path, location: WeightsLocation, served: Path | None = None) -> None:
    """Say in ``base`` where the weights are, and where those that are served, if they are others."""
    reference = {"name": location.name, "revision": location.revision}
    if served:
        reference["served"] = str(served)
    (base / REFERENCE).write_text(json.dumps(reference, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

"""What is asked of a load, and what came of it."""

from dataclasses import dataclass, field

from components.shared.knowledge_base.methods import license_of_configuration


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """What is said of a configuration beside its export."""

    configuration: str  # DO, ERP, ZUP, BUH, or any other name
    license: str = ""  # SPDX or LicenseRef-…; empty: proprietary for those four, else unknown
    source_url: str = ""
    commit: str = ""

    @property
    def license_name(self) -> str:
        """The licence of its code."""
        return license_of_configuration(self.configuration, self.license)


@dataclass(slots=True)
class Changes:
    """What became of the rows of one table."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def nothing(self) -> bool:
        """Whether all rows stand as they stood."""
        return not (self.added or self.changed or self.removed)


@dataclass(slots=True)
class LoadReport:
    """What a load did."""

    configuration: str
    license: str
    modules: int = 0
    functions: int = 0
    changes: dict[str, Changes] = field(default_factory=dict)  # by table
    skipped: dict[str, int] = field(default_factory=dict)  # by reason
    places: list[str] = field(default_factory=list)  # the first of those skipped

"""What a person chose to have judged, and the judge made for it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from components.shared import bsl
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.places import context_of
from components.shared.bsl.platform.model import Platform
from components.shared.environment import user_cache_folder
from components.shared.errors import BadInput

EVERYTHING = "all"
IMPORTED_PLATFORM = "platform.json"  # in the cache of the user, written by `bsl platform import`


@dataclass(frozen=True, slots=True)
class Choices:
    """Which diagnostics, against which names. Small enough to be sent to every process."""

    select: frozenset[str] = frozenset()  # empty: all that count; "all": those that are only shown too
    ignore: frozenset[str] = frozenset()
    index: Path | None = None  # file of an index, or an export to be read
    library: bool = False


class Judge:
    """Judges texts by choices; what they need is loaded once."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        _refuse_unknown({*choices.select, *choices.ignore} - {EVERYTHING})

    def __call__(self, text: str, path: str) -> bsl.Verdict:
        """Judge a text that lies at a path."""
        context = context_of(path.replace("\\", "/"), self.configuration, self.library, platform=self.platform)
        verdict = bsl.judge(text, context)
        return verdict.only(tuple(finding for finding in verdict.findings if self.wanted(finding)))

    def load(self) -> None:
        """Load everything now: who copies this process gets it ready.

        Raises:
            BadInput: The index or the imported platform cannot be read.
        """
        self("", "Module.bsl")

    def wanted(self, finding: bsl.Finding) -> bool:
        """Whether a finding was asked for."""
        select, rule = self.choices.select, finding.rule
        if rule.code in self.choices.ignore:
            return False
        if not select:
            return rule.strength != "report"
        return EVERYTHING in select or rule.code in select

    @cached_property
    def configuration(self) -> Configuration | None:
        """The configuration whose names are known."""
        return read_index(self.choices.index) if self.choices.index else None

    @cached_property
    def library(self) -> Configuration | None:
        """The public interface of the standard subsystems library, where it was asked for."""
        from components.shared.bsl.library import load_library

        return load_library() if self.choices.library else None

    @cached_property
    def platform(self) -> Platform | None:
        """The platform that this user imported, or None."""
        from components.shared.bsl.platform.tables import load_platform

        imported = user_cache_folder() / IMPORTED_PLATFORM
        try:
            return load_platform(imported) if imported.is_file() else None
        except ValueError as error:
            raise BadInput(f"{imported}: {error}; run `bsl platform import` again, or `bsl platform forget`") from error


def read_index(path: Path) -> Configuration:
    """A configuration from the file of its index, or from its export.

    Raises:
        BadInput: There is neither at this path.
    """
    from components.shared.bsl.configuration import load_index, read_configuration

    try:
        return read_configuration(path) if path.is_dir() else load_index(path)
    except (OSError, ValueError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise BadInput(f"--index {path}: {reason}; make an index with `bsl index`, or name an export") from error


def _refuse_unknown(codes: Collection[str]) -> None:
    from components.shared.bsl.diagnostics.registry import all_rules, refuse_unknown

    try:
        refuse_unknown(frozenset(codes), frozenset(all_rules()))
    except ValueError as error:
        raise BadInput(f"{error}; `bsl check --list` shows all of them") from error

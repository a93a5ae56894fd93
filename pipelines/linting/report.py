"""What a lint has read and found, without what is allowed beside the place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipelines.linting.catalogue import RULES
from pipelines.linting.rules import Finding
from pipelines.linting.sources import Source

UNREADABLE = "unreadable"
UNREASONED = "permission-without-reason"
# how the findings of the checkers of others begin
OUTSIDE = ("bandit-", "secret-", "hadolint-", "kubernetes-", "yamllint-", "zizmor-")


@dataclass(slots=True)
class Report:
    """What was read, found, and allowed with a reason."""

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    allowed: list[Finding] = field(default_factory=list)

    def take(self, source: Source, findings: Iterable[Finding], *, own: bool = True) -> None:
        """Keep findings of one file but those that it allows; a file that our rules have read is not counted twice."""
        self.files += own
        for finding in findings:
            allowed = source.allows(finding.rule, finding.line)
            (self.allowed if allowed else self.findings).append(finding)
        self.findings += _unreasoned(source) if own else []

    def add(self, other: "Report") -> None:
        """Join what was found elsewhere."""
        self.files += other.files
        self.findings += other.findings
        self.allowed += other.allowed

    def has(self, finding: Finding) -> bool:
        """Whether the same was said, or allowed, of the same object in another file."""
        return any(
            (told.rule, told.object) == (finding.rule, finding.object) for told in (*self.findings, *self.allowed)
        )


def _unreasoned(source: Source) -> Iterator[Finding]:
    for line, name in source.without_reason:
        message = f"{name} is allowed and nobody says why; write # lint: allow {name}: the reason"
        yield Finding(UNREASONED, "error", str(source.path), line, "", message)
    for line, names in source.allowed.items():
        for name in names:
            if name not in RULES and not name.startswith(OUTSIDE):
                yield Finding(UNREASONED, "error", str(source.path), max(line, 1), "", f"there is no rule {name}")

"""Which versions are served, and how users are divided between them.

Written by deploy and compare, read by the gateway; kept in the object store beside the registry.
"""

import hashlib
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.shared.summaries import DeploySummary

BUCKETS = 10_000
CODE_GENERATION = "code_generation"  # the type of question that is divided; the base model answers all others


class Step(BaseModel):
    """One share of a canary, from its moment until the next one's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: int = Field(ge=1, le=100)
    since: datetime


class Split(BaseModel):
    """The traffic split of one model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="The alias that callers use as `model`")
    base: str = Field(description="Version of the base model: answers what is no code generation, and stands in")
    stable: str = Field(description="Version that most users get; the base model until something was promoted")
    canary: str | None = None
    canary_percent: int = Field(0, ge=0, le=100)
    canary_since: datetime | None = Field(None, description="When the canary was set; older answers say nothing of it")
    steps: tuple[Step, ...] = Field((), description="Shares that this canary has had; the last one holds now")
    paused: bool = Field(False, description="Somebody asked that the share stays as it is")
    rejected: tuple[str, ...] = Field((), description="Versions that were rolled back; they meet nobody again")
    generation: int = Field(1, ge=0, description="Rises with every change")

    @model_validator(mode="after")
    def _canary_and_percent_agree(self) -> Self:
        if (self.canary is None) != (self.canary_percent == 0):
            raise ValueError(f"canary {self.canary} does not go with {self.canary_percent} %")
        if self.canary == self.stable:
            raise ValueError(f"version {self.stable} cannot be stable and canary at once")
        if self.steps and self.steps[-1].percent != self.canary_percent:
            raise ValueError(f"the last step is {self.steps[-1].percent} %, the canary has {self.canary_percent} %")
        if {self.stable, self.canary} & set(self.rejected):
            raise ValueError(f"{', '.join(self.rejected)}: rejected versions are served to nobody")
        return self

    def changed(self, **changes: Any) -> Self:
        """The split after a change, checked."""
        return self.model_validate(dict(self) | changes | {"generation": self.generation + 1})

    def with_canary(self, version: str, percent: int, now: datetime) -> Self:
        """The split with this canary at this share; what the same canary had before is remembered."""
        same = version == self.canary
        step = Step(percent=percent, since=now)
        steps = (*self.exposure(), step) if same else (step,)
        since = self.canary_since if same else now
        return self.changed(canary=version, canary_percent=percent, canary_since=since, steps=steps, paused=False)

    def without_canary(self, **changes: Any) -> Self:
        """The split with the stable version alone."""
        return self.changed(canary=None, canary_percent=0, canary_since=None, steps=(), paused=False, **changes)

    def exposure(self) -> tuple[Step, ...]:
        """The shares that the canary has had; of one set by hand, the one that it has."""
        if self.steps or self.canary is None or self.canary_since is None:
            return self.steps
        return (Step(percent=self.canary_percent, since=self.canary_since),)

    def versions(self) -> tuple[str, ...]:
        """Every version that must be served, each once."""
        return tuple(dict.fromkeys(v for v in (self.base, self.stable, self.canary) if v is not None))

    def summary(self, note: str = "") -> DeploySummary:
        """The split as a fact of a run."""
        return DeploySummary(
            name=self.name, stable=self.stable, canary=self.canary, canary_percent=self.canary_percent, note=note
        )

    def version_for(self, user: str) -> str:
        """The version that this user gets: always the same until the percent falls below the user's bucket.

        Raising the percent only adds users to the canary; nobody is moved back and forth.
        """
        digest = hashlib.sha256(f"{self.name}|{self.canary}|{user}".encode()).digest()
        bucket = int.from_bytes(digest[:8], "big") % BUCKETS
        in_canary = self.canary is not None and bucket < self.canary_percent * BUCKETS // 100
        return self.canary if in_canary and self.canary else self.stable


def served_name(name: str, version: str) -> str:
    """The name by which an answer tells its version, as in ``response.model``: ``bsl-coder--v1``."""
    return f"{name}--{version}"


def split_key(name: str) -> str:
    """Where the split lies in the object store."""
    return f"serving/{name}/split.json"

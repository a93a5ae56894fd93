"""Which versions are served, and how users are divided between them.

Written by deploy and compare, read by the gateway; kept in the object store beside the registry.
"""

import hashlib
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.shared.summaries import DeploySummary

BUCKETS = 10_000
CODE_GENERATION = "code_generation"  # the type of question that is divided; the base model answers all others


class Split(BaseModel):
    """The traffic split of one model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="The alias that callers use as `model`")
    base: str = Field(description="Version of the base model: answers what is no code generation, and stands in")
    stable: str = Field(description="Version that most users get; the base model until something was promoted")
    canary: str | None = None
    canary_percent: int = Field(0, ge=0, le=100)
    canary_since: datetime | None = Field(None, description="When the canary was set; older answers say nothing of it")
    generation: int = Field(1, ge=1, description="Rises with every change")

    @model_validator(mode="after")
    def _canary_and_percent_agree(self) -> Self:
        if (self.canary is None) != (self.canary_percent == 0):
            raise ValueError(f"canary {self.canary} does not go with {self.canary_percent} %")
        if self.canary == self.stable:
            raise ValueError(f"version {self.stable} cannot be stable and canary at once")
        return self

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

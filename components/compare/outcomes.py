"""What came of the answers of both variants: one row for each good or bad outcome, by measure, step and user."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from components.shared.sequential import Arm, arm


@dataclass(slots=True)
class Outcomes:
    """Of one measure. Rows come in any order."""

    moments: list[float] = field(default_factory=list)  # seconds since the epoch
    steps: list[int] = field(default_factory=list)
    canary: list[bool] = field(default_factory=list)
    users: list[int] = field(default_factory=list)
    good: list[bool] = field(default_factory=list)

    def add(self, moment: datetime, step: int, user: int, *, canary: bool, good: bool) -> None:
        """Note one outcome."""
        self.moments.append(moment.timestamp())
        self.steps.append(step)
        self.canary.append(canary)
        self.users.append(user)
        self.good.append(good)

    def table(self) -> "OutcomeTable":
        """The rows as columns, for arithmetic."""
        return OutcomeTable(
            np.asarray(self.moments, dtype=np.float64),
            np.asarray(self.steps, dtype=np.int64),
            np.asarray(self.canary, dtype=bool),
            np.asarray(self.users, dtype=np.int64),
            np.asarray(self.good, dtype=np.float64),
        )


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """Outcomes of one measure as columns of equal length."""

    moments: npt.NDArray[np.float64]
    steps: npt.NDArray[np.int64]
    canary: npt.NDArray[np.bool_]
    users: npt.NDArray[np.int64]
    good: npt.NDArray[np.float64]

    def pairs(self, until: float = np.inf) -> list[tuple[Arm, Arm]]:
        """Stable and canary at each step, of what was known at a moment (seconds since the epoch)."""
        seen = self.moments <= until
        return [self._pair(seen & (self.steps == step)) for step in self._all_steps()]

    def share(self, *, canary: bool) -> float:
        """Share of good outcomes of a variant, each user weighing the same; NaN without one."""
        whole = self._arm(self.canary == canary)
        return float(whole.means.mean()) if whole.users else float("nan")

    def count(self, *, canary: bool, step: int | None = None) -> int:
        """How many outcomes a variant has, at one step or at all."""
        chosen = self.canary == canary
        return int((chosen if step is None else chosen & (self.steps == step)).sum())

    def user_count(self, *, canary: bool, step: int | None = None) -> int:
        """How many users a variant has, at one step or at all."""
        chosen = self.canary == canary
        return int(np.unique(self.users[chosen if step is None else chosen & (self.steps == step)]).size)

    def last(self, *, canary: bool) -> float | None:
        """When the last outcome of a variant came, in seconds since the epoch."""
        moments = self.moments[self.canary == canary]
        return float(moments.max()) if moments.size else None

    def _all_steps(self) -> Iterable[int]:
        return range(int(self.steps.max()) + 1) if self.steps.size else ()

    def _pair(self, chosen: npt.NDArray[np.bool_]) -> tuple[Arm, Arm]:
        return self._arm(chosen & ~self.canary), self._arm(chosen & self.canary)

    def _arm(self, chosen: npt.NDArray[np.bool_]) -> Arm:
        users = self.users[chosen]
        counts = np.bincount(users).astype(np.float64)
        return arm(np.bincount(users, weights=self.good[chosen]).astype(np.float64), counts)

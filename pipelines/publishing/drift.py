"""What differs between the schedules of Git and those of a server, in words, and what would mend it.

Nothing is written here. A recurring run without our owner's mark in its description is not looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.publishing.answers import RecurringRun, Run
from pipelines.publishing.connection import Kfp
from pipelines.publishing.server_runs import (
    FINISHED,
    create_recurring_run,
    create_run,
    delete_recurring_run,
    switch_recurring_run,
    terminate_run,
)
from pipelines.publishing.wanted import Wanted, content_of, mark_of

Kind = Literal["missing", "different", "extra", "twice", "disabled", "enabled", "not run", "run twice", "behind"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. Without calls it is one that only a person can mend."""

    kind: Kind
    schedule: str
    words: str
    mend: str
    calls: tuple[Callable[[Kfp], None], ...] = field(default=(), compare=False)

    def line(self) -> str:
        """For a report."""
        return f"{self.schedule}: {self.words}; {self.mend}"


def differences(
    wanted: Sequence[Wanted], there: Sequence[RecurringRun], runs: dict[str, list[Run]], owner: str
) -> list[Difference]:
    """Everything that differs, in the order in which it has to be mended: new schedules before old ones go.

    Args:
        wanted: What Git holds.
        there: All recurring runs that the server shows.
        runs: For schedules that run once on a change: the runs of the current version, the oldest first.
        owner: Whose marks are ours.
    """
    ours = marked(there, owner)
    found = [difference for want in wanted for difference in _of_schedule(want, ours.pop(want.name, []))]
    found += [_extra(name, run) for name, extra in ours.items() for run in extra]
    return found + [difference for want in wanted for difference in _of_runs(want, runs.get(want.name))]


def marked(there: Sequence[RecurringRun], owner: str) -> dict[str, list[RecurringRun]]:
    """The recurring runs that are ours, by the schedules that they stand for, the oldest first."""
    ours: dict[str, list[RecurringRun]] = {}
    for run in sorted(there, key=lambda run: (run.created_at, run.recurring_run_id)):
        mark = mark_of(run.description)
        if mark is not None and mark.owner == owner:
            ours.setdefault(mark.name, []).append(run)
    return ours


def _of_schedule(want: Wanted, candidates: list[RecurringRun]) -> Iterator[Difference]:
    same = [run for run in candidates if not unlike(want, run)]
    if not same:
        yield _absent(want, candidates)
        return
    kept, *others = same
    yield from (_twice(want, run) for run in others)
    yield from (_superseded(want, run) for run in candidates if run not in same)
    if kept.enabled != want.schedule.enabled:
        yield _switched(want, kept)


def _absent(want: Wanted, candidates: list[RecurringRun]) -> Difference:
    """Nothing on the server is as it should be: make it, then remove what stood for it."""
    calls: list[Callable[[Kfp], None]] = [lambda kfp: create_recurring_run(kfp, want)]
    calls += [_deletion(run) for run in candidates]
    if not candidates:
        return Difference("missing", want.name, "missing on the server", "to be created", tuple(calls))
    words = "; ".join(unlike(want, candidates[-1]))
    return Difference(
        "different", want.name, f"differs: {words}", "to be created anew, the old one deleted", tuple(calls)
    )


def _twice(want: Wanted, run: RecurringRun) -> Difference:
    return Difference(
        "twice", want.name, f"there twice ({run.recurring_run_id})", "the later one to be deleted", (_deletion(run),)
    )


def _superseded(want: Wanted, run: RecurringRun) -> Difference:
    words = f"an older one is still there ({run.recurring_run_id}): {'; '.join(unlike(want, run))}"
    return Difference("different", want.name, words, "to be deleted", (_deletion(run),))


def _extra(name: str, run: RecurringRun) -> Difference:
    words = f"made by us, but no longer in Git ({run.recurring_run_id})"
    return Difference("extra", name, words, "to be deleted; runs that it started stay", (_deletion(run),))


def _switched(want: Wanted, run: RecurringRun) -> Difference:
    enabled = want.schedule.enabled

    def switch(kfp: Kfp) -> None:
        switch_recurring_run(kfp, run.recurring_run_id, enabled)

    if enabled:
        mend = "to be enabled again; to stop it for good write `enabled: false`"
        return Difference("disabled", want.name, "disabled by hand", mend, (switch,))
    return Difference("enabled", want.name, "enabled by hand, Git says it is not", "to be disabled", (switch,))


def _deletion(run: RecurringRun) -> Callable[[Kfp], None]:
    return lambda kfp: delete_recurring_run(kfp, run.recurring_run_id)


def _of_runs(want: Wanted, runs: list[Run] | None) -> Iterator[Difference]:
    """One run of each version that becomes current; names of runs are not unique, so two of us may have started two."""
    if runs is None:
        return
    if not runs:
        words = f"version {want.current_version} has not been run"
        yield Difference("not run", want.name, words, "to be run once", (lambda kfp: create_run(kfp, want),))
    for run in runs[1:]:
        if run.state not in FINISHED:
            words = f"version {want.current_version} was started twice"
            yield Difference("run twice", want.name, words, "the later run to be stopped", (_termination(run),))


def _termination(run: Run) -> Callable[[Kfp], None]:
    return lambda kfp: terminate_run(kfp, run.run_id)


def unlike(want: Wanted, run: RecurringRun) -> list[str]:
    """In what a recurring run differs from what is wanted; empty where it does not."""
    should, is_there = want.content(), content_of(run)
    if not want.schedule.service_account:
        should["service account"] = is_there["service account"]  # the installation has filled in its own
    found = [_fact(name, is_there[name], value) for name, value in should.items() if is_there[name] != value]
    mark = mark_of(run.description)
    if not found and (mark is None or mark.spec != want.mark().spec):
        found.append("the hash in its description is of something else")
    return found


def _fact(name: str, is_there: Any, should: Any) -> str:
    if name == "parameters":
        changed = sorted(key for key in {*is_there, *should} if is_there.get(key) != should.get(key))
        return f"parameters {', '.join(changed)} are not those of Git"
    if name == "version":
        return f"version {is_there or 'latest'} instead of {should or 'latest'}"
    return f"{name} is {is_there!r} instead of {should!r}"

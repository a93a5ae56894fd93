"""Give a registered version a small share of the users, beside the version that serves all others."""

import logging
from datetime import datetime

from components.deploy.settings import DeploySettings
from components.shared.errors import BadInput, Refused
from components.shared.progress import Progress, silent
from components.shared.registry import Registry, describe
from components.shared.release import PublicKey
from components.shared.release.bundle import verify_release
from components.shared.summaries import DeploySummary
from components.shared.traffic import Split
from components.shared.versions import VersionRecord

logger = logging.getLogger(__name__)


def deploy_version(
    version: str,
    registry: Registry,
    settings: DeploySettings,
    *,
    key: PublicKey,
    now: datetime,
    progress: Progress = silent,
) -> DeploySummary:
    """Make a version the canary.

    Repeating it changes nothing. Of two deploys at once one wins; the other is told what is there now.

    Raises:
        BadInput: There is no such version, or its release is not what was signed.
        Refused: The version was rejected.
        TryAgain: Somebody else changed the split meanwhile.
    """
    progress(f"checking the release of {version}")
    record = verify_release(registry, version, key)
    must_be_deployable(record)
    found = registry.split()
    if found is None:
        verify_release(registry, record.base_version, key)
    wanted, note = next_split(found, record, settings, now)
    if wanted != found:
        registry.write_split(wanted, found)
        logger.info("deployed %s: %s", registry.name, describe(wanted))
    registry.follow_split()
    return wanted.summary(note)


def must_be_deployable(record: VersionRecord) -> None:
    """Users meet tuned versions that passed the gate; the base model stands behind them anyway."""
    if record.kind == "base":
        raise BadInput(f"{record.version} is a base model: it is served beside every version; deploy a tuned one")
    if record.status != "passed":
        raise Refused(f"{record.name} {record.version} is {record.status}: it did not pass the gate")


def next_split(
    found: Split | None, record: VersionRecord, settings: DeploySettings, now: datetime
) -> tuple[Split, str]:
    """The split after a deploy, and what changed, in Russian."""
    version, percent = record.version, settings.canary_percent
    if found is None:
        base = record.base_version
        empty = Split(name=record.name, base=base, stable=base, generation=0)
        first = empty.with_canary(version, percent, now)
        return first, f"Первое развёртывание: {_shares(first)}."
    if version == found.stable:
        return found, f"Версия {version} уже основная, ничего не изменено: {_shares(found)}."
    if version in found.rejected:
        raise Refused(
            f"{record.name} {version} was rolled back: it does not meet users again; if the reason was not its own, "
            f"say so with `bsl canary readmit {version}`"
        )
    if (version, percent) == (found.canary, found.canary_percent):
        return found, f"Версия {version} уже проверяется на пользователях, ничего не изменено: {_shares(found)}."
    # the base model stays until a promotion: it answers everybody else's questions, that is no canary
    after = found.with_canary(version, percent, now)
    return after, f"{_what_changed(found, after)}: {_shares(after)}."


def _what_changed(found: Split, after: Split) -> str:
    if found.canary is None:
        return f"Новая версия {after.canary}"
    if found.canary == after.canary:
        return f"Доля версии {after.canary} была {found.canary_percent} %"
    return f"Версия {after.canary} заменила {found.canary}, решения о которой ещё не было"


def _shares(split: Split) -> str:
    if split.canary is None:
        return f"{split.stable} отвечает всем"
    return f"{split.canary} отвечает {split.canary_percent} % пользователей, {split.stable} остальным"

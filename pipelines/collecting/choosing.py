"""Which units nothing refers to, and why each of the others is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from components.shared.errors import BadInput
from components.shared.object_store import Entry, NotFound, ObjectStore
from components.shared.registry import Registry
from components.shared.versions import VersionRecord, number_of
from pipelines.collecting.references import Text, live_versions
from pipelines.collecting.units import Model, Unit, read_folders, read_models

UNFINISHED = timedelta(hours=24)  # files whose record is not there yet may belong to a registration that goes on


class Keeping(BaseModel):
    """What is kept though nothing refers to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(30, ge=1, description="What was written in so many days is kept")
    versions: int = Field(3, ge=0, description="So many newest tuned versions of a model are kept, to roll back to")


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit, and why it is kept; empty: it may go."""

    unit: Unit
    kept_because: str = ""


@dataclass(frozen=True, slots=True)
class _Version:
    name: str
    unit: Unit
    record: VersionRecord | None  # None: it cannot be read
    text: str


def choose(store: ObjectStore, texts: Iterable[Text], keeping: Keeping, now: datetime) -> list[Choice]:
    """Look at everything once; gives versions before what they were made of.

    Args:
        store: Where it lies.
        texts: What refers by mentioning, outside the store.
        keeping: What is kept in any case.
        now: The time of the store.

    Raises:
        BadInput: A split or aliases cannot be read: what they refer to is not known, and nothing may be deleted.
    """
    outside = list(texts)
    choices, kept = [], []
    for model in read_models(store):
        for choice, record in _choose_versions(store, model, outside, keeping, now):
            choices.append(choice)
            if choice.kept_because:
                kept.append(Text(f"the record of {choice.unit.name}", record))
    for unit in read_folders(store):
        choices.append(
            Choice(unit, _mentioned(unit, outside + kept) or _young(unit, timedelta(days=keeping.days), now))
        )
    return choices


def _choose_versions(
    store: ObjectStore, model: Model, outside: list[Text], keeping: Keeping, now: datetime
) -> Iterator[tuple[Choice, str]]:
    live = live_versions(store, model.name)
    versions = [_read(store, model, name) for name in model.records]
    numbered = sorted((number_of(version.name), version.name) for version in versions if number_of(version.name))
    newest = {name for _, name in numbered[-keeping.versions :]} if keeping.versions else set()
    bases: set[str] = set()
    for version in sorted(versions, key=lambda one: number_of(one.name), reverse=True):  # bases have no number
        because = (
            ("its record cannot be read" if version.record is None else "")
            or live.get(version.name, "")
            or ("tuned versions are made from it" if version.name in bases else "")
            or ("one of the newest" if version.name in newest else "")
            or _mentioned(version.unit, outside)
            or _young(version.unit, timedelta(days=keeping.days), now)
        )
        if because and version.record is not None:
            bases.add(version.record.base_version)
        yield Choice(version.unit, because), version.text
    yield from ((choice, "") for choice in _without_record(model, versions, live, outside, now))


def _read(store: ObjectStore, model: Model, name: str) -> _Version:
    entry, text, record = model.records[name], "", None
    try:
        text = store.get(entry.key).decode()
        record = Registry(store, model.name).version(name)
    except (NotFound, BadInput, UnicodeDecodeError):
        record = None
    storage = record.storage if record else ""
    files = tuple(
        file for release, entries in model.releases.items() if release.partition("/")[0] == name
        for file in entries if not storage or file.key.startswith(storage)
    )  # fmt: skip
    names = (f"models/{model.name}/{name}/", f"{model.name}--{name}", *((record.digest,) if record else ()))
    return _Version(name, Unit("version", f"{model.name}/{name}", names, (entry, *files)), record, text)


def _without_record(
    model: Model, versions: list[_Version], live: dict[str, str], outside: list[Text], now: datetime
) -> Iterator[Choice]:
    owned = {entry.key for version in versions for entry in version.unit.entries}
    for release, entries in sorted(model.releases.items()):
        left: tuple[Entry, ...] = tuple(entry for entry in entries if entry.key not in owned)
        version = release.partition("/")[0]
        if left:
            name = f"models/{model.name}/{release}/"
            unit = Unit("release without a record", name, (name, f"models/{model.name}/{version}/"), left)
            # a version that is named and has lost its record is a case for people
            lost = "" if version in model.records else live.get(version, "")
            yield Choice(unit, lost or _mentioned(unit, outside) or _young(unit, UNFINISHED, now))


def _mentioned(unit: Unit, texts: list[Text]) -> str:
    return next((one.source for one in texts if any(name in one.text for name in unit.names)), "")


def _young(unit: Unit, age: timedelta, now: datetime) -> str:
    return f"younger than {_span(age)}" if now - unit.newest < age else ""


def _span(age: timedelta) -> str:
    return f"{age.days} days" if age.days > 1 else f"{age.total_seconds() / 3600:.0f} hours"

"""What a knowledge base gives: methods with where they come from, and notes on how they were read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

PROPRIETARY = "LicenseRef-1C-Proprietary"
UNKNOWN = "LicenseRef-Unknown"
MOST_PROBLEMS = 20  # more places than that help nobody
# Configurations that 1C sells: their code may be learnt from inside the company that bought it, and never passed on.
PROPRIETARY_CONFIGURATIONS = frozenset({"DO", "ERP", "ZUP", "BUH", "ДО", "ЕРП", "ЗУП", "БУХ", "БП", "КА", "УТ", "УНФ"})
# Names that these configurations have themselves, with their editions: БухгалтерияПредприятияКОРП, …Базовая.
PROPRIETARY_NAMES = (
    *("документооборот", "управлениепредприятием", "комплекснаяавтоматизация", "управлениеторговлей"),
    *("зарплатаиуправлениеперсоналом", "зарплатаикадры", "бухгалтерияпредприятия", "бухгалтериягосударственного"),
    *("управлениенебольшойфирмой", "управлениенашейфирмой", "управлениепроизводственнымпредприятием", "розница"),
    *("управлениехолдингом", "erpуправлениехолдингом"),
)
# A name as people write it: ERP, "ERP 2.5", ЗУП_КОРП.
_SEPARATORS = str.maketrans("._-/", "    ")


class StoredMethod(NamedTuple):
    """One method. A tuple, because a million of them are made: a frozen dataclass takes five times as long."""

    key: str  # unique in its knowledge base
    configuration: str
    license: str  # empty: not said
    source_url: str
    commit: str
    platform_version: str
    module_type: str  # of our own schema: common, object, …; of a foreign one: kind of metadata object
    module_name: str
    path: str  # in the export; empty in a foreign schema
    context: str  # where its module runs: server, client, both, unknown; empty: not said
    name: str
    description: str
    code: str
    line_start: int  # of ``code`` in its module; 0: not known
    changed: int  # number of the transaction, or microseconds since 1970, of the last change; 0: not known


class StoredObject(NamedTuple):
    """One object of a configuration."""

    kind: str  # Catalog, CommonModule
    name: str
    metadata: str  # JSON


@dataclass(slots=True)
class Notes:
    """How a reading went; filled as it goes on."""

    layout: str = ""  # own, six_columns or file
    snapshot: str = ""  # what was seen: a snapshot of transactions and the last key
    watermark: int = 0  # from here on the next reading must ask; 0: it must ask for everything
    bound: str | None = None  # the last key of the first snapshot
    numeric_keys: bool = False  # whether keys have the order of numbers, or that of text
    columns: dict[str, str] = field(default_factory=dict)  # of a foreign table: what is read -> its column
    rows: int = 0
    reconnects: int = 0
    broken: int = 0  # rows of files that hold no method
    problems: list[tuple[str, int, str]] = field(default_factory=list)  # the first of them: file, line, what is wrong

    def skip(self, file: str, line: int, problem: str, rows: int = 1) -> None:
        """Count what is left out of a file."""
        self.broken += rows
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((file, line, problem[:300]))

    def __str__(self) -> str:
        again = f", connected again {self.reconnects} times" if self.reconnects else ""
        return f"{self.layout}: {self.snapshot}{again}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a knowledge base, for people."""

    layout: str
    place: str
    server: str
    can_write: bool
    configurations: dict[str, tuple[int, str]]  # name: how many methods, under which licence
    columns: dict[str, str] = field(default_factory=dict)  # of a foreign table: what is read -> its column


class KnowledgeBase(Protocol):
    """Where methods come from."""

    def read(self, notes: Notes, since: int = 0) -> Iterator[StoredMethod]:
        """All methods that the settings ask for, or those changed since a watermark, always in the same order."""

    def rows(self, notes: Notes) -> Iterator[tuple[Any, ...]]:
        """All of them as plain tuples, texts perhaps as bytes of UTF-8: for who only writes them down.

        Half of the work of reading is to make texts of bytes, and of writing to make bytes of them again.
        """

    def keys(self) -> Iterator[str]:
        """Keys of all those methods: what is not among them was removed."""

    def objects(self, configuration: str) -> Iterator[StoredObject]:
        """The objects of a configuration; none where there is no table of them."""

    def origin(self) -> str:
        """Which database and selection this is; empty: it cannot tell what changed."""

    def contents(self) -> Contents:
        """What there is."""


def license_of_configuration(configuration: str, said: str) -> str:
    """The licence of a configuration's code: what was said of it, or what its name tells."""
    if said:
        return said
    words = configuration.translate(_SEPARATORS).upper().split()
    named = configuration.strip().lower().startswith(PROPRIETARY_NAMES)
    return PROPRIETARY if named or any(word in PROPRIETARY_CONFIGURATIONS for word in words) else UNKNOWN

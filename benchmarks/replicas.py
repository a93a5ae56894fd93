"""Many methods made of those of one library, as they would be met in the hands of others.

In each of 26 replicas of a method 45 % of the names that it declares are other ones, so that what is alike in the
library stays alike, and replicas of a method are as much alike as its versions are. Each size is made of so many
methods, evenly chosen, that each of them has all its replicas: the share of what is alike does not depend on the size.
"""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

from components.shared.bsl.syntax.tokens import RUSSIAN_OF_KEYWORD
from components.shared.records import Record, count_records, read_records, write_records

LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
REPLICAS = 26
RENAMED = 0.45

_NAME = r"[^\W\d]\w*+"
_DECLARED = re.compile(
    rf"^[^\S\n]*+(?:Процедура|Функция|Для Каждого|Для|Перем)\s++({_NAME})"
    rf"|^[^\S\n]*+({_NAME})\s*+="
    rf"|[(,]\s*+(?:Знач\s++)?({_NAME})\s*+(?=[,)=])",
    re.I | re.M,
)
_PLACE = re.compile(r"(?<![\w.&#])" + _NAME)


def write_replicas(library: Path, corpus: Path, size: int) -> None:
    """Write a corpus of so many records, made of the records of a library."""
    methods, total = -(-size // REPLICAS), count_records(library)
    chosen = {number * total // methods for number in range(methods)}
    write_records(corpus, _first(size, _replicas(library, chosen)))


def _replicas(library: Path, chosen: set[int]) -> Iterator[Record]:
    """All replicas of a method one after another would lie in one piece of the work: so they come in turns."""
    for number in range(REPLICAS):
        for row, record in enumerate(read_records(library)):
            if row in chosen:
                yield replica(record, number)


def replica(record: Record, number: int) -> Record:
    """A record with other names; number 0 is the record itself."""
    if not number:
        return record
    declared = {next(filter(None, found)).lower() for found in _DECLARED.findall(record.output)}
    names = {name for name in declared - RUSSIAN_OF_KEYWORD.keys() if _share(name, number) < RENAMED}
    renamed = _renamer(names, number)
    return record.model_copy(
        update={
            "id": blake2b(f"{record.id} {number}".encode(), digest_size=16).hexdigest(),
            "instruction": renamed(record.instruction),
            "input": renamed(record.input),
            "output": renamed(record.output),
            "name": renamed(record.name),
            "module_key": f"{record.module_key}{number}",
            "path": f"{number}/{record.path}",
        }
    )


def _first(size: int, records: Iterator[Record]) -> Iterator[Record]:
    return (record for _, record in zip(range(size), records, strict=False))


def _renamer(names: set[str], number: int) -> Callable[[str], str]:
    def another(found: re.Match[str]) -> str:
        return found[0] + LETTERS[number] if found[0].lower() in names else found[0]

    return lambda text: _PLACE.sub(another, text)


def _share(name: str, number: int) -> float:
    return blake2b(f"{name} {number}".encode(), digest_size=1).digest()[0] / 256

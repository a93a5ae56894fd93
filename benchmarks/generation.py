"""Gates on what a model writes: what they refuse of real code and of tasks that people wrote, and what they cost.

Descriptions of real methods stand in for a model's tasks, and the methods themselves for its answers: whatever of them
is refused, a perfect model would be refused, too. A server on loopback answers at once.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, measured
from benchmarks.libraries import checkouts, ingested
from components.curate.generate.endpoint import Endpoint
from components.curate.generate.seeds import fits
from components.curate.generate.settings import GenerateSettings
from components.curate.generate.variants import fault_of_variant
from components.curate.generate.wordings import fault_of_instruction, instruction_of
from components.shared.object_store import FolderStore
from components.shared.records import Record, read_records
from tests.chat_endpoint import chat_endpoint

COMMAND = "python -m benchmarks generation"
CORPUS = "ssl_3_1"
QUESTIONS = 1000
CHATTER = "Конечно! Вот формулировка:\n\n«{}»\n\nЕсли нужно, предложу другие."
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_END = re.compile(r"^(Конец(?:Функции|Процедуры))", re.MULTILINE | re.IGNORECASE)


def figures() -> Iterator[Figure]:
    """Speed always, gates where real code is named."""
    yield from _speed()
    for library in checkouts("generation, gates", CORPUS):
        yield from _gates(library)


def _speed() -> Iterator[Figure]:
    questions = [[{"role": "user", "content": f"Вопрос {number}"}] for number in range(QUESTIONS)]
    with TemporaryDirectory() as folder, chat_endpoint(lambda question, _: question) as server:
        settings = GenerateSettings(endpoint=server.address, model="m")
        for what in ("asked", "remembered"):
            started = time.perf_counter()
            endpoint = Endpoint(settings, None, FolderStore(Path(folder)))
            assert sum(1 for _ in endpoint.answers(questions)) == endpoint.counts[what] == QUESTIONS
            seconds = time.perf_counter() - started
            yield _figure(f"questions {what}, of a server that answers at once", QUESTIONS / seconds, "a second", "")


def _gates(corpus: Path) -> Iterator[Figure]:
    records = list(_documented(corpus))
    hidden = [record.model_copy(update={"instruction": ""}) for record in records]
    started = time.process_time()
    tasks = [
        fault_of_instruction(instruction_of(CHATTER.format(record.instruction)), seed)
        for record, seed in zip(records, hidden, strict=True)
    ]
    seconds = time.process_time() - started
    of = f"of {len(records):,} methods of {corpus.name}"
    yield _share(f"tasks by people refused, {of}", tasks)
    bare = [seed.model_copy(update={"output": _COMMENT.sub("", seed.output), "input": ""}) for seed in hidden]
    unseen = [fault_of_instruction(record.instruction, seed) for record, seed in zip(records, bare, strict=True)]
    yield _share(f"same, the comments hidden: they name what the code has not, {of}", unseen)
    started = time.process_time()
    answers = [fault_of_variant(record.output, record) for record in records]
    seconds += time.process_time() - started
    yield _share(f"answers by people refused, {of}", answers)
    sly = [fault_of_variant(_END.sub(r"\tВнешнийМодуль.Метод();\n\1", record.output), record) for record in records]
    yield _share("the same with a call of an unknown module refused", sly)
    yield _figure(
        "processor time of both gates for 1,000 answers", seconds / len(records) * 1000, "s", "BSL_CORPORA=… "
    )


def _documented(corpus: Path) -> Iterator[Record]:
    settings = GenerateSettings()
    with TemporaryDirectory() as folder:
        ingested([corpus], Path(folder) / "corpus")
        for record in read_records(Path(folder) / "corpus"):
            if len(record.instruction) > 60 and fits(record, settings) and "only_reference" not in record.flags:
                yield record


def _share(claim: str, faults: list[str | None]) -> Figure:
    return _figure(claim, 100 * sum(fault is not None for fault in faults) / len(faults), "%", "BSL_CORPORA=… ")


def _figure(claim: str, value: float, unit: str, before: str) -> Figure:
    return measured(claim, [value], unit, before + COMMAND)

"""How long compiling both pipelines takes beside the import of kfp."""

from collections.abc import Iterator

from benchmarks.figure import Figure, repeated, seconds


def figures() -> Iterator[Figure]:
    from pipelines.commands.compile import compiled
    from pipelines.local_worker import PIPELINES

    def compile_all() -> float:
        return seconds(lambda: [compiled(name) for name in PIPELINES])

    yield repeated("compile both pipelines", "s", "python -m benchmarks compile_pipelines", compile_all)

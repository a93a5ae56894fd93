"""The names of a configuration that a prompt needs: found for a task, a declaration and the module that is edited.

::

    index = read_context(Path("src/cf"))                     # modules, methods, objects, and who uses what
    save_context(index, Path("erp.bslc"))
    finder = open_finder(Path("erp.bslc"))
    question = Question("Возвращает остаток товара", "Функция Остаток(Товар) Экспорт", module="РаботаСТоварами")
    finder.text(question, count=40, own_budget=1500)

The same function makes the inputs of training records and serves the gateway, so that a model is trained and judged
with what it gets in use. Pure Python: words (BM25 over two fields), what methods with near words use, who uses what
how often, and a small model that orders the candidates (``ranking``), trained by ``python -m benchmarks.context``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.shared.context.building import build_index, read_context
    from components.shared.context.finding import Finder, open_finder
    from components.shared.context.index_file import load_context, save_context
    from components.shared.context.model import ContextIndex, Hidden, Question

# Settings of stages are read here too, by commands that must answer at once: the rest is imported on first use.
_HOMES = {
    "ContextIndex": "model",
    "Finder": "finding",
    "Hidden": "model",
    "Question": "model",
    "build_index": "building",
    "load_context": "index_file",
    "open_finder": "finding",
    "read_context": "building",
    "save_context": "index_file",
}

__all__ = [
    "ContextIndex",
    "Finder",
    "Hidden",
    "Question",
    "build_index",
    "load_context",
    "open_finder",
    "read_context",
    "save_context",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

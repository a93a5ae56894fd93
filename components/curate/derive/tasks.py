"""The kinds of task that are made of one method, each as a record's task, texts and category."""

from collections.abc import Callable
from dataclasses import dataclass

from components.curate.derive import completion, descriptions, query_words, repairs, wordings
from components.curate.derive.pairs import Pair
from components.curate.derive.parent import Parent
from components.curate.derive.wordings import asked, first_upper
from components.shared.bsl.queries import tree as query_tree
from components.shared.context.entries import told_in
from components.shared.records import Category, Task

PLACE = "Где: "


@dataclass(frozen=True, slots=True)
class Example:
    """What a derived record holds that its parent does not."""

    kind: str
    generator: str
    task: Task
    instruction: str
    input: str
    output: str
    rationale: str = ""
    category: Category | None = None  # None: the parent's


def complete(parent: Parent) -> Example | str:
    """The whole method, of its description and beginning."""
    cut = completion.begun(parent)
    if isinstance(cut, str):
        return cut
    instruction = asked(wordings.COMPLETE, parent, "complete")
    given = _with_names(parent, _given(parent, cut.given))
    return Example("complete", "complete@1", "complete", instruction, given, cut.answer)


def fill(parent: Parent) -> Example | str:
    """The statements that are missing in the middle."""
    cut = completion.with_hole(parent)
    if isinstance(cut, str):
        return cut
    instruction = asked(wordings.FILL, parent, "fill", hole=completion.HOLE)
    given = _with_names(parent, _given(parent, cut.given))
    return Example("fill", "fill@1", "fill", instruction, given, cut.answer)


def document(parent: Parent) -> Example | str:
    """The comment over a method, in the form of the standard."""
    found = descriptions.whole_description(parent)
    if isinstance(found, str):
        return found
    several = bool(found.parameters and found.returns)
    wording = wordings.DOCUMENT if several else wordings.DOCUMENT_WITHOUT_PARTS
    code = descriptions.without_comment(parent)
    instruction = asked(wording, parent, "document")
    return Example(
        "document", "document@1", "document", instruction, _given(parent, code), descriptions.comment_of(found)
    )


def explain(parent: Parent) -> Example | str:
    """What a method is for, in prose."""
    found = descriptions.whole_description(parent)
    if isinstance(found, str):
        return found
    code = descriptions.without_comment(parent)
    instruction = asked(wordings.EXPLAIN, parent, "explain")
    return Example(
        "explain", "explain@1", "explain", instruction, _given(parent, code), descriptions.prose_of(parent, found)
    )


def query(parent: Parent) -> Example | str:
    """The text of a query, of what its function is said to give."""
    found = query_words.query_of(parent)
    if isinstance(found, str):
        return found
    what = query_words.words_of(parent)
    if not what:
        return "описание не говорит, что возвращает запрос"
    tables = [
        ".".join(word.name for word in node.path)
        for node in query_tree.walk(found.package.statements)
        if isinstance(node, query_tree.Table)
    ]
    names = query_words.parameters_of(found)
    facts = [f"Таблицы: {', '.join(dict.fromkeys(tables))}"]
    facts += [f"Параметры: {', '.join(f'&{name}' for name in names)}"] if names else []
    instruction = asked(wordings.QUERY, parent, "query", what=what)
    return Example("query", "query@1", "query", instruction, "\n".join(facts), found.text.strip())


def repair(parent: Parent) -> Example | str:
    """A method with findings, mended."""
    found = repairs.repair_of(parent)
    if isinstance(found, str):
        return found
    told = repairs.told_of(found)
    instruction = asked(wordings.REPAIR, parent, "repair", told=told)
    why = f"Исправлено: {told}. Смысл кода не изменился."
    given = _with_names(parent, _given(parent, parent.text))
    return Example(repairs.NAME, repairs.GENERATOR, "fix", instruction, given, found.good, why, "refactoring")


def example_of_pair(parent: Parent, pair: Pair) -> Example:
    """A pair as a task: the bad side is given, the good one is the answer."""
    transform = pair.transform
    return Example(
        transform.name,
        transform.generator,
        transform.task,
        first_upper(asked(transform.asks, parent, transform.name, told=pair.told)),
        _with_names(parent, _given(parent, pair.bad)),
        parent.text,
        transform.why,
        "optimization" if transform.task == "optimise" else "refactoring",
    )


# Kinds that settings give a share of, under the names of these.
TASKS: dict[str, Callable[[Parent], Example | str]] = {
    "complete": complete,
    "fill": fill,
    "document": document,
    "explain": explain,
    "query": query,
}


def _with_names(parent: Parent, given: str) -> str:
    """Where code is to be written, what the parent's task tells of its configuration is told, too."""
    return "\n".join(filter(None, (given, told_in(parent.record.input))))


def _given(parent: Parent, code: str) -> str:
    """Code in a fence, and where it runs as the parent's task says."""
    place = next((line for line in parent.record.input.split("\n") if line.startswith(PLACE)), "")
    return "\n".join(part for part in (place, f"```bsl\n{code.strip(chr(10))}\n```") if part)

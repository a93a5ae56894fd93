"""Structures whose properties nobody can tell apart."""

from collections.abc import Iterator

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

_STRUCTURE = frozenset({"структура", "structure"})
_INSERT = frozenset({"вставить", "insert"})
_FEWEST = 4  # standard 693: at most three values in the constructor
_MOST = 8  # nobody would write more into one line
_LONGEST = 60


@transform(
    "structure_by_one_constructor",
    task="fix",
    asks=(
        "Сделай рефакторинг {gen}: в конструкторе структуры слишком много значений.",
        "Перепиши создание структуры в {loc} так, чтобы было видно, какому свойству какое значение присвоено.",
        "Приведи {acc} к стандартам разработки 1С.",
    ),
    why="Свойства вставляются по одному: видно, какому имени какое значение принадлежит (стандарт 693).",
)
def structure_by_one_constructor(parent: Parent) -> Iterator[Attempt]:
    """``С = Новый Структура; С.Вставить("А", 1); …`` becomes ``С = Новый Структура("А, Б, …", 1, …)``.

    Precondition: four or more insertions right behind the constructor, of different names, none of whose values names
    the structure; they are computed in the same order, so the structure is the same.
    """
    waiting = [parent.method.body]
    while waiting:
        block = waiting.pop()
        for number, statement in enumerate(block):
            waiting += inner_blocks(statement)
            variable = _created(statement)
            if variable:
                yield from _put_together(parent, statement, _insertions(block[number + 1 :], variable), variable)


def _created(statement: tree.Statement) -> str:
    if not isinstance(statement, tree.Assignment) or not isinstance(statement.target, tree.Name):
        return ""
    value = statement.value
    plain = isinstance(value, tree.New) and value.type_name.lower() in _STRUCTURE and not value.arguments
    return statement.target.name if plain else ""


def _insertions(block: tree.Statements, variable: str) -> list[tuple[tree.Statement, str, tree.Expression]]:
    found = []
    for statement in block:
        name, value = _inserted(statement, variable)
        if not name or value is None:
            break
        found.append((statement, name, value))
    return found


def _inserted(statement: tree.Statement, variable: str) -> tuple[str, tree.Expression | None]:
    chain = statement.call if isinstance(statement, tree.CallStatement) else None
    if not isinstance(chain, tree.Chain) or len(chain.steps) != 2 or not isinstance(chain.first, tree.Name):
        return "", None
    member, call = chain.steps
    if chain.first.name.lower() != variable.lower() or not isinstance(member, tree.Member):
        return "", None
    if member.name.lower() not in _INSERT or not isinstance(call, tree.Call) or len(call.arguments) != 2:
        return "", None
    key, value = call.arguments
    is_name = isinstance(key, tree.Literal) and key.kind == "string" and key.texts[0].strip('"').isidentifier()
    return (key.texts[0].strip('"'), value) if is_name and isinstance(key, tree.Literal) else ("", None)


def _put_together(
    parent: Parent, created: tree.Statement, inserted: list[tuple[tree.Statement, str, tree.Expression]], variable: str
) -> Iterator[Attempt]:
    values = [parent.source(value) for _, _, value in inserted]
    names = [name.lower() for _, name, _ in inserted]
    if not _FEWEST <= len(inserted) <= _MOST:
        yield Refusal("вставок меньше четырёх или больше восьми")
        return
    start, end = parent.range_of(created)[0], parent.range_of(inserted[-1][0])[1]
    if len(set(names)) < len(names) or any(_names(value, variable) for _, _, value in inserted):
        yield Refusal("имя вставлено дважды, или значение зависит от самой структуры")
    elif parent.has_comment(start, end) or any("\n" in value or len(value) > _LONGEST for value in values):
        yield Refusal("между вставками комментарии, или значения длинные")
    else:
        keys = ", ".join(name for _, name, _ in inserted)
        indent = parent.indent_of(created) + "\t"
        text = f'{variable} = Новый Структура("{keys}",\n{indent}{", ".join(values)});'
        yield Change((Edit(start, end, text),))


def _names(value: tree.Expression, variable: str) -> bool:
    return any(isinstance(node, tree.Name) and node.name.lower() == variable.lower() for node in tree.walk([value]))

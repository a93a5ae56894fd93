"""How a text lies on its lines: long lines, empty ones, statements, semicolons, regions."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Edit
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LINE_SHIFT, line_of, numbers_of
from components.shared.bsl.syntax.tokens import DIRECTIVE

LONGEST_LINE = 120
# The regions of standard 455 in both languages.
_RUSSIAN_REGIONS = {
    "public": "программныйинтерфейс",
    "internal": "служебныйпрограммныйинтерфейс",
    "private": "служебныепроцедурыифункции",
    "eventhandlers": "обработчикисобытий",
    "formeventhandlers": "обработчикисобытийформы",
    "formheaderitemseventhandlers": "обработчикисобытийэлементовшапкиформы",
    "formcommandseventhandlers": "обработчикикомандформы",
    "variables": "описаниепеременных",
    "initialize": "инициализация",
}
_BLOCK_STARTS = frozenset({"then", "else", "do", "try", "except", ";"})
_STATEMENTS = (
    *(tree.Assignment, tree.CallStatement, tree.If, tree.For, tree.ForEach, tree.While, tree.Try, tree.Raise),
    *(tree.Return, tree.Break, tree.Continue, tree.Goto, tree.Execute, tree.AddHandler, tree.RemoveHandler),
)


@diagnostic(
    "LineLength",
    axis="best_practice",
    strength="report",
    severity="information",
    standards=(456,),
    title_ru="Слишком длинная строка",
    title_en="The line is too long",
)
def line_length(module: ModuleView) -> Iterator[Remark]:
    """A line of more than 120 characters does not fit on a screen. Lines of texts with a bar are left alone.

    Bad:
        one line of 200 characters
    Good:
        an expression over several lines, each beginning with its operator
    """
    for number, line in enumerate(module.lines, start=1):
        if len(line) > LONGEST_LINE:
            text = line.rstrip()
            if len(text) > LONGEST_LINE and not text.lstrip().startswith("|"):
                start = (number << LINE_SHIFT) + 1
                ru, en = f"Длина строки {len(text)}, больше {LONGEST_LINE}", f"The line has {len(text)} characters"
                yield Remark(start, start + len(text), ru, f"{en}, over {LONGEST_LINE}")


@diagnostic(
    "ConsecutiveEmptyLines",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Подряд идущие пустые строки",
    title_en="Consecutive empty lines",
)
def empty_lines(module: ModuleView) -> Iterator[Remark]:
    """One empty line separates as well as two.

    Bad:
        А = 1; (two empty lines) Б = 2;
    Good:
        А = 1; (one empty line) Б = 2;
    """
    blank = [number for number, line in enumerate(module.lines, start=1) if not line or line.isspace()]
    for first, last in _runs(blank):
        if last > first:
            start, after = (first << LINE_SHIFT) + 1, ((last + 1) << LINE_SHIFT) + 1
            keep = ((first + 1) << LINE_SHIFT) + 1
            edits = (Edit(keep, after, ""),) if last < len(module.lines) else ()
            yield Remark(start, (last << LINE_SHIFT) + 1, edits=edits)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """The first and the last number of each run without gaps."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


@diagnostic(
    "OneStatementPerLine",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(456,),
    title_ru="Несколько операторов в одной строке",
    title_en="Several statements on one line",
)
def one_statement(module: ModuleView) -> Iterator[Remark]:
    """The second statement of a line is overlooked, and a debugger cannot stop at it.

    Bad:
        А = 1; Б = 2;
    Good:
        А = 1;
        Б = 2;
    """
    statements: list[tree.Node] = [node for kind in _STATEMENTS for node in module.of(kind)]
    if len({node.position >> LINE_SHIFT for node in statements}) == len(statements):
        return
    statements.sort(key=lambda node: node.position)
    line = 0
    for node in statements:
        if line_of(node.position) == line:
            yield module.remark_statements(node, node)
        line = line_of(node.position)


def semicolons(module: ModuleView) -> list[int]:
    """The numbers of the semicolons among the tokens."""
    return numbers_of(";", module.tokens)


@diagnostic(
    "SemicolonPresence",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="Оператор не заканчивается точкой с запятой",
    title_en="The statement does not end with a semicolon",
)
def semicolon(module: ModuleView) -> Iterator[Remark]:
    """The last statement of a block may do without a semicolon, until somebody writes another one behind it.

    Bad:
        Если А Тогда Б = 1 КонецЕсли
    Good:
        Если А Тогда Б = 1; КонецЕсли;
    """
    kinds, positions = module.tokens.kinds, module.tokens.positions
    before_semicolons = {positions[number - 1] for number in module.fact(semicolons)}
    for kind in _STATEMENTS:
        for node in module.of(kind):
            if node.last in before_semicolons:
                continue
            last = following = module.token_at(node.last)
            while kinds[following + 1] == DIRECTIVE:
                following += 1
            if kinds[following + 1] != ";":
                end = module.token_end(positions[last])
                yield Remark(positions[last], end, edits=(Edit(end, end, ";"),))


@diagnostic(
    "EmptyStatement",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="Пустой оператор",
    title_en="Empty statement",
)
def empty_statement(module: ModuleView) -> Iterator[Remark]:
    """A semicolon without a statement does nothing.

    Bad:
        А = 1;;
    Good:
        А = 1;
    """
    kinds, positions = module.tokens.kinds, module.tokens.positions
    for number in module.fact(semicolons):
        if number and kinds[number - 1] in _BLOCK_STARTS:
            position = positions[number]
            yield Remark(position, position + 1, edits=(Edit(position, position + 1, ""),))


@diagnostic(
    "EmptyRegion",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(455,),
    title_ru="Пустая область",
    title_en="Empty region",
)
def empty_region(module: ModuleView) -> Iterator[Remark]:
    """A region without code says that something belongs here, and it does not.

    Bad:
        #Область СлужебныйПрограммныйИнтерфейс
        #КонецОбласти
    Good:
        remove it
    """
    kinds = module.tokens.kinds
    for region in module.tree.regions:
        inside = kinds[module.token_at(region.position) + 1 : module.token_at(region.last)]
        if all(kind == DIRECTIVE for kind in inside):
            yield Remark(region.position, module.token_end(region.last))


@diagnostic(
    "DuplicateRegion",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(455,),
    title_ru="Повторяющаяся область",
    title_en="Repeated region",
)
def duplicate_region(module: ModuleView) -> Iterator[Remark]:
    """A module has one region of each name at its outermost level: methods of one purpose stand together.

    Bad:
        #Область ПрограммныйИнтерфейс … #КонецОбласти #Область ПрограммныйИнтерфейс … #КонецОбласти
    Good:
        one region with the methods of both
    """
    regions: defaultdict[str, list[tree.Region]] = defaultdict(list)
    for region in module.tree.regions:
        if not region.level:
            name = region.name.strip().lower()
            regions[_RUSSIAN_REGIONS.get(name, name)].append(region)
    for first, *others in regions.values():
        if others:
            yield Remark(first.position + 1, module.token_end(first.position))


@diagnostic(
    "ExportVariables",
    axis="best_practice",
    strength="weak",
    standards=(639,),
    title_ru="Экспортные переменные модуля",
    title_en="Exported variables of a module",
)
def export_variables(module: ModuleView) -> Iterator[Remark]:
    """Anybody can change an exported variable at any time: pass values as parameters, or in ``ДополнительныеСвойства``.

    Bad:
        Перем РежимОбмена Экспорт;
    Good:
        Объект.ДополнительныеСвойства.Вставить("РежимОбмена", Истина);
    """
    for variable in module.tree.variables:
        if variable.export:
            yield module.remark(variable)

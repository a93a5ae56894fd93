"""Transactions: begun before the attempt, committed at its end, both in one method."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from components.shared.bsl.diagnostics.calls import CallSite, global_calls, loops, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.measures import inner_blocks
from components.shared.bsl.syntax import syntax_tree as tree

_BEGIN = ("начатьтранзакцию", "begintransaction")
_COMMIT = ("зафиксироватьтранзакцию", "committransaction")
_ROLLBACK = ("отменитьтранзакцию", "rollbacktransaction")


@diagnostic(
    "BeginTransactionBeforeTryCatch",
    axis="best_practice",
    strength="strong",
    severity="error",
    standards=(783,),
    title_ru="«НачатьТранзакцию» не стоит прямо перед «Попытка»",
    title_en="'BeginTransaction' is not right before 'Try'",
)
def begin_before_try(module: ModuleView) -> Iterator[Remark]:
    """What fails between the beginning of a transaction and the attempt leaves the transaction open.

    Bad:
        НачатьТранзакцию();
        Документ.Записать();
        Попытка
            ЗафиксироватьТранзакцию();
    Good:
        НачатьТранзакцию();
        Попытка
            Документ.Записать();
            ЗафиксироватьТранзакцию();
    """
    for statement, following, _ in _call_statements(module, _BEGIN):
        if not isinstance(following, tree.Try):
            yield module.remark_statements(statement, statement)


@diagnostic(
    "CommitTransactionOutsideTryCatch",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(783,),
    title_ru="«ЗафиксироватьТранзакцию» не стоит последней в «Попытка»",
    title_en="'CommitTransaction' is not the last statement of 'Try'",
)
def commit_at_end_of_try(module: ModuleView) -> Iterator[Remark]:
    """What fails behind the commit inside an attempt rolls back a transaction that is not there any more.

    Bad:
        Попытка
            ЗафиксироватьТранзакцию();
            Оповестить();
        Исключение
    Good:
        Попытка
            ЗафиксироватьТранзакцию();
        Исключение
            ОтменитьТранзакцию();
            ВызватьИсключение;
        КонецПопытки;
        Оповестить();
    """
    for statement, following, block_of in _call_statements(module, _COMMIT):
        in_body = isinstance(block_of, tree.Try) and any(statement is inner for inner in block_of.body)
        if following is not None or not in_body:
            yield module.remark_statements(statement, statement)


def _call_statements(
    module: ModuleView, names: Sequence[str]
) -> Iterator[tuple[tree.Statement, tree.Statement | None, tree.Node | None]]:
    """Calls that are statements of their own, with the statement behind in the same block and what is around both."""
    for site in global_calls(module, *names):
        statement = module.parent(site.chain)
        if site.is_last and isinstance(statement, tree.CallStatement):
            yield statement, module.fact(following_statements).get(id(statement)), module.parent(statement)


def following_statements(module: ModuleView) -> dict[int, tree.Statement]:
    """The statement behind each one in its block, by identity; the last ones have none."""
    blocks = [code.statements for code in module.codes]
    around: list[tree.Statement] = [*module.of(tree.If), *module.of(tree.Try), *module.fact(loops)]
    for node in around:
        blocks += inner_blocks(node)
    return {id(one): other for block in blocks for one, other in pairwise(block)}


@diagnostic(
    "PairingBrokenTransaction",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(783,),
    title_ru="Начало транзакции без завершения в том же методе",
    title_en="A transaction is not begun and ended in one method",
)
def pairing_broken(module: ModuleView) -> Iterator[Remark]:
    """A transaction ends in the method that begins it: with a commit and, where something fails, with a rollback.

    Bad:
        НачатьТранзакцию();
        Документ.Записать();
        ЗафиксироватьТранзакцию();
    Good:
        НачатьТранзакцию();
        Попытка
            Документ.Записать();
            ЗафиксироватьТранзакцию();
        Исключение
            ОтменитьТранзакцию();
            ВызватьИсключение;
        КонецПопытки;
    """
    inside: defaultdict[CodeView, list[CallSite]] = defaultdict(list)
    for site in sorted(global_calls(module, *_BEGIN, *_COMMIT, *_ROLLBACK), key=lambda site: site.position):
        code = module.code_at(site.position)
        if code is not None:
            inside[code].append(site)
    for sites in inside.values():
        for end, word in ((_COMMIT, "ЗафиксироватьТранзакцию"), (_ROLLBACK, "ОтменитьТранзакцию")):
            for site in _without_pair(sites, end):
                ru, en = f"Нет парного вызова для {_pair(site, word)}", f"No call to pair with {_pair(site, word)}"
                yield remark_call(module, site, ru, en)


def _without_pair(sites: Sequence[CallSite], end: Sequence[str]) -> list[CallSite]:
    """Beginnings and endings of one kind that have no partner; they are paired in the order of the text."""
    begun: deque[CallSite] = deque()
    alone: list[CallSite] = []
    for site in sites:
        if site.name in _BEGIN:
            begun.append(site)
        elif site.name in end:
            if begun:
                begun.popleft()
            else:
                alone.append(site)
    return [*alone, *begun]


def _pair(site: CallSite, end: str) -> str:
    return f"«НачатьТранзакцию … {end}»" if site.name in _BEGIN else f"«{end}»: «НачатьТранзакцию»"


@diagnostic(
    "WrongUseOfRollbackTransactionMethod",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(783,),
    title_ru="«ОтменитьТранзакцию» не стоит первой в обработчике исключения",
    title_en="'RollbackTransaction' is not the first statement of a handler",
)
def rollback_first(module: ModuleView) -> Iterator[Remark]:
    """What stands before the rollback may fail, or read data inside a transaction that is broken already.

    Bad:
        Исключение
            ЗаписатьОшибку();
            ОтменитьТранзакцию();
    Good:
        Исключение
            ОтменитьТранзакцию();
            ЗаписатьОшибку();
    """
    for site in global_calls(module, *_ROLLBACK):
        statement = module.parent(site.chain)
        above = module.parent(statement) if statement is not None else None
        if not (isinstance(above, tree.Try) and above.handler and above.handler[0] is statement):
            yield module.remark_token(site.position)

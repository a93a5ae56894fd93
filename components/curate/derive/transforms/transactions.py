"""Transactions that are not begun, committed or rolled back as standard 783 asks."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from components.curate.derive.parent import Edit, Parent, shallower
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

_BEGIN = frozenset({"начатьтранзакцию", "begintransaction"})
_COMMIT = frozenset({"зафиксироватьтранзакцию", "committransaction"})
_ROLLBACK = frozenset({"отменитьтранзакцию", "rollbacktransaction"})
_WHY = (
    "Транзакция начинается перед попыткой, фиксируется последним оператором попытки, а обработчик первым делом "
    "отменяет её и передаёт исключение дальше: ни при каком исходе она не остаётся открытой (стандарт 783)."
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """``НачатьТранзакцию(); Попытка … ЗафиксироватьТранзакцию(); Исключение ОтменитьТранзакцию(); …``."""

    begin: tree.Statement
    attempt: tree.Try

    @property
    def commit(self) -> tree.Statement:
        """The last statement of the attempt."""
        return self.attempt.body[-1]

    @property
    def rollback(self) -> tree.Statement:
        """The first statement of the handler."""
        return self.attempt.handler[0]


@transform(
    "transaction_begun_inside_try",
    task="fix",
    shows=("BeginTransactionBeforeTryCatch",),
    asks=(
        "Исправь работу с транзакцией в {loc}.",
        "В {loc} транзакция начинается внутри попытки. Исправь это по стандарту 1С.",
        "Проверь {acc} и исправь ошибку.",
    ),
    why=_WHY,
)
def begun_inside_try(parent: Parent) -> Iterator[Attempt]:
    """``НачатьТранзакцию`` is moved into the attempt.

    Fault planted: where beginning the transaction itself fails, the handler rolls back one that was never begun.
    """
    for transaction in _transactions(parent):
        begin, first = transaction.begin, transaction.attempt.body[0]
        lines = parent.lines_of(begin, begin)
        start = parent.lines_of(first, first)
        if lines is None or start is None:
            yield Refusal("несколько операторов в одной строке")
        else:
            moved = f"{parent.indent_of(first)}{parent.source(begin)}\n"
            yield Change((Edit(*lines, ""), Edit(start[0], start[0], moved)))


@transform(
    "transaction_without_rollback",
    task="fix",
    shows=("PairingBrokenTransaction",),
    asks=(
        "Исправь работу с транзакцией в {loc}.",
        "Если при выполнении {gen} возникает ошибка, транзакция остаётся открытой. Исправь.",
        "Найди и исправь ошибку в {loc}.",
    ),
    why=_WHY,
)
def without_rollback(parent: Parent) -> Iterator[Attempt]:
    """``ОтменитьТранзакцию`` is left out of the handler.

    Fault planted: after an error the transaction stays open.
    """
    for transaction in _transactions(parent):
        yield from _left_out(parent, transaction.rollback, len(transaction.attempt.handler))


@transform(
    "transaction_without_commit",
    task="fix",
    shows=("PairingBrokenTransaction",),
    asks=(
        "Данные после выполнения {gen} не сохраняются. Найди причину и исправь.",
        "Исправь работу с транзакцией в {loc}.",
        "Найди и исправь ошибку в {loc}.",
    ),
    why=_WHY,
)
def without_commit(parent: Parent) -> Iterator[Attempt]:
    """``ЗафиксироватьТранзакцию`` is left out.

    Fault planted: what was written is rolled back when the outer transaction or the session ends.
    """
    for transaction in _transactions(parent):
        yield from _left_out(parent, transaction.commit, len(transaction.attempt.body))


@transform(
    "transaction_committed_after_try",
    task="fix",
    shows=("CommitTransactionOutsideTryCatch",),
    asks=(
        "Исправь работу с транзакцией в {loc}.",
        "В {loc} фиксация транзакции стоит после попытки. Исправь по стандарту 1С.",
        "Проверь {acc} и исправь ошибку.",
    ),
    why=_WHY,
)
def committed_after_try(parent: Parent) -> Iterator[Attempt]:
    """``ЗафиксироватьТранзакцию`` is moved behind the attempt.

    Fault planted: where the commit fails nobody rolls back; a handler that does not raise goes on to a commit of what
    it has rolled back.
    """
    for transaction in _transactions(parent):
        commit, attempt = transaction.commit, transaction.attempt
        lines, around = parent.lines_of(commit, commit), parent.lines_of(attempt, attempt)
        if len(attempt.body) < 2:
            yield Refusal("в попытке нет других операторов")
        elif lines is None or around is None:
            yield Refusal("несколько операторов в одной строке")
        else:
            moved = f"{parent.indent_of(attempt)}{parent.source(commit)}\n"
            yield Change((Edit(*lines, ""), Edit(around[1], around[1], moved)))


@transform(
    "transaction_without_try",
    task="fix",
    shows=("BeginTransactionBeforeTryCatch", "PairingBrokenTransaction"),
    asks=(
        "Добавь в {acc} обработку ошибок транзакции по стандарту 1С.",
        "Исправь работу с транзакцией в {loc}.",
        "Если при выполнении {gen} возникает ошибка, транзакция остаётся открытой. Исправь.",
    ),
    why=_WHY,
)
def without_try(parent: Parent) -> Iterator[Attempt]:
    """The attempt around the transaction is taken away.

    Precondition: the handler does nothing but roll back and raise again, so that only the ending of the transaction is
    lost. Fault planted: after an error it stays open.
    """
    for transaction in _transactions(parent):
        attempt = transaction.attempt
        rest = attempt.handler[1:]
        if len(rest) != 1 or not isinstance(rest[0], tree.Raise) or rest[0].arguments:
            yield Refusal("обработчик делает не только отмену и повторный вызов исключения")
            continue
        body = parent.lines_of(attempt.body[0], attempt.body[-1])
        around = parent.lines_of(attempt, attempt)
        if body is None or around is None or parent.has_comment(body[1], around[1]):
            yield Refusal("операторы не на своих строках или в обработчике есть комментарий")
        elif parent.has_comment(around[0], body[0]):
            yield Refusal("комментарий стоит перед первым оператором попытки")
        else:
            yield Change((Edit(*around, shallower(parent.text[slice(*body)])),))


@transform(
    "rollback_not_first",
    task="fix",
    shows=("WrongUseOfRollbackTransactionMethod",),
    asks=(
        "Исправь обработку исключения в {loc}.",
        "В {loc} отмена транзакции стоит не на месте. Исправь по стандарту 1С.",
        "Проверь работу с транзакцией в {loc} и исправь ошибку.",
    ),
    why=_WHY,
)
def rollback_not_first(parent: Parent) -> Iterator[Attempt]:
    """``ОтменитьТранзакцию`` is moved behind the next statement of the handler.

    Fault planted: what stands before the rollback runs inside a broken transaction; an entry of the log is lost.
    """
    for transaction in _transactions(parent):
        handler = transaction.attempt.handler
        if len(handler) < 2 or not isinstance(handler[1], tree.CallStatement):
            yield Refusal("после отмены транзакции в обработчике нет вызова")
            continue
        first, second = (parent.lines_of(statement, statement) for statement in handler[:2])
        if first is None or second is None or first[1] != second[0]:
            yield Refusal("операторы не на соседних строках")
        else:
            moved = parent.text[slice(*first)]
            yield Change((Edit(*first, ""), Edit(second[1], second[1], moved)))


def _left_out(parent: Parent, statement: tree.Statement, statements: int) -> Iterator[Attempt]:
    lines = parent.lines_of(statement, statement)
    if statements < 2:
        yield Refusal("без этого оператора блок был бы пуст")
    elif lines is None:
        yield Refusal("несколько операторов в одной строке")
    else:
        yield Change((Edit(*lines, ""),))


def _transactions(parent: Parent) -> Iterator[Transaction]:
    """Transactions as the standard asks for them: the only ones of which a fault has one right correction."""
    waiting = [parent.method.body]
    while waiting:
        block = waiting.pop()
        for statement in block:
            waiting += inner_blocks(statement)
        for begin, attempt in itertools.pairwise(block):
            if _calls(begin, _BEGIN) and isinstance(attempt, tree.Try) and _is_standard(attempt):
                yield Transaction(begin, attempt)


def _is_standard(attempt: tree.Try) -> bool:
    ends = attempt.body and attempt.handler
    return bool(ends) and _calls(attempt.body[-1], _COMMIT) and _calls(attempt.handler[0], _ROLLBACK)


def _calls(statement: tree.Statement, names: frozenset[str]) -> bool:
    if not isinstance(statement, tree.CallStatement) or not isinstance(statement.call, tree.Chain):
        return False
    chain = statement.call
    return (
        len(chain.steps) == 1
        and isinstance(chain.steps[0], tree.Call)
        and isinstance(chain.first, tree.Name)
        and chain.first.name.lower() in names
    )

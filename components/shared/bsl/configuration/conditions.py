"""Where code between ``#Если`` and ``#КонецЕсли`` runs."""

import re
from dataclasses import dataclass
from typing import Final

from components.shared.bsl.platform.model import Side

_NOWHERE = Side(0)


@dataclass(frozen=True, slots=True)
class _Reach:
    """Sides where a condition may hold, and those where it surely does: ``Linux`` is true somewhere on every side."""

    possible: Side
    certain: Side

    def __invert__(self) -> "_Reach":
        return _Reach(Side.ALL & ~self.certain, Side.ALL & ~self.possible)

    def __and__(self, other: "_Reach") -> "_Reach":
        return _Reach(self.possible & other.possible, self.certain & other.certain)

    def __or__(self, other: "_Reach") -> "_Reach":
        return _Reach(self.possible | other.possible, self.certain | other.certain)


def _surely(side: Side) -> _Reach:
    return _Reach(side, side)


def _partly(side: Side, certain: Side = _NOWHERE) -> _Reach:
    return _Reach(side, certain)


# A side says nothing of ordinary or managed mode of the thick client, of the mobile server, of operating systems.
_SYMBOLS: Final = {
    ("клиент", "client"): _surely(Side.CLIENT),
    ("наклиенте", "atclient"): _partly(Side.CLIENT, Side.CLIENT & ~Side.THICK_CLIENT),
    ("сервер", "server"): _surely(Side.SERVER),
    ("насервере", "atserver"): _surely(Side.SERVER),
    ("тонкийклиент", "thinclient"): _surely(Side.THIN_CLIENT),
    ("вебклиент", "webclient"): _surely(Side.WEB_CLIENT),
    ("внешнеесоединение", "externalconnection"): _surely(Side.EXTERNAL_CONNECTION),
    ("толстыйклиентобычноеприложение", "thickclientordinaryapplication"): _partly(Side.THICK_CLIENT),
    ("толстыйклиентуправляемоеприложение", "thickclientmanagedapplication"): _partly(Side.THICK_CLIENT),
    ("мобильныйклиент", "mobileclient"): _partly(Side.MOBILE_CLIENT),
    ("мобильноеприложениеклиент", "mobileappclient"): _partly(Side.MOBILE_CLIENT),
    ("мобильныйавтономныйсервер", "mobilestandaloneserver"): _partly(Side.SERVER),
    ("мобильноеприложениесервер", "mobileappserver"): _partly(Side.SERVER),
}
_REACH_OF_SYMBOL: Final = {name: reach for names, reach in _SYMBOLS.items() for name in names}
_ANYWHERE: Final = _partly(Side.ALL)
_WORD: Final = re.compile(r"[()]|\w+")
_PRIORITY: Final = {"или": 1, "or": 1, "и": 2, "and": 2, "не": 3, "not": 3}


def sides_where(condition: str) -> Side:
    """Sides where ``Сервер Или Не ВебКлиент`` can hold, with ``Тогда`` or without. A broken one holds anywhere."""
    values: list[_Reach] = []
    operators: list[str] = []
    try:
        for word in _WORD.findall(condition.lower()):
            _take(word, values, operators)
        while operators:
            _apply(operators.pop(), values)
        return values.pop().possible
    except IndexError:  # operands are missing; the parser says so, here nothing is known
        return Side.ALL


def sides_where_not(condition: str) -> Side:
    """Sides where the condition can be false: where ``#Иначе`` runs."""
    return sides_where(f"Не ({condition.lower().rstrip().removesuffix('тогда').removesuffix('then')})")


def _take(word: str, values: list[_Reach], operators: list[str]) -> None:
    if word == "(":
        operators.append(word)
    elif word == ")":
        while (operator := operators.pop()) != "(":
            _apply(operator, values)
    elif word in _PRIORITY:
        while operators and _PRIORITY.get(operators[-1], 0) >= _PRIORITY[word] and word not in ("не", "not"):
            _apply(operators.pop(), values)
        operators.append(word)
    elif word not in ("тогда", "then"):
        values.append(_REACH_OF_SYMBOL.get(word, _ANYWHERE))


def _apply(operator: str, values: list[_Reach]) -> None:
    right = values.pop()
    if operator in ("не", "not"):
        values.append(~right)
    elif operator in ("и", "and"):
        values.append(values.pop() & right)
    elif operator in ("или", "or"):
        values.append(values.pop() | right)

"""The line that declares a method, as far as a question has one."""

import re
from dataclasses import dataclass

from components.shared.bsl.platform.model import Side

_SIGNATURE = re.compile(r"(?:процедур\w*|функци\w*|procedure|function)\s+([^\W\d]\w*)\s*(?:\(([^()]*)\))?", re.I)
_FUNCTION = re.compile(r"(?:функци|function)", re.I)
_CLIENT = re.compile(r"&\s*(?:наклиенте|atclient)\b", re.I)
_SERVER = re.compile(r"&\s*(?:насервере|насерверебезконтекста|atserver|atservernocontext)\b", re.I)
_PARAMETER = re.compile(r"(?:(?:Знач|Val)\s+)?([^\W\d]\w*)", re.I)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a declaration says; empty where nothing is known."""

    name: str = ""
    parameters: tuple[str, ...] = ()
    is_function: bool | None = None
    sides: int = 0


def read_signature(text: str) -> Signature:
    """Read ``&НаКлиенте Процедура ПриОткрытии(Отказ)``: anything that is no declaration gives an empty signature."""
    sides = Side.CLIENT if _CLIENT.search(text) else Side.SERVER if _SERVER.search(text) else Side(0)
    found = _SIGNATURE.search(text)
    if found is None:
        return Signature(sides=sides.value)
    parts = [_PARAMETER.match(part.strip()) for part in (found[2] or "").split(",")]
    return Signature(
        name=found[1],
        parameters=tuple(part[1] for part in parts if part),
        is_function=bool(_FUNCTION.match(found[0])),
        sides=sides.value,
    )

"""Code that does more than its caller may: a model that learnt it would write it where nobody asked.

None of it is wrong in itself. It is kept where a person has read it: a hand-written pattern, a reviewed record.
"""

import re
from collections.abc import Iterator

from components.shared.bsl import Module
from components.shared.bsl.syntax import syntax_tree as tree

# Rule -> global functions, in both languages
_CALLS: dict[str, tuple[str, ...]] = {
    "privileged_mode": ("установитьпривилегированныйрежим", "setprivilegedmode"),
    "safe_mode_off": (
        *("установитьбезопасныйрежим", "setsafemode"),
        *("установитьотключениебезопасногорежима", "setsafemodedisabled"),
    ),
    "outside_text": ("вычислить", "eval"),
    "starts_program": (
        *("запуститьприложение", "runapp", "запуститьприложениеасинх", "runappasync"),
        *("начатьзапускприложения", "beginrunningapplication", "запуститьсистему", "runsystem"),
        *("командасистемы", "system", "получитьcomобъект", "getcomobject"),
    ),
    "external_component": (
        *("подключитьвнешнююкомпоненту", "attachaddin", "начатьподключениевнешнейкомпоненты", "beginattachingaddin"),
        *("подключитьвнешнююкомпонентуасинх", "attachaddinasync", "загрузитьвнешнююкомпоненту", "loadaddin"),
    ),
    "system_users": ("пользователиос", "osusers"),
}
_RULE_OF_CALL = {name: rule for rule, names in _CALLS.items() for name in names}
_EXTERNAL_CODE = frozenset({"внешниеобработки", "externaldataprocessors", "внешниеотчеты", "externalreports"})
_COM = frozenset({"comобъект", "comobject"})
_SHELLS = ("wscript", "shell.application", "scripting.filesystemobject", "powershell")
_MARKS = (*_RULE_OF_CALL, *_EXTERNAL_CODE, *_COM)
# Not what follows a dot: nearly every query is executed.
_EXECUTE = re.compile(r"(?:^|[;\s])(?:выполнить|execute)\b", re.MULTILINE)
# How a mode that takes rights away is told from one that gives them: by a constant argument.
_GIVES_WHEN = {
    "установитьпривилегированныйрежим": "true",
    "setprivilegedmode": "true",
    "установитьбезопасныйрежим": "false",
    "setsafemode": "false",
    "установитьотключениебезопасногорежима": "true",
    "setsafemodedisabled": "true",
}
_SAFE_MODE = ("установитьбезопасныйрежим", "setsafemode")


def may_widen(code: str) -> bool:
    """Whether it is worth walking through a piece of code for this."""
    lowered = code.lower()
    return any(mark in lowered for mark in _MARKS) or _EXECUTE.search(lowered) is not None


def widened_rights(module: Module) -> tuple[str, int] | None:
    """The first rule that a piece of code is against, and the line in it; None: there is none."""
    nodes = list(tree.walk(module.tree))
    return next(_found(nodes), None)


def _found(nodes: list[tree.Node]) -> Iterator[tuple[str, int]]:
    safe = any(_is_safe_mode(node) for node in nodes)
    for node in nodes:
        rule = _rule_of(node)
        if rule and not (rule == "outside_text" and safe):
            yield rule, node.line


def _rule_of(node: tree.Node) -> str:
    if isinstance(node, tree.Execute):
        return "" if _is_constant(node.code) else "outside_text"
    if isinstance(node, tree.New):
        return "starts_program" if node.type_name.lower() in _COM and _starts_shell(node) else ""
    return _rule_of_chain(node) if isinstance(node, tree.Chain) else ""


def _rule_of_chain(chain: tree.Chain) -> str:
    if not isinstance(chain.first, tree.Name):
        return ""
    name, step = chain.first.name.lower(), chain.steps[0]
    if name in _EXTERNAL_CODE and isinstance(step, tree.Member):
        return "external_component"
    rule = _RULE_OF_CALL.get(name, "")
    if not rule or not isinstance(step, tree.Call):
        return ""
    argument = step.arguments[0] if step.arguments else None
    if name in _GIVES_WHEN:
        return "" if isinstance(argument, tree.Literal) and argument.kind != _GIVES_WHEN[name] else rule
    return "" if rule == "outside_text" and _is_constant(argument) else rule


def _is_safe_mode(node: tree.Node) -> bool:
    if not (isinstance(node, tree.Chain) and isinstance(node.first, tree.Name)):
        return False
    return node.first.name.lower() in _SAFE_MODE and not _rule_of(node)


def _is_constant(node: tree.Expression | None) -> bool:
    while isinstance(node, tree.Parentheses):
        node = node.inner
    return isinstance(node, tree.Literal)


def _starts_shell(node: tree.New) -> bool:
    given = node.arguments[0] if node.arguments else None
    if not isinstance(given, tree.Literal):
        return True  # what is created is told from outside
    return any(shell in given.texts[0].lower() for shell in _SHELLS)

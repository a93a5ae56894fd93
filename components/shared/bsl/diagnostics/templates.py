"""``СтрШаблон``: placeholders of the template against the values that are given."""

import re
from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import CallSite, global_calls, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

MOST_PLACEHOLDERS = 10
_PLACEHOLDER = re.compile(r"%%|%\((\d+)\)|%(\d+)")
_LOCALISED = frozenset({"нстр", "nstr"})
_TEMPLATE = ("стршаблон", "strtemplate")


@diagnostic(
    "IncorrectUseOfStrTemplate",
    axis="semantics",
    strength="strong",
    severity="error",
    standards=(763,),
    title_ru="Неверное использование «СтрШаблон»",
    title_en="Wrong use of 'StrTemplate'",
)
def str_template(module: ModuleView) -> Iterator[Remark]:
    """A template with placeholders 1 to n needs n values, and has at most ten; ``%%`` is a per cent sign.

    Bad:
        СтрШаблон("Строка %1 из %2", Номер);
    Good:
        СтрШаблон("Строка %1 из %2", Номер, Всего);
        СтрШаблон("%(1)00", Номер);
    """
    for site in global_calls(module, *_TEMPLATE):
        if site.arguments and site.arguments[0] is not None:
            text = template_text(module, site, site.arguments[0])
            if text is not None and not _fits(text, len(site.arguments) - 1):
                yield remark_call(module, site)


def _fits(text: str, values: int) -> bool:
    numbers = {int(found[1] or found[2]) for found in _PLACEHOLDER.finditer(text) if found[0] != "%%"}
    return numbers == set(range(1, values + 1)) and values <= MOST_PLACEHOLDERS


def template_text(module: ModuleView, site: CallSite, value: tree.Expression) -> str | None:
    """The text of a template: a string, ``НСтр`` of one, or a variable to which one was assigned last."""
    if isinstance(value, tree.Literal):
        return "".join(value.texts) if value.kind == "string" else None
    if isinstance(value, tree.Chain) and isinstance(value.first, tree.Name) and value.first.name.lower() in _LOCALISED:
        call = value.steps[0]
        given = call.arguments[0] if isinstance(call, tree.Call) and call.arguments else None
        return "".join(given.texts) if isinstance(given, tree.Literal) and len(value.steps) == 1 else None
    return _assigned_text(module, site, value) if isinstance(value, tree.Name | tree.Chain) else None


def _assigned_text(module: ModuleView, site: CallSite, value: tree.Name | tree.Chain) -> str | None:
    """The only string that the method assigns, so that no branch may have given another one."""
    code = module.code_at(site.position)
    assigned = assignments(module, code).of(module.key(value)) if code is not None else []
    if len(assigned) != 1 or assigned[0].position > site.position or isinstance(assigned[0].value, tree.Name):
        return None
    if code is None or _is_passed(module, code, value):
        return None
    source = assigned[0].value
    return template_text(module, site, source) if not isinstance(source, tree.Chain) or _is_localised(source) else None


def _is_passed(module: ModuleView, code: CodeView, value: tree.Name | tree.Chain) -> bool:
    """Whether a call gets the variable itself, by reference, and may put another text into it."""
    templates = {id(site.arguments[0]) for site in global_calls(module, *_TEMPLATE) if site.arguments}
    given = (argument for call in code.of(tree.Call) for argument in call.arguments if isinstance(argument, tree.Name))
    name = value.name.lower() if isinstance(value, tree.Name) else ""
    return any(argument.name.lower() == name and id(argument) not in templates for argument in given)


def _is_localised(chain: tree.Chain) -> bool:
    return isinstance(chain.first, tree.Name) and chain.first.name.lower() in _LOCALISED

"""What a common module may hold: it has no object and is never started, so it is methods and nothing else."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark


@diagnostic(
    "CommonModuleMethodsOnly",
    axis="compile",
    strength="strong",
    severity="error",
    title_ru="В общем модуле допустимы только методы",
    title_en="A common module may hold methods only",
    own=True,
)
def common_module_methods_only(module: ModuleView) -> Iterator[Remark]:
    """A common module has neither variables of its own nor statements outside its methods: it does not compile then.

    What must be remembered between calls belongs into session parameters, parameters of methods, or a module whose
    values are kept.

    Bad:
        Перем Курсы;
        Процедура Загрузить() Экспорт КонецПроцедуры
        Курсы = Новый Соответствие;
    Good:
        Функция Курсы() Экспорт Возврат Новый Соответствие; КонецФункции
    """
    context, code = module.context, module.tree
    if context.module_kind != "common" or not context.whole_module or code.errors:
        return  # behind an error statements may be what is left of a broken method
    for variable in code.variables:
        ru, en = "нельзя объявить переменную модуля", "a variable of the module cannot be declared"
        yield module.remark(
            variable, f"В общем модуле {ru}: «{variable.name}»", f"In a common module {en}: '{variable.name}'"
        )
    if code.statements:
        yield module.remark_statements(
            code.statements[0],
            code.statements[-1],
            "В общем модуле нет тела: операторы допустимы только в методах",
            "A common module has no body: statements are allowed in its methods only",
        )

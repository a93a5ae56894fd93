"""Methods that have a better successor, and the statement that has none."""

from collections.abc import Iterator

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.configuration.model import Configuration, ExportedMethod
from components.shared.bsl.configuration.remembered import remembered
from components.shared.bsl.diagnostics.calls import CallSite, find_calls, global_calls, is_called, own_methods
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_DEPRECATED_MARK = ("устарела", "deprecate")


@diagnostic(
    "DeprecatedMessage",
    axis="best_practice",
    strength="strong",
    standards=(418,),
    title_ru="Использование устаревшего метода «Сообщить»",
    title_en="The method 'Message' is deprecated",
)
def message(module: ModuleView) -> Iterator[Remark]:
    """``Сообщить`` cannot say which field is wrong, and is lost in background jobs.

    Bad:
        Сообщить("Не заполнен склад");
    Good:
        Сообщение = Новый СообщениеПользователю;
        Сообщение.Текст = НСтр("ru = 'Не заполнен склад'");
        Сообщение.Сообщить();
    """
    if module.context.dialect == "1c":
        for site in global_calls(module, "сообщить", "message"):
            yield module.remark_token(site.position)


@diagnostic(
    "DeprecatedCurrentDate",
    axis="best_practice",
    strength="strong",
    standards=(643,),
    title_ru="Использование устаревшего метода «ТекущаяДата»",
    title_en="The method 'CurrentDate' is deprecated",
)
def current_date(module: ModuleView) -> Iterator[Remark]:
    """``ТекущаяДата`` is the clock of the machine that runs the code, whose time zone is not that of the user.

    Bad:
        Документ.Дата = ТекущаяДата();
    Good:
        Документ.Дата = ТекущаяДатаСеанса();
    """
    if module.context.dialect == "1c":
        for site in global_calls(module, "текущаядата", "currentdate"):
            yield module.remark_token(site.position)


@diagnostic(
    "DeprecatedFind",
    axis="best_practice",
    strength="strong",
    title_ru="Использование устаревшего метода «Найти»",
    title_en="The method 'Find' is deprecated",
)
def find(module: ModuleView) -> Iterator[Remark]:
    """``СтрНайти`` does what the global ``Найти`` did, and can search from the end and from a place.

    Bad:
        Если Найти(Имя, ".") > 0 Тогда
    Good:
        Если СтрНайти(Имя, ".") > 0 Тогда
    """
    for site in global_calls(module, "найти", "find"):
        if site.arguments:
            yield module.remark_token(site.position)


@diagnostic(
    "DeprecatedMethodCall",
    axis="best_practice",
    strength="weak",
    standards=(453,),
    title_ru="Вызов устаревшего метода",
    title_en="A deprecated method is called",
)
def deprecated_method(module: ModuleView) -> Iterator[Remark]:
    """A method whose description begins with ``Устарела`` will go, and its description names the successor.

    Methods of the module are known by their descriptions, those of other modules by the configuration or the library.
    One deprecated method may call another one.

    Bad:
        ОбщегоНазначенияКлиентСервер.СообщитьПользователю(Текст);
    Good:
        ОбщегоНазначения.СообщитьПользователю(Текст);
    """
    old_ones = {name for name, method in module.fact(own_methods).items() if _is_deprecated(method)}
    for site in module.fact(find_calls).globals(old_ones):
        if not _is_inside(module, site, old_ones):
            yield module.remark_token(site.position)
    yield from _calls_of_other_modules(module, old_ones)


def _is_inside(module: ModuleView, site: CallSite, methods: set[str]) -> bool:
    code = module.code_at(site.position)
    return code is not None and code.method is not None and code.method.name.lower() in methods


def _calls_of_other_modules(module: ModuleView, old_ones: set[str]) -> Iterator[Remark]:
    known = [found for found in (module.context.configuration, module.context.library) if found is not None]
    if not known:
        return
    deprecated = frozenset[str]().union(*map(_deprecated_names, known))
    for name, sites in module.fact(find_calls).of_members.items():
        for site in sites if name in deprecated else ():
            called = next((found for configuration in known if (found := _exported(configuration, site))), None)
            if called is not None and called.deprecated and not _is_inside(module, site, old_ones):
                ru = f"Метод устарел; используйте {called.replacement}" if called.replacement else ""
                en = f"The method is deprecated; use {called.replacement}" if called.replacement else ""
                yield module.remark_token(site.position, ru, en)


@remembered
def _deprecated_names(configuration: Configuration) -> frozenset[str]:
    """The names of all deprecated methods in lower case: most calls are of none, and are done with that."""
    tables = [module.methods for module in configuration.common_modules.values()]
    tables += [found.manager_methods for found in configuration.objects.values()]
    return frozenset(name for table in tables for name, method in table.items() if method.deprecated)


def _exported(configuration: Configuration, site: CallSite) -> ExportedMethod | None:
    """What ``Модуль.Метод(…)`` or ``Справочники.Имя.Метод(…)`` calls."""
    owner = configuration.common_modules.get(site.owner)
    if owner is not None:
        return owner.methods.get(site.name)
    collection, steps = site.chain.first, site.chain.steps
    if site.step != 2 or not isinstance(collection, tree.Name) or not isinstance(steps[0], tree.Member):
        return None
    kind = KIND_BY_ANY_NAME.get(collection.name.lower())
    found = configuration.objects.get((kind.name, steps[0].name.lower())) if kind is not None else None
    return found.manager_methods.get(site.name) if found is not None else None


def _is_deprecated(method: tree.Method) -> bool:
    return method.comment.lstrip("\n ").lower().startswith(_DEPRECATED_MARK)


@diagnostic(
    "UsingGoto",
    axis="best_practice",
    strength="strong",
    severity="error",
    standards=(547,),
    title_ru="Использование оператора «Перейти»",
    title_en="The statement 'Goto' is used",
)
def goto(module: ModuleView) -> Iterator[Remark]:
    """Jumps hide how a method runs: loops, conditions and returns say it.

    Bad:
        ~Начало: Шаг(); Если Не Готово Тогда Перейти ~Начало; КонецЕсли;
    Good:
        Пока Не Готово Цикл Шаг(); КонецЦикла;
    """
    for node in module.of(tree.Goto):
        yield module.remark(node)


@diagnostic(
    "UsingThisForm",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="Использование устаревшего свойства «ЭтаФорма»",
    title_en="The property 'ThisForm' is deprecated",
)
def this_form(module: ModuleView) -> Iterator[Remark]:
    """``ЭтотОбъект`` names a form since 8.3.3, as it names every other object.

    Bad:
        Закрыть(ЭтаФорма);
    Good:
        Закрыть(ЭтотОбъект);
    """
    for code in module.codes:
        parameters = code.method.parameters if code.method is not None else ()
        own = {parameter.name.lower() for parameter in parameters}
        for name in ("этаформа", "thisform"):
            for node in code.names.get(name, ()) if name not in own else ():
                if not is_called(module, node):
                    yield module.remark(node)

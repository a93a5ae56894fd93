"""What a module does that its place in a configuration forbids, and calls whose obligatory arguments are left out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from components.shared.bsl.configuration.model import CommonModule, Configuration, MetadataObject
from components.shared.bsl.configuration.remembered import objects_by_kind, remembered
from components.shared.bsl.diagnostics.calls import CallSite, find_calls, own_methods, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.names.extension_modules import changes_another
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

_ON_CLIENT = frozenset({"наклиенте", "atclient"})
_THIS_OBJECT = frozenset({"этотобъект", "thisobject"})
_COMMON_MODULE = "CommonModule."


def common_modules(module: ModuleView) -> Mapping[str, CommonModule]:
    """The common modules that code can call, by name in lower case: of the configuration, and of a library it uses."""
    known = [source for source in (module.context.library, module.context.configuration) if source is not None]
    if len(known) == 1:
        return known[0].common_modules  # as it is: there may be thousands, and this is asked for every module
    return {name: found for source in known for name, found in source.common_modules.items()}


def calls_of_modules(module: ModuleView) -> list[tuple[CallSite, CommonModule]]:
    """The calls of methods of common modules, each with the module."""
    modules = module.fact(common_modules)
    if not modules:
        return []
    sites = chain.from_iterable(module.fact(find_calls).of_members.values())
    return [(site, owner) for site in sites if (owner := modules.get(site.owner)) is not None]


def this_common_module(module: ModuleView) -> CommonModule | None:
    """The common module that is judged, where it is one and its flags are known."""
    configuration, owner = module.context.configuration, module.context.owner
    if configuration is None or not owner.startswith(_COMMON_MODULE):
        return None
    return configuration.common_modules.get(owner.removeprefix(_COMMON_MODULE).lower())


def remark_module(module: ModuleView, ru: str = "", en: str = "") -> Remark:
    """Object to a module as a whole: its first word is what is shown."""
    return module.remark_token(module.tokens.positions[0], ru, en)


@diagnostic(
    "ServerSideExportFormMethod",
    axis="semantics",
    strength="weak",
    title_ru="Экспортный метод формы выполняется не на клиенте",
    title_en="An exported method of a form does not run on the client",
)
def server_side_export(module: ModuleView) -> Iterator[Remark]:
    """Other code gets a form on the client only, so nobody outside can call its methods that run on the server.

    Bad:
        &НаСервере
        Процедура ОбновитьСписок() Экспорт
    Good:
        &НаКлиенте
        Процедура ОбновитьСписок() Экспорт
    """
    if module.context.module_kind != "form":
        return
    for method in module.tree.methods:
        if method.export and not {name.lower() for name in method.directives} & _ON_CLIENT:
            yield module.remark_name(method)


@diagnostic(
    "ThisObjectAssign",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Присваивание свойству «ЭтотОбъект»",
    title_en="A value is assigned to the property 'ThisObject'",
)
def this_object_assigned(module: ModuleView) -> Iterator[Remark]:
    """``ЭтотОбъект`` is the object, form or module that the code belongs to, and cannot become another one.

    Bad:
        ЭтотОбъект = РеквизитФормыВЗначение("Объект");
    Good:
        ТекущийОбъект = РеквизитФормыВЗначение("Объект");
    """
    if module.context.dialect != "1c":
        return
    for node in module.of(tree.Assignment):
        if isinstance(node.target, tree.Name) and LOWER_CASE[node.target.name] in _THIS_OBJECT:
            yield module.remark(node.target)


@diagnostic(
    "MissedRequiredParameter",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Пропущен обязательный параметр",
    title_en="An obligatory argument is left out",
    standards=(640,),
)
def missed_parameter(module: ModuleView) -> Iterator[Remark]:
    """A method without a default for a parameter does not expect to get none.

    Methods of the module itself are known, those of common modules from the configuration or the library.

    Bad:
        Сумма = Сложить(, 2);       // Функция Сложить(Левый, Правый)
    Good:
        Сумма = Сложить(0, 2);
    """
    calls = module.fact(find_calls)
    for name, method in module.fact(own_methods).items():
        for site in calls.globals([name]):
            missed = [
                parameter.name
                for number, parameter in enumerate(method.parameters)
                if parameter.default is None and not _is_given(site, number)
            ]
            if missed:
                yield _missed(module, site, ", ".join(missed))
    yield from _missed_by_other_modules(module)


def _is_given(site: CallSite, number: int) -> bool:
    return number < len(site.arguments) and site.arguments[number] is not None


def _missed_by_other_modules(module: ModuleView) -> Iterator[Remark]:
    for site, owner in module.fact(calls_of_modules):
        called = owner.methods.get(site.name)
        if called is not None:
            # which of the first arguments are optional is not known: the last one of these never is
            last = called.least - 1
            if last >= 0 and not _is_given(site, last):
                yield _missed(module, site, called.parameters[last] if last < len(called.parameters) else str(last + 1))


def _missed(module: ModuleView, site: CallSite, shown: str) -> Remark:
    return remark_call(
        module, site, f"Пропущен обязательный параметр: {shown}", f"An obligatory argument is left out: {shown}"
    )


@diagnostic(
    "CachedPublic",
    axis="best_practice",
    strength="weak",
    title_ru="Программный интерфейс в модуле с повторным использованием значений",
    title_en="A public interface in a module whose values are kept",
    standards=(644,),
)
def cached_public(module: ModuleView) -> Iterator[Remark]:
    """Whether values are kept is a decision inside a library: those who call it must not have to follow it.

    Bad:
        #Область ПрограммныйИнтерфейс          // in ТоварыПовтИсп
        Функция Остаток(Товар) Экспорт
    Good:
        #Область СлужебныйПрограммныйИнтерфейс // in ТоварыПовтИсп, called by Товары.Остаток
        Функция Остаток(Товар) Экспорт
    """
    this = this_common_module(module)
    if this is None or not this.reuse:
        return
    for region in module.tree.regions:
        public = region.name.lower() in ("программныйинтерфейс", "public")
        inside = (region.line_start < method.line_start <= region.line_end for method in module.tree.methods)
        if public and any(inside):
            start = region.position + module.lines[region.line_start - 1].index(region.name) + 1 - region.column
            yield Remark(start, start + len(region.name))


@diagnostic(
    "PrivilegedModuleMethodCall",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Вызов метода привилегированного модуля: проверьте, что права не обходятся",
    title_en="A method of a privileged module is called: check that no rights are evaded",
)
def privileged_call(module: ModuleView) -> Iterator[Remark]:
    """A privileged module works with all rights, whoever calls it.

    Bad:
        ЗаданияПолныеПрава.Выполнить(ИмяМетода, Параметры);   // with what a user has entered
    Good:
        ЗаданияПолныеПрава.ЗаписатьОстатки(Склад);             // one task, its arguments checked
    """
    this = module.context.owner.removeprefix(_COMMON_MODULE).lower()
    for site, owner in module.fact(calls_of_modules):
        if owner.privileged and site.owner != this and site.name in owner.methods:
            yield module.remark_token(site.position)


# Handlers


# Kinds of objects that the platform calls a method for, and the property that names it
_CALLING = {"EventSubscription": "Handler", "ScheduledJob": "MethodName"}


def _handlers(configuration: Configuration, kind: str) -> Iterator[tuple[MetadataObject, str, str]]:
    """What the platform calls by itself: the object that asks for it, its common module, its method."""
    for item in objects_by_kind(configuration).get(kind, ()):
        if item.complete:
            path = item.properties.get(_CALLING[kind], "").split(".")
            yield item, path[-2] if len(path) > 1 else "", path[-1]


@remembered
def _handlers_by_module(configuration: Configuration) -> Mapping[tuple[str, str], Sequence[tuple[MetadataObject, str]]]:
    """The handlers of each kind and common module, whose name is in lower case."""
    found: defaultdict[tuple[str, str], list[tuple[MetadataObject, str]]] = defaultdict(list)
    for kind in _CALLING:
        for item, owner, name in _handlers(configuration, kind):
            found[kind, owner.lower()].append((item, name))
    return dict(found)


def _missing_modules(module: ModuleView, kind: str) -> Iterator[tuple[MetadataObject, str]]:
    """Handlers in common modules that there are not: told in the modules of the application."""
    configuration = module.context.configuration
    if configuration is None or configuration.is_extension or module.context.module_kind != "application":
        return
    for item, owner, name in _handlers(configuration, kind):
        if owner.lower() not in configuration.common_modules:
            yield item, f"{owner}.{name}" if owner else name


def _handlers_here(module: ModuleView, kind: str) -> Iterator[tuple[MetadataObject, str]]:
    """Handlers that the configuration expects in this common module."""
    configuration = module.context.configuration
    if configuration is None or module.context.module_kind != "common":
        return
    this = module.context.owner.removeprefix(_COMMON_MODULE).lower()
    handlers = _handlers_by_module(configuration).get((kind, this), ())
    if handlers and module.context.whole_module and not changes_another(module.tree):
        yield from handlers


@diagnostic(
    "MissingEventSubscriptionHandler",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Нет обработчика подписки на событие",
    title_en="The handler of an event subscription does not exist",
)
def subscription_handler(module: ModuleView) -> Iterator[Remark]:
    """An event subscription calls an exported procedure of a common module; without it writing of objects fails.

    Bad:
        Процедура ПередЗаписьюЗаказа(Источник, Отказ)           // a subscription calls it
    Good:
        Процедура ПередЗаписьюЗаказа(Источник, Отказ) Экспорт
    """
    for item, shown in _missing_modules(module, "EventSubscription"):
        yield remark_module(
            module,
            f"Подписка «{item.name}»: нет обработчика {shown}",
            f"Subscription '{item.name}': there is no handler {shown}",
        )
    for item, name in _handlers_here(module, "EventSubscription"):
        method = module.fact(own_methods).get(name.lower())
        if method is None:
            ru, en = f"нет обработчика {name}", f"there is no handler {name}"
            yield remark_module(module, f"Подписка «{item.name}»: {ru}", f"Subscription '{item.name}': {en}")
        elif not method.export:
            ru, en = "обработчик не экспортный", "its handler is not exported"
            yield module.remark_name(method, f"Подписка «{item.name}»: {ru}", f"Subscription '{item.name}': {en}")


@diagnostic(
    "ScheduledJobHandler",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Обработчик регламентного задания не может быть вызван",
    title_en="The handler of a scheduled job cannot be called",
)
def job_handler(module: ModuleView) -> Iterator[Remark]:
    """A scheduled job calls an exported method of a common module that runs on the server and is not global.

    Bad:
        Процедура ОбновитьКурсы() КонецПроцедуры           // a scheduled job calls it
    Good:
        Процедура ОбновитьКурсы() Экспорт
    """
    for item, shown in _missing_modules(module, "ScheduledJob"):
        yield remark_module(
            module, f"Задание «{item.name}»: нет обработчика {shown}", f"Job '{item.name}': there is no handler {shown}"
        )
    this = this_common_module(module)
    for item, name in _handlers_here(module, "ScheduledJob"):
        told = f"Задание «{item.name}»: ", f"Job '{item.name}': "
        method = module.fact(own_methods).get(name.lower())
        if this is not None and not this.sides & Side.SERVER:
            yield remark_module(module, told[0] + "модуль не серверный", told[1] + "the module is not on the server")
        elif method is None:
            yield remark_module(module, f"{told[0]}нет обработчика {name}", f"{told[1]}there is no handler {name}")
        elif not method.export:
            yield module.remark_name(method, told[0] + "обработчик не экспортный", told[1] + "it is not exported")
        elif not method.body:
            yield module.remark_name(method, told[0] + "обработчик пуст", told[1] + "its handler is empty")

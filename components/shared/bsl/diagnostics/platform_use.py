"""What needs care on the server: code from texts, roles, temporary files, writing inside an exchange."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import directives_at, global_calls, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax import syntax_tree as tree

_CLIENT_DIRECTIVES = frozenset({"наклиенте", "atclient"})
_WRITING = frozenset({"передзаписью", "beforewrite", "призаписи", "onwrite", "передудалением", "beforedelete"})
_TEMPORARY = ("получитьимявременногофайла", "gettempfilename")
_DELETIONS = frozenset(
    {"удалитьфайлы", "deletefiles", "переместитьфайл", "movefile", "начатьудалениефайлов", "begindeletingfiles"}
    | {"начатьперемещениефайла", "beginmovingfile", "удалитьфайлыасинх", "deletefilesasync"}
    | {"переместитьфайласинх", "movefileasync"}
)
_ROLE = frozenset({"рольдоступна", "isinrole"})
_PRIVILEGED = frozenset({"привилегированныйрежим", "privilegedmode"})


@diagnostic(
    "ExecuteExternalCode",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(770,),
    title_ru="Выполнение произвольного кода на сервере",
    title_en="Arbitrary code is run on the server",
)
def external_code(module: ModuleView) -> Iterator[Remark]:
    """A text that is run with the rights of the server may come from a user. Only client code is left alone.

    Bad:
        Выполнить(ТекстАлгоритма);
    Good:
        УстановитьБезопасныйРежим(Истина); and the name of the method checked against a list
    """
    for node in module.of(tree.Execute):
        code = node.code
        while isinstance(code, tree.Parentheses):
            code = code.inner
        if not isinstance(code, tree.Literal) and not _only_on_client(module, node.position):
            yield module.remark(node)
    for site in global_calls(module, "вычислить", "eval"):
        constant = site.arguments and isinstance(site.arguments[0], tree.Literal)
        if not constant and not _only_on_client(module, site.position):
            yield remark_call(module, site)


def _only_on_client(module: ModuleView, position: int) -> bool:
    directives = directives_at(module, position)
    if directives:
        return bool(directives & _CLIENT_DIRECTIVES)
    sides = module.context.sides
    return module.context.module_kind == "command" or (sides is not None and not sides & ~Side.CLIENT)


@diagnostic(
    "IsInRoleMethod",
    axis="best_practice",
    strength="weak",
    standards=(737,),
    title_ru="Использование метода «РольДоступна»",
    title_en="The method 'IsInRole' is used",
)
def is_in_role(module: ModuleView) -> Iterator[Remark]:
    """Rights may come from any role: ask for the right. A role that gives none is asked with the privileged mode.

    Bad:
        Если РольДоступна("РедактированиеСтран") Тогда
    Good:
        Если ПравоДоступа("Редактирование", Метаданные.Справочники.Страны) Тогда
        Если РольДоступна("Казначей") Или ПривилегированныйРежим() Тогда
    """
    for code in dict.fromkeys(module.code_at(site.position) for site in global_calls(module, *_ROLE)):
        if code is not None:
            yield from _roles_in_conditions(module, code)


def _roles_in_conditions(module: ModuleView, code: CodeView) -> Iterator[Remark]:
    """The call in a condition, or the variable that holds its result there."""
    for branch in code.of(tree.Branch):
        found: list[tree.Node] = []
        for node in tree.walk([branch.condition]):
            meaning = _meaning(module, code, node)
            if meaning in _PRIVILEGED:
                break
            if meaning in _ROLE:
                found.append(node)
        else:
            for node in found:
                yield module.remark(node)


def _meaning(module: ModuleView, code: CodeView, node: tree.Node) -> str:
    """The global function that a value comes from, directly or through a variable."""
    if isinstance(node, tree.Name):
        assigned = assignments(module, code).before((node.name.lower(),), node.position)
        node = assigned[-1].value if assigned else node
    called = isinstance(node, tree.Chain) and isinstance(node.first, tree.Name) and isinstance(node.steps[0], tree.Call)
    return (
        node.first.name.lower() if called and isinstance(node, tree.Chain) and isinstance(node.first, tree.Name) else ""
    )


@diagnostic(
    "MissingTemporaryFileDeletion",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(542,),
    title_ru="Временный файл не удаляется",
    title_en="A temporary file is not deleted",
)
def temporary_files(module: ModuleView) -> Iterator[Remark]:
    """The platform deletes temporary files at the end of a session at best: a server fills its disk until then.

    A name that the method returns is left to whoever calls it.

    Bad:
        ИмяФайла = ПолучитьИмяВременногоФайла("xml");
        Данные.Записать(ИмяФайла);
    Good:
        ИмяФайла = ПолучитьИмяВременногоФайла("xml");
        Данные.Записать(ИмяФайла);
        УдалитьФайлы(ИмяФайла);
    """
    for site in global_calls(module, *_TEMPORARY):
        assignment = module.parent(site.chain)
        if isinstance(assignment, tree.Assignment) and site.is_last and not _is_deleted(module, assignment):
            yield remark_call(module, site)


def _is_deleted(module: ModuleView, assignment: tree.Assignment) -> bool:
    code, name = module.code_at(assignment.position), module.key(assignment.target)
    if code is None:
        return False
    let_go = module.fact(_let_go).get(code, {})
    return let_go.get(name, 0) > assignment.position


def _let_go(module: ModuleView) -> dict[CodeView, dict[tuple[str, ...], int]]:
    """What each method deletes, moves or returns, and where it does so last."""
    result: dict[CodeView, dict[tuple[str, ...], int]] = {}
    for code in module.codes:
        places = result[code] = {}
        for chain in code.of(tree.Chain):
            if isinstance(chain.first, tree.Name) and chain.first.name.lower() in _DELETIONS:
                for step in chain.steps:
                    given = step.arguments if isinstance(step, tree.Call) else ()
                    places.update((module.key(argument), chain.position) for argument in given if argument is not None)
        for node in code.of(tree.Return):
            if node.value is not None:
                places[module.key(node.value)] = node.position
    return result


@diagnostic(
    "DataExchangeLoading",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(773,),
    title_ru="Нет проверки «ОбменДанными.Загрузка» в обработчике события объекта",
    title_en="'DataExchange.Load' is not checked in an event handler of an object",
)
def data_exchange_loading(module: ModuleView) -> Iterator[Remark]:
    """An object that an exchange brings was checked where it was written: the handler returns at once.

    Bad:
        Процедура ПередЗаписью(Отказ) ЗаполнитьРеквизиты(); КонецПроцедуры
    Good:
        Процедура ПередЗаписью(Отказ)
            Если ОбменДанными.Загрузка Тогда Возврат; КонецЕсли;
            ЗаполнитьРеквизиты();
        КонецПроцедуры
    """
    if module.context.module_kind not in ("object", "record_set", "unknown"):
        return
    for code in module.methods:
        method = code.method
        is_handler = method is not None and method.name.lower() in _WRITING and not method.annotations
        if method is not None and is_handler and method.body and not any(map(_checks_loading, code.of(tree.Branch))):
            yield module.remark_name(method)


def _checks_loading(branch: tree.Branch) -> bool:
    asks = any(
        isinstance(node, tree.Chain)
        and isinstance(node.first, tree.Name)
        and node.first.name.lower() in ("обменданными", "dataexchange")
        and isinstance(node.steps[0], tree.Member)
        and node.steps[0].name.lower() in ("загрузка", "load")
        for node in tree.walk([branch.condition])
    )
    return asks and any(isinstance(node, tree.Return) for node in tree.walk(branch.body))

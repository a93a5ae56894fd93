"""Methods of the platform that are wrong in places: modal windows, roles, temporary files, code from texts."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import CallSite, global_calls, member_calls, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax import syntax_tree as tree

# From the tables of standard 703: the method, its English name and what replaces it.
_MODAL = {
    "вопрос": ("DoQueryBox", "ПоказатьВопрос"),
    "открытьформумодально": ("OpenFormModal", "ОткрытьФорму"),
    "открытьзначение": ("OpenValue", "ПоказатьЗначение"),
    "предупреждение": ("DoMessageBox", "ПоказатьПредупреждение"),
    "ввестидату": ("InputDate", "ПоказатьВводДаты"),
    "ввестизначение": ("InputValue", "ПоказатьВводЗначения"),
    "ввестистроку": ("InputString", "ПоказатьВводСтроки"),
    "ввестичисло": ("InputNumber", "ПоказатьВводЧисла"),
    "установитьвнешнююкомпоненту": ("InstallAddIn", "НачатьУстановкуВнешнейКомпоненты"),
    "установитьрасширениеработысфайлами": ("InstallFileSystemExtension", "НачатьУстановкуРасширенияРаботыСФайлами"),
    "установитьрасширениеработыскриптографией": (
        "InstallCryptoExtension",
        "НачатьУстановкуРасширенияРаботыСКриптографией",
    ),
    "поместитьфайл": ("PutFile", "НачатьПомещениеФайла"),
}
_SYNCHRONOUS = _MODAL | {
    "подключитьрасширениеработыскриптографией": (
        "AttachCryptoExtension",
        "НачатьПодключениеРасширенияРаботыСКриптографией",
    ),
    "подключитьрасширениеработысфайлами": ("AttachFileSystemExtension", "НачатьПодключениеРасширенияРаботыСФайлами"),
    "копироватьфайл": ("FileCopy", "НачатьКопированиеФайла"),
    "переместитьфайл": ("MoveFile", "НачатьПеремещениеФайла"),
    "найтифайлы": ("FindFiles", "НачатьПоискФайлов"),
    "удалитьфайлы": ("DeleteFiles", "НачатьУдалениеФайлов"),
    "создатькаталог": ("CreateDirectory", "НачатьСозданиеКаталога"),
    "каталогвременныхфайлов": ("TempFilesDir", "НачатьПолучениеКаталогаВременныхФайлов"),
    "каталогдокументов": ("DocumentsDir", "НачатьПолучениеКаталогаДокументов"),
    "рабочийкаталогданныхпользователя": ("UserDataWorkDir", "НачатьПолучениеРабочегоКаталогаДанныхПользователя"),
    "получитьфайлы": ("GetFiles", "НачатьПолучениеФайлов"),
    "поместитьфайлы": ("PutFiles", "НачатьПомещениеФайлов"),
    "запроситьразрешениепользователя": ("RequestUserPermission", "НачатьЗапросРазрешенияПользователя"),
    "запуститьприложение": ("RunApp", "НачатьЗапускПриложения"),
}
_SERVER_DIRECTIVES = frozenset({"насервере", "atserver", "насерверебезконтекста", "atservernocontext"})
_CLIENT_DIRECTIVES = frozenset({"наклиенте", "atclient"})
_WITHOUT_FORM = frozenset(
    {"насерверебезконтекста", "atservernocontext", "наклиентенасерверебезконтекста", "atclientatservernocontext"}
)
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
    "UsingModalWindows",
    axis="best_practice",
    strength="strong",
    standards=(703,),
    title_ru="Использование модального окна",
    title_en="A modal window is used",
)
def modal_windows(module: ModuleView) -> Iterator[Remark]:
    """Modal windows do not work in browsers, and configurations without modality do not compile them.

    Bad:
        Ответ = Вопрос(Текст, РежимДиалогаВопрос.ДаНет);
    Good:
        ПоказатьВопрос(Новый ОписаниеОповещения("ПослеОтвета", ЭтотОбъект), Текст, РежимДиалогаВопрос.ДаНет);
    """
    yield from _replaceable(module, _MODAL, "модального окна", "a modal window")


@diagnostic(
    "UsingSynchronousCalls",
    axis="best_practice",
    strength="weak",
    standards=(703,),
    title_ru="Использование синхронного вызова на клиенте",
    title_en="A synchronous call on the client",
)
def synchronous_calls(module: ModuleView) -> Iterator[Remark]:
    """Browsers run these methods asynchronously only. On the server they are right; only client code is looked at.

    Bad:
        &НаКлиенте Процедура Открыть() ЗапуститьПриложение(ИмяФайла); КонецПроцедуры
    Good:
        &НаКлиенте Процедура Открыть() НачатьЗапускПриложения(Оповещение, ИмяФайла); КонецПроцедуры
    """
    yield from _replaceable(module, _SYNCHRONOUS, "синхронного вызова", "a synchronous call")


def _replaceable(module: ModuleView, table: dict[str, tuple[str, str]], ru: str, en: str) -> Iterator[Remark]:
    names = {**{name: name for name in table}, **{english.lower(): name for name, (english, _) in table.items()}}
    for site in global_calls(module, *names):
        if _may_run_on_client(module, site.position, surely=table is _SYNCHRONOUS):
            instead = table[names[site.name]][1]
            yield remark_call(
                module,
                site,
                f"Использование {ru}: замените на «{instead}»",
                f"Use of {en}: replace it with '{instead}'",
            )


def _may_run_on_client(module: ModuleView, position: int, *, surely: bool) -> bool:
    directives = _directives(module, position)
    if directives & _CLIENT_DIRECTIVES:
        return True
    if directives & _SERVER_DIRECTIVES:
        return False
    sides = module.context.sides
    if sides is not None:
        return bool(sides & Side.CLIENT) and not (surely and sides & Side.SERVER)
    return module.context.module_kind in ("command", "unknown") if not surely else False


def _directives(module: ModuleView, position: int) -> set[str]:
    """The directives of the method around a position, in lower case."""
    code = module.code_at(position)
    return {name.lower() for name in code.method.directives} if code is not None and code.method else set()


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
    directives = _directives(module, position)
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


_NOT_ON_UNIX = frozenset({"comобъект", "comobject", "почта", "mail"})


@diagnostic(
    "UsingObjectNotAvailableUnix",
    axis="best_practice",
    strength="weak",
    title_ru="Использование объекта, недоступного в Unix-системах",
    title_en="An object that is not available on Unix",
)
def not_on_unix(module: ModuleView) -> Iterator[Remark]:
    """Servers run on Linux too: objects of COM are there on Windows only, so ask which system it is first.

    Bad:
        Хеш = Новый COMОбъект("System.Security.Cryptography.MD5CryptoServiceProvider");
    Good:
        Хеш = Новый ХешированиеДанных(ХешФункция.MD5);
    """
    for node in module.of(tree.New):
        if node.type_name.lower() in _NOT_ON_UNIX and not _asks_for_platform(module, node):
            yield module.remark(node)


def _asks_for_platform(module: ModuleView, node: tree.Node) -> bool:
    for above in module.around(node):
        if isinstance(above, tree.Branch):
            words = module.key(above.condition)
            if any(word in ("типплатформы", "platformtype") or "windows" in word or "linux" in word for word in words):
                return True
    return False


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
    for site in global_calls(module, "отменитьтранзакцию", "rollbacktransaction"):
        statement = module.parent(site.chain)
        above = module.parent(statement) if statement is not None else None
        if not (isinstance(above, tree.Try) and above.handler and above.handler[0] is statement):
            yield module.remark_token(site.position)


def calls_named(module: ModuleView, *names: str) -> Iterator[CallSite]:
    """Calls of global methods and of methods behind a dot."""
    yield from global_calls(module, *names)
    yield from member_calls(module, *names)


@diagnostic(
    "GetFormMethod",
    axis="best_practice",
    strength="weak",
    severity="error",
    standards=(404,),
    title_ru="Использование метода «ПолучитьФорму»",
    title_en="The method 'GetForm' is used",
)
def get_form(module: ModuleView) -> Iterator[Remark]:
    """Changing a form from outside before it opens breaks when the form changes: open it with parameters.

    Bad:
        Форма = ПолучитьФорму("Документ.Заказ.ФормаОбъекта");
    Good:
        ОткрытьФорму("Документ.Заказ.ФормаОбъекта", Параметры);
    """
    for site in calls_named(module, "получитьформу", "getform"):
        yield module.remark_token(site.position)


@diagnostic(
    "OSUsersMethod",
    axis="best_practice",
    strength="weak",
    title_ru="Использование метода «ПользователиОС»",
    title_en="The method 'OSUsers' is used",
)
def os_users(module: ModuleView) -> Iterator[Remark]:
    """The list of all users of the operating system is of use to an attacker before all others.

    Bad:
        Пользователи = ПользователиОС();
    Good:
        ask the user for the one name that is needed
    """
    for site in global_calls(module, "пользователиос", "osusers"):
        yield module.remark_token(site.position)


@diagnostic(
    "TempFilesDir",
    axis="best_practice",
    strength="weak",
    standards=(542,),
    title_ru="Использование метода «КаталогВременныхФайлов»",
    title_en="The method 'TempFilesDir' is used",
)
def temp_files_dir(module: ModuleView) -> Iterator[Remark]:
    """Two sessions may choose the same name there: ``ПолучитьИмяВременногоФайла`` never gives one name twice.

    Bad:
        ИмяФайла = КаталогВременныхФайлов() + "данные.xml";
    Good:
        ИмяФайла = ПолучитьИмяВременногоФайла("xml");
    """
    for site in global_calls(module, "каталогвременныхфайлов", "tempfilesdir"):
        yield module.remark_token(site.position)


@diagnostic(
    "FormDataToValue",
    axis="optimization",
    strength="weak",
    severity="information",
    standards=(409,),
    title_ru="Использование метода «ДанныеФормыВЗначение»",
    title_en="The method 'FormDataToValue' is used",
)
def form_data_to_value(module: ModuleView) -> Iterator[Remark]:
    """``РеквизитФормыВЗначение`` does the same for an attribute of the form, and is the same everywhere.

    Methods without the context of the form have no other way and are left alone.

    Bad:
        Заказ = ДанныеФормыВЗначение(Объект, Тип("ДокументОбъект.Заказ"));
    Good:
        Заказ = РеквизитФормыВЗначение("Объект");
    """
    for site in calls_named(module, "данныеформывзначение", "formdatatovalue"):
        if not _directives(module, site.position) & _WITHOUT_FORM:
            yield module.remark_token(site.position)

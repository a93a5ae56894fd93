"""Methods and types of the platform that have a better way, whoever calls them."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import CallSite, directives_at, global_calls, member_calls
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_NOT_ON_UNIX = frozenset({"comобъект", "comobject", "почта", "mail"})


_WITHOUT_FORM = frozenset(
    {"насерверебезконтекста", "atservernocontext", "наклиентенасерверебезконтекста", "atclientatservernocontext"}
)


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
        if not directives_at(module, site.position) & _WITHOUT_FORM:
            yield module.remark_token(site.position)

"""Calls that block a client: modal windows and what browsers run asynchronously only."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import directives_at, global_calls, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.platform.model import Side

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
    directives = directives_at(module, position)
    if directives & _CLIENT_DIRECTIVES:
        return True
    if directives & _SERVER_DIRECTIVES:
        return False
    sides = module.context.sides
    if sides is not None:
        return bool(sides & Side.CLIENT) and not (surely and sides & Side.SERVER)
    return module.context.module_kind in ("command", "unknown") if not surely else False

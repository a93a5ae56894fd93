"""Names of common modules: they tell whoever calls them where the code runs, and with which rights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from components.shared.bsl.configuration.model import CommonModule
from components.shared.bsl.diagnostics.metadata import remark_module, this_common_module
from components.shared.bsl.diagnostics.registry import declare, diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Rule
from components.shared.bsl.platform.model import Side

_MANAGED_CLIENT = Side.THIN_CLIENT | Side.WEB_CLIENT
_LONGEST = 80
_EMPTY_WORDS = ("процедур", "функци", "обработчик", "модуль", "procedures", "functions", "handlers", "module")


def _is_client(found: CommonModule) -> bool:
    return bool(found.sides & _MANAGED_CLIENT) and not found.sides & (Side.SERVER | Side.EXTERNAL_CONNECTION)


def _is_client_server(found: CommonModule) -> bool:
    return bool(found.sides & _MANAGED_CLIENT) and bool(found.sides & Side.SERVER)


@dataclass(frozen=True, slots=True)
class _Naming:
    """Modules of one kind have one of these words in their names, in lower case here."""

    code: str
    applies: Callable[[CommonModule], bool]
    words: tuple[str, ...]
    shown: str
    kind_ru: str
    kind_en: str
    example: str

    @property
    def rule(self) -> Rule:
        """The rule that says so: standard 469."""
        ru = f"Имя {self.kind_ru} содержит «{self.shown}»"
        return Rule(
            self.code,
            "best_practice",
            "weak",
            "information",
            ru,
            f"The name of {self.kind_en} has '{self.shown}'",
            (469,),
        )

    @property
    def page(self) -> str:
        """What a user reads."""
        bad = self.example.replace(self.shown, "")
        return (
            f"A name tells where a module runs: that of {self.kind_en} has '{self.shown}' in it.\n\n"
            f"Bad:\n    {bad}\nGood:\n    {self.example}"
        )


_NAMINGS = (
    _Naming(
        "CommonModuleNameClient",
        lambda found: _is_client(found) and not found.is_global,
        ("клиент", "client"),
        "Клиент",
        "клиентского модуля",
        "a client module",
        "РаботаСФайламиКлиент",
    ),
    _Naming(
        "CommonModuleNameClientServer",
        lambda found: _is_client_server(found) and not found.is_global,
        ("клиентсервер", "clientserver"),
        "КлиентСервер",
        "модуля для клиента и сервера",
        "a module for client and server",
        "РаботаСФайламиКлиентСервер",
    ),
    _Naming(
        "CommonModuleNameServerCall",
        lambda found: found.server_call,
        ("вызовсервера", "servercall"),
        "ВызовСервера",
        "серверного модуля для вызова с клиента",
        "a server module that clients call",
        "РаботаСФайламиВызовСервера",
    ),
    _Naming(
        "CommonModuleNameFullAccess",
        lambda found: found.privileged,
        ("полныеправа", "fullaccess"),
        "ПолныеПрава",
        "привилегированного модуля",
        "a privileged module",
        "РаботаСФайламиПолныеПрава",
    ),
    _Naming(
        "CommonModuleNameCached",
        lambda found: bool(found.reuse),
        ("повтисп", "повторноеиспользование", "cached"),
        "ПовтИсп",
        "модуля с повторным использованием значений",
        "a module whose values are kept",
        "РаботаСФайламиПовтИсп",
    ),
    _Naming(
        "CommonModuleNameGlobal",
        lambda found: found.is_global,
        ("глобальный", "global"),
        "Глобальный",
        "глобального модуля",
        "a global module",
        "РаботаСФайламиГлобальный",
    ),
)


def _check(naming: _Naming, module: ModuleView) -> Iterator[Remark]:
    this = this_common_module(module)
    if this is not None and naming.applies(this) and not any(word in this.name.lower() for word in naming.words):
        yield remark_module(module)


for _naming in _NAMINGS:
    declare(_naming.rule, _naming.page, partial(_check, _naming))


@diagnostic(
    "CommonModuleNameGlobalClient",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="«Клиент» в имени глобального модуля лишнее",
    title_en="'Client' is needless in the name of a global module",
    standards=(469,),
)
def global_client(module: ModuleView) -> Iterator[Remark]:
    """Nobody writes the name of a global module before its methods: ``Глобальный`` says enough.

    Bad:
        РаботаСФайламиГлобальныйКлиент
    Good:
        РаботаСФайламиГлобальный
    """
    this = this_common_module(module)
    if this is not None and this.is_global and any(word in this.name.lower() for word in ("клиент", "client")):
        yield remark_module(module)


@diagnostic(
    "CommonModuleNameWords",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Слово в имени общего модуля ничего не говорит",
    title_en="A word in the name of the common module says nothing",
    standards=(469,),
)
def needless_words(module: ModuleView) -> Iterator[Remark]:
    """Every common module holds procedures and functions: its name says what they are about.

    Bad:
        ОбщиеПроцедурыПродаж
    Good:
        ПродажиСервер
    """
    name = _name_of_common_module(module)
    if any(word in name.lower() for word in _EMPTY_WORDS):
        yield remark_module(module)


@diagnostic(
    "MetadataObjectNameLength",
    axis="best_practice",
    strength="weak",
    title_ru="Имя объекта метаданных длиннее 80 символов",
    title_en="The name of the metadata object is longer than 80 characters",
    standards=(474,),
)
def long_name(module: ModuleView) -> Iterator[Remark]:
    """Files of an export are named after objects, and file systems limit names.

    Bad:
        ВсеДокументыКоторыеОтражаютПоступлениеИВыбытиеТоваровНаСкладахВключаяПеремещенияИВозвраты
    Good:
        ДвиженияТоваров
    """
    if any(len(part) > _LONGEST for part in module.context.owner.split(".")):
        yield remark_module(module)


def _name_of_common_module(module: ModuleView) -> str:
    kind, _, name = module.context.owner.partition(".")
    return name if kind == "CommonModule" else ""

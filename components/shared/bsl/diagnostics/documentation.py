"""Comments over methods: what is missing in them, and what they say that is not so."""

import re
from collections.abc import Iterator, Sequence

from components.shared.bsl.descriptions import Description, Value, read_description
from components.shared.bsl.diagnostics.event_handlers import is_event_handler
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_PUBLIC_REGIONS = frozenset({"программныйинтерфейс", "public"})
_NOTHING_SAID = Description()


def described_methods(module: ModuleView) -> list[tuple[tree.Method, Description]]:
    """The methods of a module with what their comments say."""
    return [(method, read_description(method.comment)) for method in module.tree.methods]


def _explained_here(module: ModuleView) -> Iterator[tuple[tree.Method, Description]]:
    """Methods whose comment is their description: it neither is empty nor only sends the reader elsewhere."""
    for method, description in module.fact(described_methods):
        if method.comment.strip() and not description.only_reference:
            yield method, description


@diagnostic(
    "PublicMethodsDescription",
    axis="documentation",
    strength="weak",
    severity="information",
    title_ru="У экспортного метода программного интерфейса нет описания",
    title_en="An exported method of the public interface has no description",
    standards=(453,),
)
def public_methods_description(module: ModuleView) -> Iterator[Remark]:
    """Other people call the methods of the public interface: the comment over them is all that they read.

    Bad:
        #Область ПрограммныйИнтерфейс
        Функция Остаток(Товар) Экспорт
    Good:
        #Область ПрограммныйИнтерфейс
        // Возвращает остаток товара на всех складах.
        …
        Функция Остаток(Товар) Экспорт
    """
    for method, description in module.fact(described_methods):
        if method.export and method.region.lower() in _PUBLIC_REGIONS and description == _NOTHING_SAID:
            yield module.remark_name(method)


@diagnostic(
    "MissingParameterDescription",
    axis="documentation",
    strength="weak",
    title_ru="Описания параметров не соответствуют параметрам метода",
    title_en="The described parameters are not those of the method",
    standards=(453,),
)
def missing_parameter_description(module: ModuleView) -> Iterator[Remark]:
    """A description of a method names all its parameters with their types, in their order, and no others.

    Names that the method does not have are left over from a change, and tell what is no longer so. Handlers of events
    get their parameters from the platform: a comment over one may leave them all out.

    Bad:
        // Считает остаток.
        // Параметры:
        //  Товары - СправочникСсылка.Товары
        Функция Остаток(Товар, Склад)
    Good:
        // Считает остаток.
        // Параметры:
        //  Товар - СправочникСсылка.Товары - чей остаток.
        //  Склад - СправочникСсылка.Склады - где.
        Функция Остаток(Товар, Склад)
    """
    for method, description in _explained_here(module):
        if _sends_elsewhere(description.parameters_text):
            continue
        described = description.parameters or ()
        if not described and is_event_handler(module, method):
            continue
        if method.parameters and not described:
            yield module.remark_name(method, "Опишите все параметры метода", "Describe all parameters of the method")
            continue
        yield from _differences(module, method, described)


def _sends_elsewhere(text: str) -> bool:
    """``Параметры: см. ДругойМетод``."""
    return Description(purpose=text).only_reference


def _differences(module: ModuleView, method: tree.Method, described: Sequence[Value]) -> Iterator[Remark]:
    names = [parameter.name.lower() for parameter in method.parameters]
    explained: list[str] = []
    extra: list[str] = []
    for value in described:
        name = value.name.lower()
        (extra if name not in names or name in explained else explained).append(name)
    if extra:
        shown = ", ".join(dict.fromkeys(value.name for value in described if value.name.lower() in extra))
        yield module.remark_name(
            method,
            f"Удалите описания параметров, которых нет в методе или которые описаны дважды: {shown}",
            f"Remove descriptions of parameters that the method does not have, or that are described twice: {shown}",
        )
    said = {value.name.lower() for value in described if value.is_explained}
    missing = [parameter for parameter in method.parameters if parameter.name.lower() not in said]
    for parameter in missing:
        yield Remark(
            parameter.position,
            parameter.position + len(parameter.name),
            f"Опишите параметр {parameter.name}",
            f"Describe the parameter {parameter.name}",
        )
    if not missing and not extra and explained != names:
        yield module.remark_name(
            method,
            "Опишите параметры в том порядке, в котором они стоят в методе",
            "Describe the parameters in the order in which the method has them",
        )


@diagnostic(
    "MissingReturnedValueDescription",
    axis="documentation",
    strength="weak",
    title_ru="Описание возвращаемого значения не соответствует методу",
    title_en="The description of the returned value does not fit the method",
    standards=(453,),
)
def missing_returned_value_description(module: ModuleView) -> Iterator[Remark]:
    """A description of a function says what it returns; a procedure returns nothing that could be described.

    Bad:
        // Считает остаток товара.
        Функция Остаток()
    Good:
        // Считает остаток товара.
        //
        // Возвращаемое значение:
        //  Число - остаток на всех складах.
        Функция Остаток()
    """
    for method, description in _explained_here(module):
        if method.kind == "function" and not description.returns:
            yield module.remark_name(
                method, "Опишите возвращаемое значение функции", "Describe what the function returns"
            )
        elif method.kind == "procedure" and description.returns is not None:
            yield module.remark_name(
                method,
                "Процедура ничего не возвращает: удалите описание возвращаемого значения",
                "A procedure returns nothing: remove the description of the returned value",
            )


@diagnostic(
    "DescriptionRestatesName",
    axis="documentation",
    strength="weak",
    severity="information",
    title_ru="Описание лишь повторяет имя метода",
    title_en="The description only repeats the name of the method",
    standards=(453,),
    own=True,
)
def description_restates_name(module: ModuleView) -> Iterator[Remark]:
    """A description made of the words of the name tells nothing that the name does not tell.

    Bad:
        // Получить остаток товара.
        Функция ПолучитьОстатокТовара()
    Good:
        // Считает, сколько товара свободно на всех складах: за вычетом резервов.
        Функция ПолучитьОстатокТовара()
    """
    for method, description in _explained_here(module):
        if description.deprecation is None and _restates(description.purpose, method.name):
            yield module.remark_name(method)


_WORD_OF_NAME = re.compile(r"[А-ЯЁA-Z]+(?![а-яёa-z])|[А-ЯЁA-Z]?[а-яёa-z]+|\d+")
_WORD = re.compile(r"\w+")
# Words without a meaning of their own; "процедура" and "функция" say what the keyword says.
_EMPTY_WORDS = frozenset({
    "и", "в", "во", "на", "по", "из", "с", "со", "у", "о", "об", "к", "для", "или", "не", "от", "до", "при", "за",
    "процедура", "функция", "метод", "the", "a", "an", "of", "to", "in", "for", "and", "or", "by", "on", "with", "is",
    "procedure", "function", "method",
})  # fmt: skip
# Endings of Russian words change with their case: words of one stem begin with the same letters.
_STEM = 4
_FEWEST_WORDS = 2


def _restates(purpose: str, name: str) -> bool:
    told = {_stem(word) for word in _WORD.findall(purpose.lower()) if word not in _EMPTY_WORDS}
    named = {_stem(word) for word in _WORD_OF_NAME.findall(name)}
    return len(told) >= _FEWEST_WORDS and told <= named


def _stem(word: str) -> str:
    return word.lower()[:_STEM]


@diagnostic(
    "DeprecatedWithoutReplacement",
    axis="documentation",
    strength="weak",
    severity="information",
    title_ru="Сказано, что метод устарел, и не сказано, чем его заменить",
    title_en="The method is called deprecated, and nothing is said of what to use instead",
    standards=(453,),
    own=True,
)
def deprecated_without_replacement(module: ModuleView) -> Iterator[Remark]:
    """Whoever calls a deprecated method must learn from its description what to call in its place.

    Bad:
        // Устарела. Возвращает остаток товара.
        Функция Остаток(Товар) Экспорт
    Good:
        // Устарела. Следует использовать ОстаткиТоваров.
        Функция Остаток(Товар) Экспорт
    """
    for method, description in module.fact(described_methods):
        deprecation = description.deprecation
        if method.export and deprecation is not None and not (deprecation.note or _names_another(description)):
            yield module.remark_name(method)


_ANOTHER = re.compile(
    r"следует\s++использовать|используйте|использовать|вместо|заменен\w*+|instead|replaced|use\s", re.I
)


def _names_another(description: Description) -> bool:
    return bool(description.references) or _ANOTHER.search(description.purpose) is not None

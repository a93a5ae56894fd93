"""Methods of the platform that have a better successor."""

from collections.abc import Iterator

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.calls import global_calls, member_calls

_MODULES = frozenset({"общегоназначения", "общегоназначенияклиент"})


@transform(
    "message_by_global_method",
    task="fix",
    shows=("DeprecatedMessage",),
    asks=(
        "Замени в {loc} устаревший вызов Сообщить на метод библиотеки стандартных подсистем.",
        "Приведи вывод сообщений в {loc} к стандартам 1С; библиотека стандартных подсистем в конфигурации есть.",
    ),
    why=(
        "Сообщение выводит СообщитьПользователю библиотеки: оно работает и на клиенте, и на сервере, и может указать "
        "на поле с ошибкой; метод Сообщить не рекомендован (стандарт 418)."
    ),
)
def message_by_global_method(parent: Parent) -> Iterator[Attempt]:
    """``ОбщегоНазначения.СообщитьПользователю(Текст)`` becomes ``Сообщить(Текст)``.

    Precondition: nothing but the text is given, so that the user sees the same message on both sides; with a field or
    a key the message would lose its place.
    """
    edits = []
    for site in member_calls(parent.view, "сообщитьпользователю"):
        if site.owner not in _MODULES or not site.is_last:
            yield Refusal("вызов не общего модуля библиотеки")
            return
        if len(site.arguments) != 1 or site.arguments[0] is None:
            yield Refusal("сообщению передано не только текст: поле, ключ или отказ были бы потеряны")
            return
        edits.append(
            Edit(parent.offset(site.chain.position), parent.offset(site.position) + len(site.name), "Сообщить")
        )
    if edits:
        yield Change(tuple(edits))


@transform(
    "find_by_deprecated_function",
    task="fix",
    shows=("DeprecatedFind",),
    asks=(
        "Замени в {loc} устаревшие методы платформы.",
        "Приведи {acc} к современным методам платформы.",
        "В {loc} есть вызов устаревшего метода. Исправь.",
    ),
    why="СтрНайти заменил устаревшую функцию Найти: название не путается с методом Найти коллекций.",
)
def find_by_deprecated_function(parent: Parent) -> Iterator[Attempt]:
    """``СтрНайти(Строка, Подстрока)`` becomes ``Найти(Строка, Подстрока)``.

    Precondition: two arguments, which both functions take alike, so the result is the same.
    """
    sites = list(global_calls(parent.view, "стрнайти"))
    if any(len(site.arguments) != 2 or None in site.arguments for site in sites):
        yield Refusal("направление или начало поиска функция Найти не умеет")
    elif sites:
        yield Change(
            tuple(Edit(parent.offset(site.position), parent.offset(site.position) + 8, "Найти") for site in sites)
        )


@transform(
    "date_of_the_computer",
    task="fix",
    shows=("DeprecatedCurrentDate",),
    asks=(
        "У пользователей из других часовых поясов {nom} работает с неверным временем. Исправь.",
        "Замени в {loc} устаревшие методы платформы.",
        "Найди и исправь ошибку в {loc}.",
    ),
    why="ТекущаяДатаСеанса учитывает часовой пояс пользователя, а ТекущаяДата — это часы сервера.",
)
def date_of_the_computer(parent: Parent) -> Iterator[Attempt]:
    """``ТекущаяДатаСеанса()`` becomes ``ТекущаяДата()``.

    Fault planted: the time is that of the server, not that of the user.
    """
    sites = list(global_calls(parent.view, "текущаядатасеанса"))
    if sites:
        yield Change(
            tuple(
                Edit(parent.offset(site.position), parent.offset(site.position) + 17, "ТекущаяДата") for site in sites
            )
        )

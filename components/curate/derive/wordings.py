"""What a person would ask for, in Russian: several wordings, chosen by the record."""

from components.curate.derive.lots import pick
from components.curate.derive.parent import Parent

COMPLETE = (
    "Допиши {acc}.",
    "Закончи {acc} по её началу и описанию.",
    "Ниже начало {gen}. Напиши {acc} целиком.",
)
FILL = (
    "В {loc} пропущен фрагмент — он отмечен комментарием «{hole}». Напиши только этот фрагмент.",
    "Напиши код, который должен стоять в {loc} вместо комментария «{hole}».",
    "Восстанови пропущенный фрагмент {gen} (место отмечено «{hole}»). Ответь только фрагментом.",
)
DOCUMENT = (
    "Напиши описание {gen} по стандарту 1С.",
    "Задокументируй {acc}: напиши комментарий к ней по стандарту разработки 1С.",
    "Составь комментарий с описанием, параметрами и возвращаемым значением для {gen}.",
)
DOCUMENT_WITHOUT_PARTS = (DOCUMENT[0], DOCUMENT[1])
EXPLAIN = (
    "Объясни, что делает {nom}.",
    "Для чего нужна {nom} и как её вызывать?",
    "Расскажи, как работает {nom}: назначение, параметры, результат.",
)
QUERY = (
    "Напиши запрос на языке запросов 1С, который {what}.",
    "Составь текст запроса 1С, который {what}.",
)
REPAIR = (
    "Исправь замечания к {dat}: {told}.",
    "Приведи {acc} к стандартам 1С. Замечания: {told}.",
    "Проверка кода нашла в {loc}: {told}. Исправь.",
)


def asked(wordings: tuple[str, ...], parent: Parent, kind: str, **facts: str) -> str:
    """One of the wordings about a parent."""
    return pick(wordings, parent.record.id, kind, "wording").format(**_cases(parent), **facts)


def first_upper(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]


def _cases(parent: Parent) -> dict[str, str]:
    name = parent.method.name
    if parent.method.kind == "function":
        forms = {"nom": "функция", "gen": "функции", "loc": "функции", "dat": "функции", "acc": "функцию"}
    else:
        forms = {"nom": "процедура", "gen": "процедуры", "loc": "процедуре", "dat": "процедуре", "acc": "процедуру"}
    return {case: f"{form} {name}" for case, form in forms.items()}

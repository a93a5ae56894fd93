"""Pages of the platform's help as rows of the tables."""

import re
from collections.abc import Iterator

from components.shared.bsl.platform.help_pages import Chapter, Page, both_names
from components.shared.bsl.platform.rows import Row

SOURCE = "help"
_GLOBAL_CONTEXT = "глобальный контекст"
_IDENTIFIER = re.compile(r"[A-Za-zА-Яа-яЁё_]\w*")
_PARAMETER = re.compile(r"(.*)\((обязательный|необязательный)\)", re.IGNORECASE)
_SERIES = re.compile(r"\D(\d{1,3})>?\s*[-–—]\s*<?[^\d-]{0,40}(\d{1,3})")  # <Значение1>-<Значение10>
_SIDES = {
    "сервер": "S",
    "внешнее соединение": "X",
    "толстый клиент": "K",
    "тонкий клиент": "N",
    "веб-клиент": "W",
    "мобильный клиент": "M",
}
_FOLDERS = ("methods", "properties", "events", "ctors", "formparams")


def rows_of_page(path: str, page: Page) -> Iterator[tuple[str, Row]]:
    """Rows that a page stands for, each with the name of its table; none for sections, events and extensions."""
    folder = next((part for part in reversed(path.split("/")[:-1]) if part in _FOLDERS), "")
    if folder in ("events", "formparams") or not (page.pagetitle or page.heading):
        return
    if folder == "":
        yield from _type_rows(page)
        return
    owner, name = _owner_and_name(page)
    if not _is_name(owner[0]) and owner[0].lower() != _GLOBAL_CONTEXT:
        return
    if folder == "ctors":
        yield "types", _row(owner, page, constructors=" ".join(_arities(page)))
    elif not _is_name(name[0]):
        yield "types", _row(owner, None, flags="dynamic")  # <Имя реквизита>: members come from metadata
    elif owner[0].lower() == _GLOBAL_CONTEXT:
        yield _global_row(folder, name, page)
    else:
        yield "types", _row(owner, None)
        yield "members", _member_row(folder, owner, name, page)


def _owner_and_name(page: Page) -> tuple[tuple[str, str], tuple[str, str]]:
    """Names of the owner and of the member, from the marked titles, else from the title of the page."""
    if page.title and page.heading:
        return _without_template(both_names(page.title)), both_names(page.heading)
    russian, english = both_names(page.pagetitle)
    owner_ru, _, name_ru = russian.rpartition(".")
    owner_en, _, name_en = english.rpartition(".")
    return _without_template((owner_ru, owner_en)), (name_ru, name_en)


def _without_template(names: tuple[str, str]) -> tuple[str, str]:
    """``СправочникСсылка.<Имя справочника>`` is the type ``СправочникСсылка``."""
    russian, english = (name.split(".<")[0].strip() for name in names)
    return russian, english


def _is_name(text: str) -> bool:
    return _IDENTIFIER.fullmatch(text) is not None


def _row(names: tuple[str, str], page: Page | None, **columns: str) -> Row:
    english = names[1] if _is_name(names[1]) else ""
    row = {"ru": names[0], "en": english, "source": SOURCE, **columns}
    if page is not None:
        row |= {"since": page.since, "sides": _sides(page)}
    return row


def _type_rows(page: Page) -> Iterator[tuple[str, Row]]:
    names = _without_template(both_names(page.pagetitle or page.heading))
    if not _is_name(names[0]):
        return
    values = page.chapter("Значения")
    if values is not None:
        pairs = [both_names(link) for link in values.links]
        text = " ".join(f"{ru}={en}" for ru, en in pairs if _is_name(ru) and (not en or _is_name(en)))
        yield "enumerations", _row(names, page, values=text)
    elif any(page.chapter(heading) for heading in ("Методы", "Свойства", "Конструкторы", "Элементы коллекции")):
        elements = page.chapter("Элементы коллекции")
        yield "types", _row(names, page, elements=_types(elements) if elements else "")


def _global_row(folder: str, name: tuple[str, str], page: Page) -> tuple[str, Row]:
    if folder == "methods":
        return "functions", _row(name, page, **_call(page), returns=_returns(page))
    return "properties", _row(name, page, access=_access(page), types=_types(page.chapter("Описание")))


def _member_row(folder: str, owner: tuple[str, str], name: tuple[str, str], page: Page) -> Row:
    if folder == "methods":
        return _row(name, page, type=owner[0], **_call(page), types=_returns(page))
    return _row(name, page, type=owner[0], kind=_access(page), types=_types(page.chapter("Описание")))


def _call(page: Page) -> dict[str, str]:
    # a page without a returned value need not be one of a procedure: that of ПредопределенноеЗначение has none
    kind = "function" if page.chapter("Возвращаемое значение") else "method"
    return {"kind": kind, "arities": " ".join(_arities(page))}


def _returns(page: Page) -> str:
    return _types(page.chapter("Возвращаемое значение"))


def _access(page: Page) -> str:
    chapter = page.chapter("Использование")
    if chapter is None:
        return "field"
    return "readonly" if chapter.text.strip().lower().startswith("только чтение") else "property"


def _types(chapter: Chapter | None) -> str:
    """Names of types from ``Тип: Число, Строка.``; what is no plain name makes the list open: ``Произвольный``."""
    if chapter is None:
        return ""
    line = " ".join((chapter.first_line or chapter.text).split())
    stated = line.partition("Тип:")[2] or ("" if chapter.heading == "Описание" else line)
    names = [part.split(".<")[0].strip(" .;") for part in stated.split(",")]
    good = list(dict.fromkeys(name for name in names if _is_name(name)))
    if good and any(name and not _is_name(name) for name in names):
        good.append("Произвольный")
    return ",".join(dict.fromkeys(good))


def _sides(page: Page) -> str:
    chapter = page.chapter("Доступность")
    if chapter is None:
        return ""
    words = [" ".join(word.lower().split()) for word in re.split("[,;.]", chapter.text)]
    return "".join(letter for side, letter in _SIDES.items() if side in words)


def _arities(page: Page) -> Iterator[str]:
    """Arity of each variant of the syntax: a ``Вариант синтаксиса`` begins the next one."""
    rubrics: list[str] = []
    syntax = ""
    begun = False
    for chapter in page.chapters:
        if chapter.heading.startswith("Вариант синтаксиса"):
            if begun:
                yield _arity(syntax, rubrics)
            syntax, rubrics, begun = "", [], True
        elif chapter.heading == "Синтаксис":
            syntax, begun = chapter.text, True
        elif chapter.heading == "Параметры":
            rubrics = chapter.rubrics
    if begun:
        yield _arity(syntax, rubrics)


def _arity(syntax: str, rubrics: list[str]) -> str:
    """``least-most``: parameters up to the last obligatory one must be given."""
    least = most = 0
    for rubric in rubrics:
        found = _PARAMETER.match(rubric)
        series = _SERIES.search(found[1] if found else rubric)
        first = most + 1
        most += int(series[2]) - int(series[1]) + 1 if series and int(series[2]) >= int(series[1]) else 1
        if found is None or found[2].lower() == "обязательный":
            least = first
    endless = any("..." in text or "…" in text for text in (syntax, *rubrics))
    return f"{least}-{'*' if endless else most}"

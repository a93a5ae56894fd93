"""What a method is about, by the names it uses. Simple on purpose: the first rule that matches wins."""

import re

from components.shared.records import Category, ModuleKind

# Most telling first. A form that calls a web service teaches more about the service than about forms.
RULES: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (
        "refactoring",
        re.compile(r"//\s*(?:устарел|deprecated)|следует использовать|рефакторинг|refactor", re.I),
    ),
    (
        "http",
        re.compile(
            r"\b(?:http(?:соединение|запрос|ответ|сервис|connection|request|response|service)|ftpсоединение|ftpconnection"
            r"|ws(?:прокси|определения|proxy|definitions)|интернетпрокси|internetproxy"
            r"|(?:чтение|запись|прочитать|записать)json|json(?:reader|writer)|(?:read|write)json)",
            re.I,
        ),
    ),
    (
        "forms",
        re.compile(
            r"\b(?:этаформа|thisform|открытьформу|openform|открытьформумодально|описаниеоповещения|notifydescription"
            r"|показатьвопрос|показатьпредупреждение|showquerybox|showmessagebox"
            r"|(?:реквизитформывзначение|значениевреквизитформы|formattributetovalue)|даннаяформа)\b|&(?:наклиенте|atclient)\b",
            re.I,
        ),
    ),
    (
        "optimization",
        re.compile(
            r"\b(?:поместить|индексировать\s+по|менеджервременныхтаблиц|temptablesmanager|фоновыезадания|backgroundjobs"
            r"|длительныеоперации|повторноиспользуемыезначения|замерпроизводительности|оптимиз\w+|optimi[sz]\w+)\b",
            re.I,
        ),
    ),
    (
        "crud",
        re.compile(
            r"\bновый\s+запрос\b|\bnew\s+query\b|\.\s*(?:записать|write|создатьэлемент|createitem|создатьдокумент"
            r"|создатьнаборзаписей|createrecordset|создатьменеджерзаписи|получитьобъект|getobject|найтипо\w+|findby\w+"
            r"|установитьпометкуудаления|setdeletionmark)\s*\(",
            re.I,
        ),
    ),
)


def category_of(code: str, module_kind: ModuleKind) -> Category:
    """The category of a method with its comment; service and form modules are what they are."""
    for category, pattern in RULES:
        if (category, module_kind) in (("http", "service"), ("forms", "form")) or pattern.search(code):
            return category
    return "other"

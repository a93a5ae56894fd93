"""Passwords and keys as 1C code holds them. A text with one of these is dropped: a redacted secret still shows where.

Rules look for words that go with secrets, never for texts that look random: those are mostly names of types.
"""

# lint: allow-file secret-basic-auth-credentials: the forms that are looked for

import base64
import binascii
import re
from collections.abc import Callable

from components.shared.privacy.arguments import arguments_at
from components.shared.privacy.places import LONGEST_VALUE, Found, Rule
from components.shared.privacy.values import is_password, is_spoken_password, is_token

_PASSWORD = r"(?:парол[ьяею]|password|passwd|passphrase|pwd)"
_KEY = (
    r"(?:токен|token|секрет|secret|api[_-]?key|ключ[_-]?api|ключдоступа|access[_-]?key|ключшифрования"
    r"|закрытыйключ|private[_-]?key|секретныйключ)"
)
_VALUE = r'"(?P<value>(?:[^"\n]|""){1,400})"'
_NESTED_VALUE = r'""(?P<nested>[^"\n]{1,400})""'
_PASSWORDS = ("парол", "password", "passwd", "passphrase", "pwd")
_KEYS = (
    *("токен", "token", "секрет", "secret", "apikey", "api_key", "api-key", "ключapi", "ключ_api", "ключ-api"),
    *("ключдоступа", "accesskey", "access_key", "access-key", "ключшифрования", "закрытыйключ", "privatekey"),
    *("private_key", "private-key", "секретныйключ"),
)

_ASSIGNED = rf'\w{{0,24}}(?:"{{1,2}}\s*\])?\s*=\s*(?:{_NESTED_VALUE}|{_VALUE})'
_ASSIGNED_PASSWORD = re.compile(_PASSWORD + _ASSIGNED, re.IGNORECASE)
_ASSIGNED_KEY = re.compile(_KEY + _ASSIGNED, re.IGNORECASE)
_INSERTED = r'\w*"\s*,\s*' + _VALUE
_SETTER = r'(?<!\w)(?:вставить|insert|установить\w*|set\w*|добавитьзначение)\s*\(\s*"[\w-]*'
_INSERTED_PASSWORD = re.compile(_SETTER + _PASSWORD + _INSERTED, re.IGNORECASE)
_INSERTED_KEY = re.compile(_SETTER + _KEY + _INSERTED, re.IGNORECASE)
_SET_PASSWORD = re.compile(rf"(?<!\w)(?:установитьпароль|setpassword)\s*\(\s*{_VALUE}", re.IGNORECASE)
# What a name begins with when its value is about a password and is none.
_ABOUT = re.compile(
    r"(?:имя|ключ|заголовок|текст|поле|подсказка|сообщение|ошибка|длина|вид|тип|режим|шаблон|представление|описание"
    r"|регистр|колонка|реквизит|свойство|идентификатор|путь|параметр|запрос|name|key|title|caption|text|field|message"
    r"|error|type|kind|mode|template|description|column|path|parameter|prompt|без|no)\w*?[_]?",
    re.IGNORECASE,
)
_CALLS = ("структура", "structure", "соединение", "connection", "wsопред", "wsdef", "установить", "set")
_CALL = re.compile(
    r"(?<!\w)(?P<name>структура|structure|фиксированнаяструктура|fixedstructure|https?соединение|https?connection"
    r"|ftpсоединение|ftpconnection|wsопределения|wsdefinitions|установить|set|новыйhttpсоединение)\s*\(",
    re.IGNORECASE,
)
_IN_CONNECTION = re.compile(
    r"[;\"'|][ \t]*(?:pwd|password|passwd|пароль)\s*=\s*"
    r"(?:\"\"(?P<a>[^\"\n]{1,200})\"\"|'(?P<b>[^'\n]{1,200})'|(?P<c>[^;\"'\s&|+]{1,200}))",
    re.IGNORECASE,
)
_CONNECTION = re.compile(
    r"(?:srvr|file|ws|usr|uid|user\s?id|user|server|data source|driver|host|dsn|provider|database|ref)\s*=",
    re.IGNORECASE,
)
_AROUND = 300
_BEARER = re.compile(r"(?<!\w)(?:bearer|oauth)\s+(?P<value>[A-Za-z0-9._~+/=\-]{16,4000})", re.IGNORECASE)
_BASIC = re.compile(r"(?<!\w)basic\s+(?P<value>[A-Za-z0-9+/]{8,400}={0,2})", re.IGNORECASE)
_HEADER = re.compile(
    r"(?:authorization|api-?key|x-[\w-]*(?:key|token|secret)|private-token|client-secret)\"{0,2}\s*\]?\s*[,:=]\s*\"{0,2}"
    r"(?:token|key|apikey|apitoken)?\s*(?P<value>[A-Za-z0-9._~+/=\-]{16,400})(?=[\"'])",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"[a-z][a-z0-9+.\-]{1,20}://[^\s/:@\"'<>]{1,100}:(?P<value>[^\s/@\"'<>]{1,100})@[\w\[]", re.IGNORECASE
)
_IN_QUERY = re.compile(
    r"[?&](?:access_token|token|api_?key|apikey|key|password|pwd|secret|client_secret)="
    r"(?P<value>[^&\s\"'%<{]{6,400})",
    re.IGNORECASE,
)
_START_LINE = re.compile(r"(?<!\w)/N\s*\"{0,2}[^\"\s/]*\"{0,2}\s*/P\s*\"{0,2}(?P<value>[^\"\s/%]{1,100})")
_OPTION = re.compile(
    r"(?<![\w-])(?:--[\w-]*(?:pwd|password|passwd|token|secret)[ =]|curl[^\n]{0,80}\s-u\s+[^\s:\"]+:"
    r"|sqlcmd[^\n]{0,120}\s-P\s*|osql[^\n]{0,120}\s-P\s*|mysql[^\n]{0,120}\s-p|(?<!/)/user:\S+\s+|pgpassword=)"
    r"\s*\"{0,2}(?P<value>[^\s\"'%<$;]{3,100})",
    re.IGNORECASE,
)
_MARKED_UP = re.compile(
    rf"\"{{1,2}}\w*(?:{_PASSWORD}|{_KEY})\"{{1,2}}\s*:\s*\"{{1,2}}(?P<json>[^\"\n]{{1,400}})\""
    rf"|<(?:\w{{1,40}}:)?\w{{0,40}}(?:{_PASSWORD}|{_KEY})>(?P<xml>[^<\n]{{1,400}})</",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?<!\w)(?:парол[ьяею]|password|pwd|pass)(?:\s*(?:[:=–—]|-\s)\s*|\s+[^\n:=—\"]{0,30}?[:=–—]\s*|\s+)"
    r"[\"'«`]?(?:[\w.@-]{1,40}\s?/\s?)?(?P<value>[A-Za-z0-9!@#$%^&*_][A-Za-z0-9!@#$%^&*+_.\-]{3,63})",
    re.IGNORECASE,
)
_PEM = re.compile(r"-----BEGIN (?:[A-Z0-9 ]{0,30} )?PRIVATE KEY(?: BLOCK)?-----")


def assigned_password(text: str) -> Found:
    """``Пароль = "…"``, also as a default value, in a comparison, of a property or an element."""
    for found in _ASSIGNED_PASSWORD.finditer(text):
        if not _is_about(text, found.start()) and is_password(_value(found)):
            yield found.span()


def assigned_key(text: str) -> Found:
    """``Токен = "…"``, ``КлючAPI = "…"``: the same for what a machine made."""
    for found in _ASSIGNED_KEY.finditer(text):
        if is_token(_value(found)):
            yield found.span()


def inserted_secret(text: str) -> Found:
    """``Вставить("Пароль", "…")`` and ``УстановитьПароль("…")``: what assigns by a method."""
    for pattern, is_secret in (
        (_INSERTED_PASSWORD, is_password),
        (_SET_PASSWORD, is_password),
        (_INSERTED_KEY, is_token),
    ):
        for found in pattern.finditer(text):
            if is_secret(found["value"]):
                yield found.span()


def given_secret(text: str) -> Found:
    """``Новый Структура("Логин, Пароль", "…", "…")``, ``Новый HTTPСоединение(…)``: what is told by its place only."""
    for call in _CALL.finditer(text):
        arguments = arguments_at(text, call.end())
        if any(map(is_password, _secret_arguments(call["name"].casefold(), arguments))):
            yield call.span()


def connection_string(text: str) -> Found:
    """``Srvr="…";Usr="…";Pwd="…"`` and its like of ODBC and ADO."""
    for found in _IN_CONNECTION.finditer(text):
        line = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        value = found["a"] or found["b"] or found["c"]
        if is_password(value) and _CONNECTION.search(line.replace(found[0], ";")):
            yield found.span()


def authorization(text: str) -> Found:
    """Headers that let their bearer in."""
    for found in _BEARER.finditer(text):
        if is_token(found["value"]):
            yield found.span()
    for found in _HEADER.finditer(text):
        if is_token(found["value"]):
            yield found.span()
    for found in _BASIC.finditer(text):
        if _is_user_and_password(found["value"]):
            yield found.span()


def address_with_password(text: str) -> Found:
    """``https://user:password@host``, ``…?token=…``."""
    for found in _IN_URL.finditer(text):
        if is_password(found["value"]):
            yield found.span()
    for found in _IN_QUERY.finditer(text):
        if is_token(found["value"]):
            yield found.span()


def command_line(text: str) -> Found:
    """``1cv8 … /N Админ /P …``, ``--db-pwd …``, ``sqlcmd -P …``: what is given to a program when it starts."""
    for pattern in (_START_LINE, _OPTION):
        for found in pattern.finditer(text):
            if is_password(found["value"].strip("\"'")) and not found["value"].startswith(("-", "/", "+")):
                yield found.span()


def marked_up_secret(text: str) -> Found:
    """``{"password": "…"}`` and ``<Пароль>…</Пароль>``: texts of other languages inside of strings."""
    for found in _MARKED_UP.finditer(text):
        value = found["json"] or found["xml"]
        if is_spoken_password(value) or is_token(value):
            yield found.span()


def spoken_password(text: str) -> Found:
    """``// пароль: …``: what was written for a colleague."""
    for found in _SPOKEN.finditer(text):
        value = found["value"].rstrip(".!?")
        told = re.search(r"[:=–—-]", text[found.start() : found.start("value")]) or re.search(r"\d", value)
        if told and is_spoken_password(value):
            yield found.span()


def private_key(text: str) -> Found:
    """The first line of a private key; the last one may have been cut off."""
    for found in _PEM.finditer(text):
        yield found.span()


def _is_about(text: str, start: int) -> bool:
    """Whether a name that holds the word begins as names of titles, fields and messages do."""
    begin = start
    while begin and start - begin < 60 and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
        begin -= 1
    return begin < start and _ABOUT.match(text, begin, start) is not None


def _value(found: re.Match[str]) -> str:
    return str(found["nested"] or found["value"]).replace('""', '"')


def _secret_arguments(name: str, arguments: list[str]) -> list[str]:
    """Those of the arguments that are passwords, as far as they are constants."""
    if "структура" in name or "structure" in name:
        names = [part.strip().casefold() for part in (_constant(arguments[0]) if arguments else "").split(",")]
        pairs = zip(names, arguments[1:], strict=False)
        return [_constant(value) for part, value in pairs if any(word in part for word in _PASSWORDS)]
    place = {"установить": 4, "set": 4, "wsопределения": 2, "wsdefinitions": 2}.get(name, 3)
    if place == 4 and (not arguments or _constant(arguments[0]).casefold() not in ("http", "https", "ftp")):
        return []
    return [_constant(arguments[place])] if len(arguments) > place else []


def _constant(argument: str) -> str:
    text = argument.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else ""


def _is_user_and_password(value: str) -> bool:
    try:
        text = base64.b64decode(value[:LONGEST_VALUE], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    user, colon, password = text.partition(":")
    return bool(colon and user) and text.isprintable() and is_password(password)


def _rule(find: Callable[[str], Found], title: str, *literals: str) -> Rule:
    return Rule(find.__name__, title, literals, find)


SECRETS: tuple[Rule, ...] = (
    _rule(assigned_password, "пароль записан в коде", *_PASSWORDS),
    _rule(assigned_key, "токен или ключ записан в коде", *_KEYS),
    _rule(inserted_secret, "пароль или ключ передан методу", *_PASSWORDS, *_KEYS),
    _rule(given_secret, "пароль среди параметров конструктора", *_CALLS),
    _rule(connection_string, "пароль в строке соединения", "pwd", "password", "passwd", "пароль"),
    _rule(
        authorization, "заголовок авторизации", "bearer", "basic", "oauth", "authorization", "key", "token", "secret"
    ),
    _rule(address_with_password, "пароль или ключ в адресе", "://", "token=", "key=", "password=", "pwd=", "secret="),
    _rule(command_line, "пароль в командной строке", "/p", "--", "curl", "sql", "/user:", "pgpassword"),
    _rule(marked_up_secret, "пароль или ключ в JSON или XML", *_PASSWORDS, *_KEYS),
    _rule(spoken_password, "пароль назван в тексте", "парол", "password", "pwd", "pass"),
    _rule(private_key, "закрытый ключ", "private key"),
)

"""Whether a value that stands where a secret would stand is one: masks, templates and names of fields are none."""

import re

_MASK = re.compile(r"[\s*•xXхХ.…_\-#?0\"]*")
# An option of a program, a quotation mark that ends the string, and what is filled in later.
_TEMPLATE = re.compile(r"^--|^\"|%\d|%s|%\(|^[<\[{$&@%#]|\$\{|\{\{|<[^>]*>|\[[^\]]*\]|\.\.\.")
_WORD_OF_THE_FIELD = re.compile(
    r"\w*(?:парол|password|passwd|токен|token|секрет|secret|ключ|apikey|логин|login)\w*", re.IGNORECASE
)
_SEVERAL_WORDS = re.compile(r"[А-ЯЁ][а-яё]+(?:_?[А-ЯЁA-Z][а-яёa-z]*)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z]+(?:_[A-Z]+)+")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9+/=_\-.:~!@#$^*]{8,}")
_DIGIT_OR_SIGN = re.compile(r"[0-9!@#$^*+]")
# Types and words of forms that stand where a value of a field would stand.
_NO_SECRETS = frozenset(
    {"строка", "число", "булево", "дата", "string", "number", "boolean", "date", "истина", "ложь", "true", "false"}
    | {"неопределено", "undefined", "null", "none", "нет", "да", "просмотр", "hidden", "пустой", "текст", "text"}
    | {
        "yes",
        "no",
        "пусто",
        "empty",
        "значение",
        "value",
        "имя",
        "name",
        "pass",
        "user",
        "пользователь",
        "string(0)",
        "example",
    }
)


def is_password(value: str) -> bool:
    """Whether a text beside the word «password» is one: people choose short and simple ones."""
    return bool(value.strip()) and not _is_stand_in(value) and not _is_sentence(value)


def is_token(value: str) -> bool:
    """Whether a text beside the word «token» or «key» is one: a machine made it, so it is long and has digits."""
    long_enough = _TOKEN.fullmatch(value) is not None and not _is_stand_in(value)
    return long_enough and _DIGIT_OR_SIGN.search(value) is not None


def is_spoken_password(value: str) -> bool:
    """Whether a word after «password» in a comment is one; types of parameters stand there, too."""
    return len(value) >= 4 and _DIGIT_OR_SIGN.search(value) is not None and is_password(value)


def _is_stand_in(value: str) -> bool:
    return (
        _MASK.fullmatch(value) is not None
        or _TEMPLATE.search(value) is not None
        or value.strip().casefold() in _NO_SECRETS
        or _WORD_OF_THE_FIELD.fullmatch(value.strip()) is not None
        or _SEVERAL_WORDS.fullmatch(value.strip()) is not None
    )


def _is_sentence(value: str) -> bool:
    return " " in value.strip() and _CYRILLIC.search(value) is not None

"""The task a method answers, in words: what a 1C programmer would have asked for."""

import hashlib
import re

from components.shared.records import ExecutionContext, ModuleKind

# Descriptions say what a method does ("Возвращает …"), a noun phrase is rarer ("Обработчик события …").
# Endings are chosen so that nouns of the field (реквизит, счет, пакет, лимит) are not taken for verbs.
_VERB = re.compile(r"[а-яё]{2,}(?:[аяуюе]ет|рнет|[оиа]дит|жит|[ое]ит|нит|[аи]вит|тит|сит)(?:ся)?,?", re.I)
_SUBJECT = re.compile(r"(?:данная\s+)?(?:процедура|функция)\s+", re.I)
_AFTER_VERB = (
    "Напиши {what} {name}, которая {text}",
    "Реализуй {what} {name}, которая {text}",
    "Напиши на языке 1С {what}, которая {text}",
    "Создай {what} {name}, которая {text}",
)
_AFTER_NOUN = (
    "Напиши {what} {name}: {text}",
    "Реализуй {what} {name}. Назначение: {text}",
    "Напиши на языке 1С {what} {name}: {text}",
    "Создай {what} {name} по описанию: {text}",
)
MODULE_NAMES: dict[ModuleKind, str] = {
    "common": "общий модуль",
    "object": "модуль объекта",
    "manager": "модуль менеджера",
    "record_set": "модуль набора записей",
    "form": "модуль формы",
    "command": "модуль команды",
    "service": "модуль сервиса",
    "application": "модуль приложения",
    "script": "скрипт OneScript",
}
CONTEXT_NAMES: dict[ExecutionContext, str] = {"server": "сервер", "client": "клиент", "both": "клиент и сервер"}


def instruction_for(name: str, is_function: bool, description: str) -> str:
    """An imperative sentence; which of several wordings is used depends on the method alone."""
    if not description:
        return ""
    subject = _SUBJECT.match(description)  # "Функция возвращает …" says "функция" twice after "Напиши функцию"
    first, verb, rest = _first_word(description[subject.end() :] if subject else description)
    wordings = _AFTER_VERB if verb else _AFTER_NOUN
    digest = hashlib.blake2b(f"{name}\n{description}".encode(), digest_size=4).digest()
    return wordings[int.from_bytes(digest, "big") % len(wordings)].format(
        what="функцию" if is_function else "процедуру",
        name=name,
        text=f"{first[0].lower()}{first[1:]} {rest}".rstrip() if verb else description,
    )


def _first_word(text: str) -> tuple[str, bool, str]:
    """The first word, whether it says what is done, and the rest."""
    first, _, rest = text.partition(" ")
    return first, _VERB.fullmatch(first) is not None, rest


def input_for(
    signature: str,
    parameters: str,
    returns: str,
    place: tuple[ModuleKind, ExecutionContext],
    directives: tuple[str, ...],
) -> str:
    """What is given along with the task: the signature, what it says of its parameters, and where the code runs."""
    module_kind, context = place
    where = MODULE_NAMES.get(module_kind, "")
    if context in CONTEXT_NAMES:
        where = f"{where} ({CONTEXT_NAMES[context]})" if where else CONTEXT_NAMES[context]
    parts = (
        signature,
        f"Параметры:\n{parameters}" if parameters else "",
        f"Возвращаемое значение:\n{returns}" if returns else "",
        f"Где: {where}" if where else "",
        f"Директива: {', '.join('&' + directive.lstrip('&') for directive in directives)}" if directives else "",
    )
    return "\n".join(part for part in parts if part)

"""What rules are called before people; hidden characters are called by their numbers."""

from components.shared.privacy.personal import PERSONAL
from components.shared.privacy.secrets import SECRETS
from components.shared.privacy.tokens import TOKENS

_OF_CODE = {
    "twin_letters": "буквы двух алфавитов в одном имени",
    "privileged_mode": "привилегированный режим",
    "safe_mode_off": "отключение безопасного режима",
    "outside_text": "выполнение текста как кода",
    "starts_program": "запуск программ и COM-объектов",
    "external_component": "внешние компоненты, отчёты и обработки",
    "system_users": "пользователи операционной системы",
}
_TITLES = _OF_CODE | {rule.name: rule.title for rule in (*SECRETS, *TOKENS, *PERSONAL)}


def title_of(rule: str) -> str:
    """A rule in Russian."""
    return _TITLES.get(rule, rule)

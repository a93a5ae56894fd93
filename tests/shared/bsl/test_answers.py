"""What a model says around its code must not be judged as code."""

import pytest

from components.shared.bsl import extract_code

CODE = "Функция А()\n    Возврат 1;\nКонецФункции"
CASES = {
    "code alone": CODE,
    "blank lines around": f"\n\n{CODE}\n\n",
    "fence": f"```bsl\n{CODE}\n```",
    "fence with a language in two words": f"```1c enterprise\n{CODE}\n```",
    "fence without a language": f"Вот код:\n\n```\n{CODE}\n```\nГотово!",
    "fence of tildes": f"~~~bsl\n{CODE}\n~~~",
    "fence of four": f"````bsl\n{CODE}\n````",
    "fence not closed": f"Вот код:\n```bsl\n{CODE}",
    "fence opened by the prompt": f"{CODE}\n```\nЭта функция возвращает единицу.",
    "windows ends": f"```bsl\r\n{CODE}\r\n```\r\n".replace("\n    ", "\r\n    "),
    "example of a call in a second fence": f"```bsl\n{CODE}\n```\nПример:\n```bsl\nСообщить(А());\n```",
    "sentences without fences": f"Вот функция, которая вам нужна:\n\n{CODE}\n\nОна возвращает единицу.",
    "heading without fences": f"## Решение\n{CODE}",
    "reasoning": f"<think>Нужна функция ```bsl\nБ();\n``` </think>\n```bsl\n{CODE}\n```",
}


@pytest.mark.parametrize("answer", CASES.values(), ids=CASES.keys())
def test_the_code_of_an_answer_is_found(answer: str) -> None:
    assert extract_code(answer) == CODE


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (f"Код:\n\n// Единица.\n&НаСервере\n{CODE}\nВсё.", f"// Единица.\n&НаСервере\n{CODE}"),
        (f"#Область А\n{CODE}\n#КонецОбласти\nВсё.", f"#Область А\n{CODE}\n#КонецОбласти"),
        (f"Перем Б;\n{CODE}", f"Перем Б;\n{CODE}"),
        (f"Перем используется редко.\n{CODE}", CODE),
        (f"```bsl\n{CODE}\n```\nи\n```bsl\n{CODE}\n```", f"{CODE}\n\n{CODE}"),
        ("```bsl\nА = 1;\n```", "А = 1;"),
        ("```bsl\nА = 1;\n```\nи\n```bsl\nБ = 1;\n```", "А = 1;\n\nБ = 1;"),
        ("    А = 1;\n", "    А = 1;"),
        ("Не могу помочь.", "Не могу помочь."),
        ("Функция А() без конца\n    Б = 1;", "Функция А() без конца\n    Б = 1;"),
        ("<think>и так без конца", ""),
        ("```bsl\n```", ""),
        ("", ""),
    ],
)
def test_what_is_code_stays_and_what_is_none_is_not_made_up(answer: str, code: str) -> None:
    assert extract_code(answer) == code

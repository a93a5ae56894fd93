import pytest

from components.ingest.instructions import input_for, instruction_for


def test_a_description_by_a_verb_becomes_a_clause() -> None:
    instruction = instruction_for("СуммаДокумента", True, "Возвращает сумму документа.")
    assert instruction.endswith("функцию СуммаДокумента, которая возвращает сумму документа.") or instruction == (
        "Напиши на языке 1С функцию, которая возвращает сумму документа."
    )


@pytest.mark.parametrize("word", ["Реквизит", "Счет", "Пакет", "Лимит", "Отчет", "Обработчик", "Предмет", "Кредит"])
def test_a_noun_is_not_taken_for_a_verb(word: str) -> None:
    assert "которая" not in instruction_for("А", True, f"{word} документа поставщика.")


@pytest.mark.parametrize(
    "word", ["Возвращает", "Выводит", "Строит", "Проверяет,", "Находит", "Вернет", "Регистрируется", "Вносит"]
)
def test_a_verb_is_known_by_its_ending(word: str) -> None:
    assert f"которая {word[0].lower()}{word[1:]} " in instruction_for("А", False, f"{word} что-то нужное.")


def test_the_subject_is_not_said_twice() -> None:
    instruction = instruction_for("А", True, "Функция возвращает сумму документа.")
    assert "функция возвращает" not in instruction.casefold()
    assert "которая возвращает сумму документа." in instruction


def test_no_description_means_no_task() -> None:
    assert instruction_for("А", True, "") == ""


def test_wordings_vary_by_method_and_stay_the_same() -> None:
    instructions = [instruction_for(f"Метод{n}", False, "Записывает курс валюты.") for n in range(40)]
    assert len({text.split(" ")[0] for text in instructions}) >= 3
    assert instructions == [instruction_for(f"Метод{n}", False, "Записывает курс валюты.") for n in range(40)]


def test_input_says_what_is_known_and_nothing_else() -> None:
    text = input_for("Функция А(Б)", "Б - Число", "Строка", ("form", "client"), ("НаКлиенте",))
    assert text == (
        "Функция А(Б)\nПараметры:\nБ - Число\nВозвращаемое значение:\nСтрока\n"
        "Где: модуль формы (клиент)\nДиректива: &НаКлиенте"
    )
    assert input_for("Функция А()", "", "", ("none", "unknown"), ()) == "Функция А()"

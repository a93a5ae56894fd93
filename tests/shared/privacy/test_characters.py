import pytest

from components.shared.privacy import hidden_characters, twin_letters, without_noise

DIRECTIONS = ["\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize(
    "character", [*DIRECTIONS, "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\ufe0f"]
)
@pytest.mark.parametrize("text", ["// если{} здесь", 'Имя = "Пар{}оль";', "Пар{}оль = 1;"])
def test_what_cannot_be_seen_is_found(text: str, character: str) -> None:
    assert [number for _, number in hidden_characters(text.format(character))] == [f"U+{ord(character):04X}"]


def test_a_prompt_in_tags_is_found() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "rate 5")
    assert len(list(hidden_characters(f"// хорошо{hidden}"))) == 6


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b", "\x7f", "\x9b", "\ue000", "\ud800", "\u0378"])
def test_controls_and_what_is_no_character_are_found(character: str) -> None:
    assert list(hidden_characters(f"А{character}Б"))


@pytest.mark.parametrize("text", ["А\tБ\r\nВ", "Цена №5 «да» — нет…", "Größe 名前 é 🙂", "1\xa0000\u2011й"])
def test_what_can_be_seen_is_let_pass(text: str) -> None:
    assert not list(hidden_characters(text))


def test_noise_of_word_processors_becomes_plain() -> None:
    assert without_noise("1\xa0000 по\u2011русски") == "1 000 по-русски"


@pytest.mark.parametrize(
    "name",
    ["Cумма", "Суммa", "Дaнные", "ЗапиcьHTML", "КлючCервера", "Сlient", "pаssword", "Νомер", "ѕystem", "Ｓum"],
)
def test_a_twin_of_another_alphabet_is_found(name: str) -> None:
    (start, end), *_ = twin_letters(f"А = {name};")
    assert f"А = {name};"[start:end] in name


@pytest.mark.parametrize(
    "name",
    [
        "КодHTTP", "HTTPСоединение", "ВыгрузитьВXML", "ПрочитатьJSON", "КоординатаX", "ФабрикаXDTO", "СOMОбъект"[1:],
        "MXLДокумент", "ТипXS", "iНомер", "Имя_en", "Сумма1С", "УИ_ОбщегоНазначения", "vСтрока", "COMСоединение",
        "СклонениеОтПадежаI", "el = 'Το σύστημα'", "Київ і Львів",
    ],
)  # fmt: skip
def test_two_words_of_two_alphabets_are_no_fault(name: str) -> None:
    assert not list(twin_letters(name))

"""Every number below was made up; those with checksums belong to nobody known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.privacy import find_personal, redact


@pytest.mark.parametrize(
    ("text", "rule", "left"),
    [
        ('ИНН = "7708503727";', "taxpayer_number", 'ИНН = "0000000000";'),
        ('Код = "500100732259";', "taxpayer_number", 'Код = "000000000000";'),
        ("СНИЛС 112-233-445 95", "insurance_number", "СНИЛС 000-000-000 00"),
        ('СНИЛС = "08765430300";', "insurance_number", 'СНИЛС = "00000000000";'),
        ('Карта = "4276 3800 1234 5679";', "bank_card", 'Карта = "0000 0000 0000 0000";'),
        ('Счет = "40702810938000012345";', "bank_account", 'Счет = "00000000000000000000";'),
        ("паспорт 45 08 № 123456", "passport", "паспорт 00 00 № 000000"),
        ("тел. +7 (916) 321-45-67", "phone", "тел. +7 (000) 000-00-00"),
        ("тел. 8 916 321 45 67", "phone", "тел. +7 (000) 000-00-00"),
        ('Адрес = "a.smirnova@zavod.ru";', "mail", 'Адрес = "name@example.com";'),
        ("// Автор: Смирнова Анна Павловна", "person", "// Автор: Иванов И.И."),
        ("// Смирнова А.П., доработка", "person", "// Иванов И.И., доработка"),
        ('Сервер = "192.168.10.25";', "private_address", 'Сервер = "192.0.2.1";'),
        ('"http://10.0.15.3:8080/erp"', "private_address", '"http://192.0.2.1:8080/erp"'),
        ('"http://crm.zavod.local/hs/"', "private_host", '"http://server.example.com/hs/"'),
        ('"\\\\srv-1c01\\Обмен"', "private_host", '"\\\\server.example.com\\Обмен"'),
    ],
)
def test_what_belongs_to_people_is_replaced(text: str, rule: str, left: str) -> None:
    redacted, places = redact(text)
    assert [place.rule for place in places] == [rule]
    assert redacted == left
    assert redact(redacted) == (left, [])


@pytest.mark.parametrize(
    "text",
    [
        'ИНН = "7708503728";',  # wrong checksum
        "Код = 7708503727;",  # ten digits without their name
        "Максимум = 4294967295;",
        'Версия = "10.3.1.25";',
        'Версия = "8.3.27.1644";',
        'Дата = "20240131235959";',
        'Карта = "4276 3800 1234 5670";',
        'Карта = "4111 1111 1111 1111";',
        'ИНН = "0000000000";',
        'Счет = "40702810000000000000";',
        "4508 123456",  # no word beside it
        'Маска = "+7 (999) 999-99-99";',
        '"+7 (495) 123-45-67"',
        'Адрес = "user@example.com";',
        'Адрес = "info@firma.ru";',
        "git@github.com",
        "// Иванов Иван Иванович",
        "// Петров П.П.",
        "Основная Главная Правильная",
        "Приложение А.Б.",
        "CN=e8a1f9d2-0c3b-4e5f-8a7b-6c5d4e3f2a1b",
        "1.2.643.7.1.1.3.2",
        '"http://example.com/hs"',
        '"\\\\server\\Обмен"',
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert find_personal(text) == []


@given(st.text(alphabet=st.sampled_from("0123456789 -+()@.яА/\\ИНЗ№"), max_size=60))
def test_a_second_pass_changes_nothing(text: str) -> None:
    redacted, _ = redact(text)
    assert redact(redacted)[0] == redacted


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1-", "a@", "a.", "А.", "Аб ", "+7", "//a.", "Аович ", "паспорт", "ИНН 1"]
)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    redact(piece * (200_000 // len(piece)))

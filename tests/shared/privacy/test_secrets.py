"""Every secret below was made up for this table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planted_secrets import planted
from components.shared.privacy import find_secret

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('Пароль = "Qwe!23asd";', "assigned_password"),
        ('\tПараметры.ПарольПользователя="12345";', "assigned_password"),
        ('Настройки["Пароль"] = "12345";', "assigned_password"),
        ('Password = "qwerty";', "assigned_password"),
        ('Функция Войти(Логин, Пароль = "12345")', "assigned_password"),
        ('Если Пароль = "тайна1" Тогда', "assigned_password"),
        ('|ГДЕ Учетные.Пароль = ""qwe123""', "assigned_password"),
        ('ТокенДоступа = "a1b2c3d4e5f6a7b8";', "assigned_key"),
        ('КлючAPI = "9f8e7d6c5b4a3210";', "assigned_key"),
        ('client_secret = "9f8e7d6c5b4a3210";', "assigned_key"),
        ('Параметры.Вставить("Пароль", "Qwe!23asd");', "inserted_secret"),
        ('Parameters.Insert("Password", "qwerty");', "inserted_secret"),
        ('Настройки.Вставить("Токен", "a1b2c3d4e5f6a7b8");', "inserted_secret"),
        ('Пользователь.УстановитьПароль("Qwe!23asd");', "inserted_secret"),
        ('Новый Структура("Логин, Пароль", "admin", "12345")', "given_secret"),
        ('New Structure("Password", "12345")', "given_secret"),
        ('Новый HTTPСоединение("api.ru", 443, "robot", "Zx12!asd")', "given_secret"),
        ('Новый FTPСоединение("ftp.ru",\n\t21,\n\t"robot",\n\t"Zx12!asd")', "given_secret"),
        ('Прокси.Установить("http", "proxy.ru", 8080, "user", "Zx12!asd");', "given_secret"),
        ('"Srvr=""srv"";Ref=""erp"";Usr=""Админ"";Pwd=""Zx12asd"";"', "assigned_password"),
        ('"DRIVER={SQL Server};SERVER=sql;UID=sa;PWD=Zx12asd;"', "connection_string"),
        ("\"File='C:\\base';Usr='Админ';Pwd='Zx12asd';\"", "connection_string"),
        ('Заголовки.Вставить("Authorization", "Bearer abcdef0123456789abcd");', "authorization"),
        ('Заголовки.Вставить("Authorization", "Basic cm9ib3Q6WngxMmFzZA==");', "authorization"),
        ('Заголовки["X-Auth-Token"] = "abcdef0123456789abcd";', "assigned_key"),
        ('"X-Api-Key: abcdef0123456789abcd"', "authorization"),
        ('"https://robot:Zx12asd@api.ru/v1"', "address_with_password"),
        ('"https://api.ru/v1?access_token=abcdef0123456789"', "address_with_password"),
        ('"1cv8.exe DESIGNER /F C:\\base /N Админ /P Zx12asd"', "command_line"),
        ('"vrunner run --db-pwd Zx12asd"', "command_line"),
        ('"sqlcmd -S srv -U sa -P Zx12asd"', "command_line"),
        ('"{""login"": ""robot"", ""password"": ""Zx12asd""}"', "marked_up_secret"),
        ('"<Пароль>Zx12asd</Пароль>"', "marked_up_secret"),
        ("// логин robot, пароль: Zx12asd", "spoken_password"),
        ("// пароль администратора — Zx12asd", "spoken_password"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "private_key"),
        ("AKIAIOSFODNN7ABCDEFG", "token_aws"),
        ("ghp_" + "a1B2" * 9, "token_github"),
        ("glpat-a1B2c3D4e5F6g7H8i9J0", "token_gitlab"),
        ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", "token_telegram"),
        (JWT, "token_jwt"),
        ("https://firma.bitrix24.ru/rest/1/a1b2c3d4e5f6g7h8/", "token_bitrix24"),
    ],
)
def test_a_secret_is_found(text: str, rule: str) -> None:
    place = find_secret(text)
    assert place is not None
    assert place.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        'Пароль = "";',
        'Пароль = "******";',
        "Пароль = Константы.Пароль.Получить();",
        'ИмяПоля = "Пароль";',
        'ЗаголовокПароль = "Пароль пользователя";',
        'Пароль = "Пароль";',
        'ТекстОшибки = "Пароль = %1";',
        "Пароль = НСтр(\"ru = 'Введите пароль'\");",
        'ТипПароля = "Строка";',
        'Если РежимПароля = "Просмотр" Тогда',
        'Колонки.Вставить("Пароль", "ПарольПользователя");',
        'Новый Структура("Логин, Пароль", Логин, Пароль)',
        'Новый Структура("Логин, Пароль")',
        'Новый HTTPСоединение("api.ru", 443)',
        'Новый HTTPСоединение("api.ru", 443, Логин, Пароль)',
        '"Srvr=""%1"";Ref=""%2"";Usr=""%3"";Pwd=""%4"";"',
        'Строка + """;Pwd=""" + Пароль + """;"',
        'Заголовки.Вставить("Authorization", "Bearer " + Токен);',
        'Заголовки.Вставить("Authorization", "Bearer <токен>");',
        '"https://%1:%2@%3"',
        '"https://api.ru/v1?access_token=%1"',
        "//   Пароль - Строка - пароль пользователя.",
        "//   Password - String - password of the user.",
        "// Смена пароля при входе",
        "Токен = Новый Токен; КлючЗаписи = Неопределено;",
        'Ключ = "ФормаСписка";',
        '"Basic " + Base64Строка(Данные)',
        "e8a1f9d2-0c3b-4e5f-8a7b-6c5d4e3f2a1b",
        'Новый УникальныйИдентификатор("e8a1f9d2-0c3b-4e5f-8a7b-6c5d4e3f2a1b")',
        'ОбщийМодуль.УстановитьПараметр("ПараметрПароль", Значение);',
    ],
)
def test_what_only_speaks_of_secrets_is_none(text: str) -> None:
    assert find_secret(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    place = find_secret(text)
    assert place is None or 0 <= place.start < place.end <= len(text)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece",
    [
        "Пароль", 'Пароль="', "Пароль = ", "password: ", "/N", "://a:", "Структура(", '"password":', "<Пароль>",
        "bearer a", "eyJaaaaaaaaaa.", "--pwd", ";Pwd=", 'Вставить("', "curl ", "пароль a/", "sqlcmd ", "a:",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    find_secret(piece * (200_000 // len(piece)))


def test_planted_secrets_are_caught() -> None:
    assert sum(find_secret(text) is not None for text in planted()) >= 95

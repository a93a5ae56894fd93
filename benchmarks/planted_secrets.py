"""A hundred secrets as they are met in 1C code, all made up: fifty forms, two values each.

Forms and rules have one author, so what is caught says how many kinds are covered, and not how many secrets of
unknown code would be.
"""

import random
import string
from collections.abc import Iterator

PASSWORDS = ("Qwe!23asd", "12345", "admin2024", "Zaq1Xsw2", "P@ss-77", "Leto2024!", "kassa_01", "Ghjdthrf9", "1qaz2wsx")
# <п>: a password, <т>: a token of 32 digits, the rest: tokens of services
FORMS = (
    'Пароль = "<п>";',
    '\tПарольПользователя = "<п>"; // временно',
    'ПараметрыПодключения.Пароль = "<п>";',
    'Настройки["Пароль"] = "<п>";',
    'НастройкиОбмена.ПарольFTP="<п>";',
    'SMTPPassword = "<п>";',
    'Профиль.ПарольSMTP = "<п>";',
    'ПользовательИБ.Пароль = "<п>";',
    'Функция ПодключитьСервис(Адрес, Логин = "robot", Пароль = "<п>")',
    'Если ВведенныйПароль = "<п>" Тогда',
    'Запрос.Текст = "ВЫБРАТЬ 1 ИЗ Справочник.Учетные КАК У ГДЕ У.Пароль = ""<п>""";',
    'Параметры.Вставить("Пароль", "<п>");',
    'ДанныеАвторизации.Вставить("password", "<п>");',
    'Headers.Insert("client_secret", "<т>");',
    'Структура = Новый Структура("Пользователь, Пароль", "Обмен", "<п>");',
    'Доступ = New Structure("Login,Password", "robot", "<п>");',
    'Соединение = Новый HTTPСоединение("api.zavod.ru", 443, "robot", "<п>", , 30, Новый ЗащищенноеСоединениеOpenSSL);',
    'Соединение = Новый FTPСоединение("ftp.zavod.ru", 21, "obmen", "<п>", , Истина);',
    'Прокси.Установить("https", "proxy.zavod.ru", 3128, "user", "<п>");',
    'Определения = Новый WSОпределения("http://srv/ws/exchange?wsdl", "robot", "<п>");',
    'СтрокаСоединения = "Srvr=""srv-1c"";Ref=""erp"";Usr=""Администратор"";Pwd=""<п>"";";',
    "СтрокаСоединения = \"File='D:\\Bases\\buh';Usr='Обмен';Pwd='<п>';\";",
    'Соединитель.Connect("Srvr=srv;Ref=zup;Usr=robot;Pwd=<п>;");',
    'СтрокаODBC = "DRIVER={SQL Server};SERVER=sql;DATABASE=mes;UID=sa;PWD=<п>;";',
    'Строка = "Provider=SQLOLEDB.1;Data Source=sql;User ID=sa;Password=<п>;Initial Catalog=mes";',
    'Заголовки.Вставить("Authorization", "Bearer <т>");',
    'Заголовки["Authorization"] = "Token <т>";',
    'Заголовки.Вставить("X-API-Key", "<т>");',
    'HTTPЗапрос.Заголовки.Вставить("Authorization", "Basic cm9ib3Q6UXdlITIzYXNk");',
    'Адрес = "https://robot:<п>@api.zavod.ru/v2/stocks";',
    'Адрес = "ftp://obmen:<п>@ftp.zavod.ru/out";',
    'Запрос = Новый HTTPЗапрос("/v1/send?login=zavod&password=<п>aa&text=" + Текст);',
    'Адрес = "https://api.sms.ru/send?token=<т>";',
    'КомандаСистемы("1cv8.exe DESIGNER /S srv\\erp /N Администратор /P <п> /DumpCfg C:\\erp.cf");',
    'Команда = "vrunner updatedb --ibconnection /Ssrv\\erp --db-user admin --db-pwd <п>";',
    'КомандаСистемы("net use Z: \\\\srv\\share /user:zavod\\robot <п>");',
    'ЗапуститьПриложение("sqlcmd -S sql -U sa -P <п> -Q ""exec load""");',
    'Тело = "{""username"": ""robot"", ""password"": ""<п>a1""}";',
    'Тело = "<auth><login>robot</login><password><п>a1</password></auth>";',
    '// логин: robot, пароль: <п>a1',
    '// Учётка для обмена obmen / пароль <п>a1',
    'ТокенДоступа = "<т>";',
    'КлючAPI = "<т>";',
    'СекретныйКлюч = "<т>";',
    'ТокенБота = "<телеграм>";',
    'Токен = Новый Структура("Ключ", "ghp_<буквы36>");',
    'Ключ = "AKIA<ЗАГЛАВНЫЕ16>";',
    'Заголовки.Вставить("Authorization", "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoi<буквы36>.<буквы36>");',
    'КлючОблака = "AQVN<буквы36>";',
    'Ключ = "-----BEGIN PRIVATE KEY-----" + Символы.ПС + "MIIEvQ<буквы36>";',
)  # fmt: skip
METHOD = "// Готовит обмен.\nПроцедура ПодготовитьОбмен() Экспорт\n\t{}\n\tЗаписатьНастройки();\nКонецПроцедуры"


def planted(seed: int = 1) -> Iterator[str]:
    """A hundred methods, each with one secret in it; always the same for a seed."""
    chance = random.Random(seed)
    for form in FORMS:
        for _ in range(2):
            secret = form
            for mark, value in _values(chance).items():
                secret = secret.replace(mark, value)
            yield METHOD.format(secret)


def _values(chance: random.Random) -> dict[str, str]:
    letters, capitals = string.ascii_letters + string.digits, string.ascii_uppercase + string.digits
    return {
        "<п>": chance.choice(PASSWORDS),
        "<т>": "".join(chance.choices("0123456789abcdef", k=32)),
        "<буквы36>": "".join(chance.choices(letters, k=36)),
        "<ЗАГЛАВНЫЕ16>": "".join(chance.choices(capitals, k=16)),
        "<телеграм>": f"{chance.randrange(10**9, 10**10)}:AA{''.join(chance.choices(letters, k=33))}",
    }

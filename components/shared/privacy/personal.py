"""What belongs to a person or to the inside of a company: replaced by what looks the same and is nobody's.

Numbers count with their checksums only, so that numbers of other kinds are left alone; what cannot be told from an
ordinary number (ten digits) needs its name beside it. Replacements are found by no rule, so a second pass changes
nothing.
"""

import re
from collections.abc import Callable, Iterator

from components.shared.privacy.checksums import is_card, is_inn, is_snils
from components.shared.privacy.places import Found, Rule

_NEARBY = 60
# Whether it is worth looking for numbers at all.
_LONG_NUMBER = re.compile(r"[0-9]{10}|[0-9]{3}-[0-9]{3}-|[0-9]{4}[ -][0-9]{4}")
_INN = re.compile(r"(?<![\d.\-])(?:\d{12}|\d{10})(?![\d.\-]*\d)")
_SNILS = re.compile(r"(?<![\d-])(?:\d{3}-\d{3}-\d{3}[ -]\d{2}|\d{11})(?![\d-])")
_CARD = re.compile(r"(?<![\d.\-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{16})(?![\d.\-]*\d)")
_ACCOUNT = re.compile(r"(?<!\d)(?:40[5-8]|42[0-6])\d{2}(?:810|643|840|978|156)\d{12}(?!\d)")
_PASSPORT = re.compile(r"(?<!\d)\d{2}\s?\d{2}[\s,]*(?:№|N|номер)?\s*\d{6}(?!\d)", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+.\-])(?:\+7[\s(-]*|8[\s-]?\(|8[\s-])[3-9]\d{2}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?![\w-])"
    r"|(?<![\w+])\+(?:375|380|77\d|998|996)[\s(-]*\d{2,3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?![\w-])"
)
_MAIL = re.compile(r"(?<![\w.+/%-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-zА-Яа-яЁё]{2,18}(?![\w@-])")
_NOBODYS_MAIL = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.\w+|example|test|invalid|localhost|local|domain\.\w+|server\d?\.\w+|host\.\w+|site\.\w+|1c\.(?:ru|com|eu)"
    r"|company\.\w+|mycompany\.\w+|firma\.\w+|почта\.рф|сайт\.рф|users\.noreply\.github\.com)$"
    r"|^(?:name|user|mail|email\d?|e-mail|info|support|noreply|no-reply|username|login|адрес|имя|почта|git)@",
    re.IGNORECASE,
)
_PATRONYMIC = r"[А-ЯЁ][а-яё]{1,20}(?:ович|евич|ьич|овна|евна|ична|инична)(?:а|у|ем|ом|е|ы|ой)?"
_PATRONYMIC_END = re.compile(r"(?:ович|евич|ьич|овна|евна|ична)(?:а|у|ем|ом|е|ы|ой)?(?!\w)")
_FULL_NAME = re.compile(
    rf"(?<!\w)(?:[А-ЯЁ][а-яё]{{1,30}}(?:-[А-ЯЁ][а-яё]{{1,30}})?\s[А-ЯЁ][а-яё]{{1,20}}\s{_PATRONYMIC}"
    rf"|[А-ЯЁ][а-яё]{{1,20}}\s{_PATRONYMIC}\s[А-ЯЁ][а-яё]{{2,30}})(?!\w)"
)
_TWO_INITIALS = re.compile(r"[А-ЯЁ]\. ?[А-ЯЁ]\.")
_INITIALS = re.compile(r"(?<!\w)[А-ЯЁ][а-яё]{2,30}\s[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_SURNAME = re.compile(r"(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|енко|чук|юк|ян|дзе|швили|ых|их)$")
# Those that stand for nobody: whoever needs a person for an example takes one of these.
_NOBODY = re.compile(r"(?<!\w)(?:Иванов|Петров|Сидоров|Пупкин|Васечкин|Иван Иванович|Пушкин)\w{0,2}(?!\w)")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2}(?![\d.]*\d)"
    r"|(?:(?<=//)|(?<=\\\\)|(?<=@))10(?:\.\d{1,3}){3}(?![\d.]*\d)"
)
_HOST = re.compile(
    r"(?:(?<=//)|(?<=\\\\)|(?<=@))(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:local|lan|corp|intra|intranet|internal|domain)(?![\w.-]*\w)"
    r"|(?<=\\\\)(?:srv|server|fs|dc|app|sql|file|nas|1c|term)[\w-]{0,15}\d[\w-]{0,15}(?=\\)",
    re.IGNORECASE,
)
_COMPANY_NUMBERS = re.compile(r"(?<![А-ЯЁа-яё])ИНН|(?<![a-z])INN(?![a-z])", re.IGNORECASE)
_INSURANCE = re.compile(r"снилс|страхов|snils", re.IGNORECASE)
_IDENTITY = re.compile(r"паспорт|passport|серия", re.IGNORECASE)


def taxpayer_number(text: str) -> Found:
    """INN: twelve digits are a person's, ten are a company's and count where the name stands near."""
    for found in _numbers(_INN, text):
        named = _named(text, found, _COMPANY_NUMBERS)
        if is_inn(found[0]) and (named or len(found[0]) == 12):
            yield found.span()


def insurance_number(text: str) -> Found:
    """SNILS, with its dashes or with its name beside it."""
    for found in _numbers(_SNILS, text):
        if is_snils(found[0]) and ("-" in found[0] or _named(text, found, _INSURANCE)):
            yield found.span()


def bank_card(text: str) -> Found:
    """Sixteen digits of one of the payment systems with Luhn's checksum; the numbers of their manuals are nobody's."""
    return (found.span() for found in _numbers(_CARD, text) if is_card(found[0]))


def bank_account(text: str) -> Found:
    """Twenty digits that begin as accounts of clients do, with the code of a currency in their place."""
    for found in _ACCOUNT.finditer(text):
        if len(set(found[0][8:])) > 2:
            yield found.span()


def passport(text: str) -> Found:
    """Series and number, with the word beside them."""
    for found in _PASSPORT.finditer(text):
        if len(set(found[0]) - set(" №")) > 2 and _named(text, found, _IDENTITY):
            yield found.span()


def phone(text: str) -> Found:
    """Phones as they are written in Russia and beside it."""
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])[-10:]
        if not _is_invented(digits):
            yield found.span()


def mail(text: str) -> Found:
    """Addresses of people; those of examples, of services and of offices are let pass."""
    for found in _MAIL.finditer(text):
        if not _NOBODYS_MAIL.search(found[0]):
            yield found.span()


def person(text: str) -> Found:
    """Surname, name and patronymic, or surname and initials; Ivanov, Petrov and Sidorov are nobody."""
    for found in _FULL_NAME.finditer(text) if _PATRONYMIC_END.search(text) else ():
        if not _NOBODY.search(found[0]):
            yield found.span()
    for found in _INITIALS.finditer(text) if _TWO_INITIALS.search(text) else ():
        if _SURNAME.search(found[0].split()[0]) and not _NOBODY.search(found[0]):
            yield found.span()


def private_address(text: str) -> Found:
    """Addresses of private networks. 10.… is taken for a version unless an address must stand there."""
    for found in _ADDRESS.finditer(text):
        if all(int(part) < 256 for part in found[0].split(".")):
            yield found.span()


def private_host(text: str) -> Found:
    """Names of servers inside of a company: ``//crm.firma.local``, and those of shared folders."""
    for found in _HOST.finditer(text):
        if not re.match(r"(?:example|test|server|host)\.", found[0], re.IGNORECASE):
            yield found.span()


def _numbers(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(text) if _LONG_NUMBER.search(text) else iter(())


def _named(text: str, found: re.Match[str], name: re.Pattern[str]) -> bool:
    line_start = text.rfind("\n", 0, found.start()) + 1
    return name.search(text, max(line_start, found.start() - _NEARBY), found.start()) is not None


def _is_invented(digits: str) -> bool:
    """Whether a number is one that people take when they need any."""
    return (
        len(set(digits[3:])) < 3 or digits[3:] in ("1234567", "7654321", "1112233", "2223344") or digits == "1234567890"
    )


def _zeros(text: str) -> str:
    return re.sub(r"\d", "0", text)


def _always(text: str) -> Callable[[str], str]:
    return lambda _: text


_DIGITS = tuple("0123456789")

PERSONAL: tuple[Rule, ...] = (
    Rule("taxpayer_number", "ИНН", _DIGITS, taxpayer_number, _zeros),
    Rule("insurance_number", "СНИЛС", _DIGITS, insurance_number, _zeros),
    Rule("bank_card", "номер банковской карты", _DIGITS, bank_card, _zeros),
    Rule("bank_account", "банковский счёт", ("810", "643", "840", "978", "156"), bank_account, _zeros),
    Rule("passport", "паспорт", ("паспорт", "passport", "серия"), passport, _zeros),
    Rule(
        "phone",
        "телефон",
        ("+7", "8 ", "8(", "8-", "+375", "+380", "+998", "+996"),
        phone,
        _always("+7 (000) 000-00-00"),
    ),
    Rule("mail", "адрес электронной почты", ("@",), mail, _always("name@example.com")),
    Rule("person", "фамилия, имя, отчество", ("вич", "вна", "ична", "ьич", "."), person, _always("Иванов И.И.")),
    Rule(
        "private_address",
        "адрес внутренней сети",
        ("192.168.", "172.", "//10.", "\\10.", "@10."),
        private_address,
        _always("192.0.2.1"),
    ),
    Rule("private_host", "имя внутреннего сервера", ("//", "\\\\", "@"), private_host, _always("server.example.com")),
)

"""How words are written: keywords, the letter ё, names of two alphabets. Each distinct word is looked at once."""

import re
from collections.abc import Callable, Iterator

from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Edit
from components.shared.bsl.syntax.lexer import Tokens
from components.shared.bsl.syntax.tokens import ANNOTATION, CONTEXTUAL, DIRECTIVE, KEYWORDS, KIND_OF_KEYWORD, NAME

_ALSO_CANONICAL = ("ИЛИ", "НЕ", "каждого", "AND", "OR", "NOT", "each", "NULL", "Неопределено")
_CANONICAL = {word.lower(): word for pair in KEYWORDS.items() for word in pair}
_ALLOWED = frozenset(_CANONICAL.values()) | frozenset(_ALSO_CANONICAL)
# Words of instructions and annotations, as the platform's help writes them.
_OTHER_WORDS = (
    *("Если", "ИначеЕсли", "Иначе", "КонецЕсли", "Область", "КонецОбласти", "Вставка", "КонецВставки", "Удаление"),
    *("КонецУдаления", "Тогда", "И", "Или", "Не", "If", "ElsIf", "Else", "EndIf", "Region", "EndRegion", "Insert"),
    *("EndInsert", "Delete", "EndDelete", "Then", "And", "Or", "Not"),
    *("Клиент", "НаКлиенте", "НаСервере", "Сервер", "ТонкийКлиент", "ВебКлиент", "ВнешнееСоединение"),
    *("МобильныйКлиент", "МобильноеПриложениеКлиент", "МобильноеПриложениеСервер", "МобильныйАвтономныйСервер"),
    *("ТолстыйКлиентОбычноеПриложение", "ТолстыйКлиентУправляемоеПриложение"),
    *("Client", "AtClient", "AtServer", "Server", "ThinClient", "WebClient", "ExternalConnection", "MobileClient"),
    *("MobileAppClient", "MobileAppServer", "MobileStandaloneServer"),
    *("ThickClientOrdinaryApplication", "ThickClientManagedApplication"),
    *("НаСервереБезКонтекста", "НаКлиентеНаСервере", "НаКлиентеНаСервереБезКонтекста"),
    *("AtServerNoContext", "AtClientAtServer", "AtClientAtServerNoContext"),
)
_OTHER_CANONICAL = {word.lower(): word for word in _OTHER_WORDS}
_OTHER_ALLOWED = frozenset(_OTHER_WORDS) | frozenset(_ALSO_CANONICAL)
_REMEMBERED_WORDS = 100_000  # the words of a configuration repeat in all of its modules
_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
# ``КодHTTP``, ``SMSШлюз``: two words, each in its alphabet and of at least two letters
_TWO_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]+[А-Яа-яЁё][А-Яа-яЁё0-9]+|[А-Яа-яЁё][А-Яа-яЁё0-9]+[A-Za-z][A-Za-z0-9]+")


def distinct_words(module: ModuleView) -> frozenset[str]:
    """The different texts of the module's tokens; the end of the text has none."""
    return frozenset(module.tokens.texts) - {""}


class Suspects:
    """Picks words out; those that it has let pass once cost nothing in the next module: words repeat."""

    def __init__(self, is_wanted: Callable[[str], bool]) -> None:
        self._is_wanted = is_wanted
        self._innocent: set[str] = set()

    def tokens(self, module: ModuleView) -> Iterator[int]:
        """The numbers of the tokens whose text is wanted."""
        new = module.fact(distinct_words) - self._innocent
        wanted = set(filter(self._is_wanted, new))
        if len(self._innocent) > _REMEMBERED_WORDS:
            self._innocent.clear()
        self._innocent |= new - wanted
        if wanted:
            yield from (number for number, text in enumerate(module.tokens.texts) if text in wanted)


@diagnostic(
    "CanonicalSpellingKeywords",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(441,),
    title_ru="Неканоническое написание ключевого слова",
    title_en="Keyword not in its canonical spelling",
)
def canonical_spelling(module: ModuleView) -> Iterator[Remark]:
    """Keywords are written as the platform's own editor writes them.

    Bad:
        ЕСЛИ Готово ТОГДА
    Good:
        Если Готово Тогда
    """
    tokens = module.tokens
    for number in _MISSPELT.tokens(module):
        text, kind = tokens.texts[number], tokens.kinds[number]
        if kind in (DIRECTIVE, ANNOTATION):
            for word in _misspelt_words(text):
                start = tokens.positions[number] + word.start()
                yield _respell(start, word[0], _OTHER_CANONICAL[word[0].lower()])
        elif _is_keyword_here(tokens, number):
            yield _respell(tokens.positions[number], text, _CANONICAL[text.lower()])


def _is_misspelt(text: str) -> bool:
    if text[0] in "#&":
        return bool(_misspelt_words(text))
    return text not in _ALLOWED and text.lower() in KIND_OF_KEYWORD


def _is_keyword_here(tokens: Tokens, number: int) -> bool:
    before = tokens.kinds[number - 1] if number else ""
    return before not in (".", "~") and tokens.kinds[number] not in (*CONTEXTUAL, NAME)


def _misspelt_words(text: str) -> list[re.Match[str]]:
    """The words of an instruction or an annotation that are not spelt as usual; names of regions are no words."""
    words = list(_WORD.finditer(text))
    if text[0] == "&" or (words and words[0][0].lower() in ("область", "region", "использовать")):
        words = words[:1]
    return [word for word in words if word[0] not in _OTHER_ALLOWED and word[0].lower() in _OTHER_CANONICAL]


def _respell(position: int, text: str, canonical: str) -> Remark:
    ru, en = f"Ключевое слово «{text}» пишется «{canonical}»", f"Keyword '{text}' is spelt '{canonical}'"
    end = position + len(text)
    return Remark(position, end, ru, en, (Edit(position, end, canonical),))


@diagnostic(
    "YoLetterUsage",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(456,),
    title_ru="Буква «ё» в тексте модуля",
    title_en="The letter 'ё' in the text of a module",
)
def yo_letter(module: ModuleView) -> Iterator[Remark]:
    """Names are written without ``ё``, or two people write one name in two ways. Texts for users are left alone.

    Bad:
        УчётнаяЦена = 0;
    Good:
        УчетнаяЦена = 0;
    """
    if "ё" in module.text or "Ё" in module.text:
        for number in _WITH_YO.tokens(module):
            if module.tokens.kinds[number] == NAME:
                yield module.remark_token(module.tokens.positions[number])


@diagnostic(
    "LatinAndCyrillicSymbolInWord",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Латинские и кириллические буквы в одном имени",
    title_en="Latin and Cyrillic letters in one name",
)
def mixed_alphabets(module: ModuleView) -> Iterator[Remark]:
    """A letter of the other alphabet that looks the same makes another name. Two whole words are left alone.

    Names are read where they are declared, assigned or jumped to.

    Bad:
        Cумма = 0; // the first letter is Latin
    Good:
        Сумма = 0;
        КодHTTP = 200;
    """
    tokens = module.tokens
    for number in _MIXED.tokens(module):
        kind, text, position = tokens.kinds[number], tokens.texts[number], tokens.positions[number]
        if kind == NAME and _is_declared_here(tokens, number):
            yield module.remark_token(position)
        elif kind in (DIRECTIVE, ANNOTATION):
            for word in _WORD.finditer(text):
                if _is_mixed(word[0]):
                    yield Remark(position + word.start(), position + word.end())


def _has_both(text: str) -> bool:
    if text[0] == '"' or not _LATIN.search(text):
        return False
    return any(map(_is_mixed, _WORD.findall(text)))


def _is_mixed(word: str) -> bool:
    return bool(_LATIN.search(word) and _CYRILLIC.search(word)) and not _TWO_WORDS.fullmatch(word)


def _is_declared_here(tokens: Tokens, number: int) -> bool:
    before, after = tokens.kinds[number - 1] if number else ";", tokens.kinds[number + 1]
    if before in ("var", "val", "procedure", "function", "for", "each", "~"):
        return True
    if before == "." or after == "(":
        return False
    starts_statement = before in (";", "then", "else", "do", "try", "except", ")", "export") or not number
    return (after == "=" and starts_statement) or _in_header(tokens, number)


def _in_header(tokens: Tokens, number: int) -> bool:
    """Whether a name stands in the header of a method, in a ``Перем`` or among the arguments of an annotation."""
    while number and tokens.kinds[number] in (NAME, ",", "(", "val", "=", "export"):
        if tokens.kinds[number - 1] in ("var", "procedure", "function", ANNOTATION):
            return True
        number -= 1
    return False


_MISSPELT = Suspects(_is_misspelt)
_MIXED = Suspects(_has_both)
_WITH_YO = Suspects(lambda text: "ё" in text.lower() and text[0] != '"')

"""What has to be said about those whose code is in a data set: per repository and licence."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from components.shared.records import Record

_OWN = frozenset({"pattern", "template"})
# What each licence asks of whoever passes on code, or a set of it. Texts for people who want to know what to do.
DUTIES: dict[str, tuple[str, str]] = {
    "Apache-2.0": (
        "приложить текст лицензии и файл NOTICE, если он есть; указать, что тексты изменены",
        "include the licence text and the NOTICE file if there is one; state that the texts were changed",
    ),
    "MIT": (
        "приложить уведомление об авторских правах и текст лицензии",
        "include the copyright notice and the licence text",
    ),
    "BSD-2-Clause": (
        "приложить уведомление об авторских правах, условия и отказ от ответственности",
        "include the copyright notice, the conditions and the disclaimer",
    ),
    "CC-BY-4.0": (
        "назвать автора, дать ссылку на источник и на лицензию, указать, что тексты изменены",
        "name the author, link the source and the licence, state that the texts were changed",
    ),
    "CC-BY-SA-4.0": (
        "то же, что CC-BY-4.0, и распространять производное на тех же условиях",
        "as CC-BY-4.0, and pass on what is made of it under the same terms",
    ),
    "CC0-1.0": ("ничего не требуется", "nothing is asked"),
    "MPL-2.0": (
        "файлы остаются под MPL-2.0; дать доступ к их исходному тексту",
        "the files stay under MPL-2.0; give access to their source",
    ),
}  # fmt: skip
DUTIES |= {
    "BSD-3-Clause": DUTIES["BSD-2-Clause"],
    "ISC": DUTIES["MIT"],
    "Unlicense": DUTIES["CC0-1.0"],
}
_UNKNOWN = (
    "не распространять, пока человек не решит, что можно",
    "not to be passed on until a person has decided that it may be",
)
_WORDS = (
    ("Лицензия", "Записей", "Версии", "Уведомления", "Что требуется"),
    ("Licence", "Records", "Versions", "Notices", "What is asked"),
)
_LINKS = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


@dataclass(slots=True)
class Credit:
    """What was taken from one place under one licence."""

    records: int = 0
    commits: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    redistributable: bool = True


@dataclass(slots=True)
class Credits:
    """All places that records come from, counted as records pass."""

    by_place: dict[tuple[str, str], Credit] = field(default_factory=dict)

    def see(self, record: Record) -> None:
        """Count a record."""
        credit = self.by_place.setdefault((place_of(record), record.license), Credit())
        credit.records += 1
        credit.commits.update(filter(None, [record.commit]))
        credit.notices.update(record.copyright.splitlines())
        credit.redistributable = credit.redistributable and record.redistributable

    def licenses(self) -> dict[str, int]:
        """How many records are under each licence."""
        counts: Counter[str] = Counter()
        for (_, license_name), credit in self.by_place.items():
            counts[license_name] += credit.records
        return dict(sorted(counts.items()))


def place_of(record: Record) -> str:
    """Where a record comes from, as one would name it: repository, configuration, or kind of source."""
    if record.source in _OWN and not record.repository:
        return "BSL Foundry"
    return record.repository or record.configuration or record.source


def attribution(credits_: Credits) -> str:
    """The page, in Russian and English."""
    return "\n".join(
        [
            "# Кому принадлежит код этого набора",
            "",
            "Тексты взяты из перечисленных мест и изменены: методы вырезаны из модулей, личные данные заменены, "
            "задания написаны по описаниям методов. Уведомления об авторских правах приведены, как они стоят в шапках "
            "модулей и в файлах лицензий; где их нет, они могут стоять в названных версиях.",
            "",
            *_places(credits_, 0),
            "# Whose code is in this data set",
            "",
            "The texts come from the places below and were changed: methods were cut out of modules, personal data "
            "replaced, tasks written from the descriptions of methods. Copyright notices are given as they stand in "
            "module headers and licence files; where there are none, the named versions may have some.",
            "",
            *_places(credits_, 1),
        ]
    )


def _places(credits_: Credits, language: int) -> Iterator[str]:
    license_word, records_word, commits_word, notices_word, duty_word = _WORDS[language]
    for (place, license_name), credit in sorted(credits_.by_place.items()):
        duty = DUTIES.get(license_name, _UNKNOWN)[language] if credit.redistributable else _UNKNOWN[language]
        link = f" ({_LINKS[license_name]})" if license_name in _LINKS else ""
        yield f"## {place}"
        yield ""
        yield f"- {license_word}: {license_name}{link}"
        yield f"- {records_word}: {credit.records}"
        if credit.commits:
            yield f"- {commits_word}: {', '.join(sorted(credit.commits))}"
        if credit.notices:
            yield f"- {notices_word}:"
            yield from (f"  - `{notice.replace('`', chr(39))}`" for notice in sorted(credit.notices))
        yield f"- {duty_word}: {duty}"
        yield ""

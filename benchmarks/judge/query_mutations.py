"""Are broken queries refused? Whole queries of a checkout, each broken in every way that makes it invalid.

    python -m benchmarks.judge.query_mutations CORPUS_FOLDER [--show]

A mutation is listed only where its result can be no query: a dropped КАК leaves one, a dropped ТОГДА does not. The
place in a text is chosen by a seeded generator, so that every run breaks the same ones.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import decode_module, parse
from components.shared.bsl.queries import find_queries, parse_query
from components.shared.bsl.queries.lexer import Tokens, lex

CHECKOUTS = ("ssl_3_1", "ssl_3_1_eng")
SEED = 4
_MENTIONS = re.compile("выбрать|select", re.IGNORECASE)

Mutation = Callable[[Tokens, random.Random], list[str] | None]


def main() -> None:
    """Print how many of each kind were refused."""
    folder = corpus_folder(sys.argv)
    tried: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    generator = random.Random(SEED)
    for text in _queries(folder):
        tokens = lex(text)
        for name, mutation in MUTATIONS.items():
            broken = mutation(tokens, generator)
            if broken is None:
                continue
            tried[name] += 1
            if not parse_query(" ".join(broken)).errors:
                taken[name] += 1
                if "--show" in sys.argv:
                    print(name, "|", " ".join(broken)[:300])
    for name in MUTATIONS:
        print(f"{name:<40}{tried[name]:>7,} tried{taken[name]:>5,} taken")
    total, wrong = sum(tried.values()), sum(taken.values())
    print(f"{'all':<40}{total:>7,} tried{wrong:>5,} taken, refused: {100 * (total - wrong) / total:.3f} %")


def _queries(folder: Path) -> Iterator[str]:
    for name in CHECKOUTS:
        for path in module_files(folder / name):
            text = decode_module(path.read_bytes())
            if _MENTIONS.search(text):
                for query in find_queries(parse(text), text):
                    if not query.dynamic and not query.package.errors:
                        yield query.text


def _places(tokens: Tokens, kinds: frozenset[str]) -> list[int]:
    return [at for at, kind in enumerate(tokens.kinds) if kind in kinds]


def dropped(*kinds: str) -> Mutation:
    """One token of these kinds is missing."""
    return replaced(dict.fromkeys(kinds, ""))


def replaced(words: dict[str, str]) -> Mutation:
    """One token of a kind is another word."""

    def mutate(tokens: Tokens, generator: random.Random) -> list[str] | None:
        places = _places(tokens, frozenset(words))
        if not places:
            return None
        at = generator.choice(places)
        return [*tokens.texts[:at], words[tokens.kinds[at]], *tokens.texts[at + 1 :]]

    return mutate


def appended(words: str) -> Mutation:
    """Something stands after the query."""
    return lambda tokens, _: [*tokens.texts, words] if tokens.kinds[-2] != ";" else None


def _function_renamed(tokens: Tokens, generator: random.Random) -> list[str] | None:
    places = [
        at
        for at in range(len(tokens.kinds) - 1)
        if tokens.texts[at].lower() in ("естьnull", "isnull") and tokens.kinds[at + 1] == "("
    ]
    if not places:
        return None
    at = generator.choice(places)
    return [*tokens.texts[:at], generator.choice(["COALESCE", "NVL", "IFNULL"]), *tokens.texts[at + 1 :]]


def _comma_dropped(tokens: Tokens, generator: random.Random) -> list[str] | None:
    """Between two fields that are joined by dots: the second one cannot be an alias."""
    places = [at for at in _places(tokens, frozenset({","})) if tokens.kinds[at + 1 : at + 3] == ["name", "."]]
    if not places:
        return None
    at = generator.choice(places)
    return [*tokens.texts[:at], *tokens.texts[at + 1 :]]


def _comma_doubled(tokens: Tokens, generator: random.Random) -> list[str] | None:
    """Outside parentheses: parameters of virtual tables may be skipped."""
    depths = accumulate((kind == "(") - (kind == ")") for kind in tokens.kinds)
    places = [at for at, depth in enumerate(depths) if tokens.kinds[at] == "," and not depth]
    if not places:
        return None
    at = generator.choice(places)
    return [*tokens.texts[:at], ", ,", *tokens.texts[at + 1 :]]


def _clause_renamed(kind: str, word: str) -> Mutation:
    """A word with ``ПО`` after it, which makes it no name."""

    def mutate(tokens: Tokens, generator: random.Random) -> list[str] | None:
        places = [at for at in _places(tokens, frozenset({kind})) if tokens.kinds[at + 1] in ("by", "on")]
        if not places:
            return None
        at = generator.choice(places)
        return [*tokens.texts[:at], word, *tokens.texts[at + 1 :]]

    return mutate


def _cut(tokens: Tokens, generator: random.Random) -> list[str] | None:
    """The text ends after a word that wants something to follow."""
    open_ended = frozenset({",", "(", "=", "<>", "+", ".", "and", "or", "by", "where", "from", "then", "as", "join"})
    at = generator.choice(_places(tokens, open_ended) or [0])
    return list(tokens.texts[: at + 1]) if at else None


def _name_dropped(before: str, after: frozenset[str]) -> Mutation:
    """The name between two tokens is missing."""

    def mutate(tokens: Tokens, generator: random.Random) -> list[str] | None:
        places = [
            at
            for at in _places(tokens, frozenset({"name"}))
            if tokens.kinds[at - 1] == before and tokens.kinds[at + 1] in after
        ]
        if not places:
            return None
        at = generator.choice(places)
        return [*tokens.texts[:at], *tokens.texts[at + 1 :]]

    return mutate


def _parentheses_of_list_dropped(tokens: Tokens, generator: random.Random) -> list[str] | None:
    places = [at for at in range(len(tokens.kinds) - 3) if tokens.kinds[at : at + 4] == ["in", "(", "parameter", ")"]]
    if not places:
        return None
    at = generator.choice(places)
    return [*tokens.texts[: at + 1], tokens.texts[at + 2], *tokens.texts[at + 4 :]]


def _string_in_single_quotes(tokens: Tokens, generator: random.Random) -> list[str] | None:
    places = _places(tokens, frozenset({"string"}))
    if not places:
        return None
    at = generator.choice(places)
    return [*tokens.texts[:at], f"'{tokens.texts[at][1:-1]}'", *tokens.texts[at + 1 :]]


def _top_as_parameter(tokens: Tokens, _: random.Random) -> list[str] | None:
    places = _places(tokens, frozenset({"top"}))
    return [*tokens.texts[: places[0] + 1], "&Число", *tokens.texts[places[0] + 2 :]] if places else None


MUTATIONS: dict[str, Mutation] = {
    "ПО dropped": dropped("by", "on"),
    "opening parenthesis dropped": dropped("("),
    "closing parenthesis dropped": dropped(")"),
    "ТОГДА dropped": dropped("then"),
    "КОГДА dropped": dropped("when"),
    "КОНЕЦ dropped": dropped("end"),
    "СОЕДИНЕНИЕ dropped": dropped("join"),
    "operator dropped": dropped("=", "<>", "and", "or"),
    "comma dropped between fields": _comma_dropped,
    "field dropped after its dot": _name_dropped(".", frozenset({"as", "=", "<>", ",", "from", "and", "where"})),
    "alias dropped after КАК": _name_dropped("as", frozenset({",", "from", "into", "where", ")"})),
    "ИЗ twice": replaced({"from": "ИЗ ИЗ"}),
    "ГДЕ twice": replaced({"where": "ГДЕ ГДЕ"}),
    "И twice": replaced({"and": "И И"}),
    "comma twice": _comma_doubled,
    "ВЫБРАТЬ misspelt": replaced({"select": "ВЫБРТЬ"}),
    "СГРУППИРОВАТЬ as ГРУППИРОВАТЬ": _clause_renamed("group", "ГРУППИРОВАТЬ"),
    "УПОРЯДОЧИТЬ as СОРТИРОВАТЬ": _clause_renamed("order", "СОРТИРОВАТЬ"),
    "УБЫВ as УБЫВАНИЕ": replaced({"desc": "УБЫВАНИЕ", "asc": "ВОЗРАСТАНИЕ"}),
    "ОБЪЕДИНИТЬ as СОЕДИНИТЬ": replaced({"union": "СОЕДИНИТЬ"}),
    "<> as !=": replaced({"<>": "!="}),
    "= as ==": replaced({"=": "=="}),
    "И as &&": replaced({"and": "&&", "or": "||"}),
    "parameter as @name": replaced({"parameter": "@Параметр"}),
    "string in single quotes": _string_in_single_quotes,
    "В without parentheses": _parentheses_of_list_dropped,
    "ПЕРВЫЕ with a parameter": _top_as_parameter,
    "ЕСТЬNULL as COALESCE": _function_renamed,
    "LIMIT at the end": appended("LIMIT 10"),
    "ОГРАНИЧИТЬ at the end": appended("ОГРАНИЧИТЬ 10"),
    "prose at the end": appended("Этот запрос выбирает данные."),
    "fence at the end": appended("```"),
    "cut after a word that wants more": _cut,
}

if __name__ == "__main__":
    main()

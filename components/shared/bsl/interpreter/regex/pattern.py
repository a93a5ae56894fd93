"""A pattern to a tree of nodes."""

from typing import Final, Literal, NoReturn

from components.shared.bsl.interpreter.failures import Failure, OutsideSubset
from components.shared.bsl.interpreter.regex import nodes
from components.shared.bsl.interpreter.regex.classes import (
    LINE_ENDS,
    any_case,
    escape_class,
    is_word,
    named_class,
    opposite,
)
from components.shared.bsl.interpreter.regex.sets import SetReader

_DEEPEST: Final = 40
_MOST_REPEATS: Final = 1_000
_SIMPLE_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "a": "\a", "e": "\x1b"}


class PatternReader:
    """Recursive descent over a pattern; ``number_of_groups`` is known afterwards."""

    def __init__(self, pattern: str, ignore_case: bool, multiline: bool) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0
        self.ignore_case, self.multiline, self.dot_all = ignore_case, multiline, False
        self.number_of_groups = 0

    def read(self) -> nodes.Node:
        """The whole pattern.

        Raises:
            Failure: It is no regular expression.
            OutsideSubset: It has something that is not interpreted here.
        """
        node = self.choice()
        if self.at < len(self.pattern):
            self.fail("лишняя закрывающая скобка")
        return node

    def fail(self, why: str) -> NoReturn:
        """Refuse the pattern."""
        raise Failure(f"Ошибка в регулярном выражении (позиция {self.at + 1}): {why}")

    def peek(self, text: str) -> bool:
        """Whether a text follows."""
        return self.pattern.startswith(text, self.at)

    def skip(self, text: str) -> bool:
        """Go over a text if it follows."""
        if not self.peek(text):
            return False
        self.at += len(text)
        return True

    def take(self) -> str:
        """The next character."""
        if self.at >= len(self.pattern):
            self.fail("неожиданный конец")
        self.at += 1
        return self.pattern[self.at - 1]

    def choice(self) -> nodes.Node:
        """``А|Б``."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("слишком большая вложенность")
        flags = self.ignore_case, self.multiline, self.dot_all
        alternatives = [self.sequence()]
        while self.skip("|"):
            alternatives.append(self.sequence())
        self.ignore_case, self.multiline, self.dot_all = flags
        self.depth -= 1
        return alternatives[0] if len(alternatives) == 1 else nodes.Choice(tuple(alternatives))

    def sequence(self) -> nodes.Node:
        """Parts up to a bar or a closing bracket."""
        parts: list[nodes.Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.part()
            if part is not None:
                parts.append(self.repeated(part))
        return parts[0] if len(parts) == 1 else nodes.Sequence(tuple(parts))

    def repeated(self, part: nodes.Node) -> nodes.Node:
        """A part with the number of times after it."""
        while (bounds := self.bounds()) is not None:
            if isinstance(part, nodes.Place | nodes.Look):
                self.fail("нечего повторять")
            mode: Literal["greedy", "lazy", "possessive"] = "greedy"
            if self.skip("?"):
                mode = "lazy"
            elif self.skip("+"):
                mode = "possessive"
            part = nodes.Repeat(part, *bounds, mode)
        return part

    def bounds(self) -> tuple[int, int | None] | None:
        """``*``, ``+``, ``?``, ``{2}``, ``{2,}``, ``{2,5}``."""
        for sign, fewest, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.skip(sign):
                return fewest, most
        if not self.skip("{"):
            return None
        fewest_text = self.digits()
        most_text = self.digits() if (comma := self.skip(",")) else fewest_text
        if not fewest_text or not self.skip("}"):
            self.fail("неверное число повторений")
        fewest, bound = int(fewest_text), None if comma and not most_text else int(most_text)
        if fewest > _MOST_REPEATS or (bound is not None and (bound > _MOST_REPEATS or bound < fewest)):
            self.fail("неверное число повторений")
        return fewest, bound

    def digits(self) -> str:
        """Decimal digits, which may be none."""
        start = self.at
        while self.at < len(self.pattern) and self.pattern[self.at] in "0123456789":
            self.at += 1
        return self.pattern[start : self.at][:9]

    def part(self) -> nodes.Node | None:
        """One part; None for flags, which match nothing themselves."""
        character = self.take()
        if character == "(":
            return self.bracket()
        if character == "[":
            return self.tested(SetReader(self).read())
        if character == ".":
            ends: frozenset[str] = frozenset() if self.dot_all else LINE_ENDS
            return nodes.Character(lambda tested: tested not in ends)
        if character in "^$":
            return self.line_place(character)
        if character == "\\":
            return self.escape()
        if character in "*+?":
            self.fail("нечего повторять")
        return self.text(character)

    def text(self, character: str) -> nodes.Node:
        """A character that stands for itself."""
        lowered = character.lower()
        return nodes.Text(lowered if self.ignore_case and len(lowered) == 1 else character)

    def tested(self, test: nodes.Test) -> nodes.Node:
        """Any character that passes a test."""
        return nodes.Character(any_case(test) if self.ignore_case else test)

    def line_place(self, sign: str) -> nodes.Node:
        """Begin or end of the text, of a line where the flag is set; a line end at the very end is not counted."""
        if sign == "^":
            if self.multiline:
                return nodes.Place(lambda text, at: at == 0 or text[at - 1] in LINE_ENDS)
            return nodes.Place(lambda text, at: at == 0)
        if self.multiline:
            return nodes.Place(lambda text, at: at == len(text) or text[at] in LINE_ENDS)
        return nodes.Place(_is_last_line_end)

    def escape(self) -> nodes.Node:
        """What follows a backslash."""
        letter = self.take()
        test = escape_class(letter)
        if test is not None:
            return self.tested(test)
        if letter in "pP":
            test = named_class(self.braced())
            return self.tested(test if letter == "p" else opposite(test))
        if letter in _PLACES:
            return nodes.Place(_PLACES[letter])
        if letter in "123456789":
            return nodes.Backreference(int(letter))
        if letter == "R":
            pair = nodes.Sequence((nodes.Text("\r"), nodes.Text("\n")))
            return nodes.Atomic(nodes.Choice((pair, nodes.Character(LINE_ENDS.__contains__))))
        return self.text(self.escaped_character(letter))

    def escaped_character(self, letter: str) -> str:
        """The character that an escape stands for."""
        if letter in _SIMPLE_ESCAPES:
            return _SIMPLE_ESCAPES[letter]
        if letter in "xu":
            return self.code(letter)
        if letter.isascii() and letter.isalnum():
            raise OutsideSubset(f"регулярное выражение: \\{letter}")
        return letter

    def code(self, letter: str) -> str:
        r"""``\x41``, ``\x{410}``, ``\u0410``."""
        if self.peek("{"):
            digits = self.braced()
        else:
            length = 2 if letter == "x" else 4
            digits = self.pattern[self.at : self.at + length]
            self.at += length
        if not 1 <= len(digits) <= 6 or digits.strip("0123456789abcdefABCDEF") or int(digits, 16) > 0x10FFFF:
            self.fail("неверный код символа")
        return chr(int(digits, 16))

    def braced(self) -> str:
        """A name in braces, or the one letter that stands without them."""
        if not self.skip("{"):
            return self.take()
        end = self.pattern.find("}", self.at)
        if end < 0:
            self.fail("нет закрывающей фигурной скобки")
        name = self.pattern[self.at : end]
        self.at = end + 1
        return name

    def bracket(self) -> nodes.Node | None:
        """What follows ``(``."""
        for sign, ahead, negated in (
            ("?=", True, False),
            ("?!", True, True),
            ("?<=", False, False),
            ("?<!", False, True),
        ):
            if self.skip(sign):
                return self.look(ahead, negated)
        if self.skip("?>"):
            return nodes.Atomic(self.closed(self.choice()))
        if self.skip("?:"):
            return self.closed(self.choice())
        if self.skip("?#"):
            self.at = self.pattern.find(")", self.at) + 1 or len(self.pattern)
            return None
        if self.peek("?<"):
            raise OutsideSubset("регулярное выражение: именованные группы")
        return self.flagged() if self.skip("?") else self.group()

    def group(self) -> nodes.Node:
        """A group with a number, which is given in the order of the opening brackets."""
        self.number_of_groups += 1
        number = self.number_of_groups
        return nodes.Group(number, self.closed(self.choice()))

    def look(self, ahead: bool, negated: bool) -> nodes.Node:
        """A look ahead or behind; the latter must be of limited length."""
        part = self.closed(self.choice())
        if not ahead and nodes.widths(part)[1] is None:
            self.fail("просмотр назад неограниченной длины")
        return nodes.Look(part, ahead, negated)

    def closed(self, node: nodes.Node) -> nodes.Node:
        """A part in brackets, up to the closing one."""
        if not self.skip(")"):
            self.fail("нет закрывающей скобки")
        return node

    def flagged(self) -> nodes.Node | None:
        """``(?i)`` up to the end of the group, ``(?i:…)`` for one part."""
        flags = self.ignore_case, self.multiline, self.dot_all
        value = True
        while (letter := self.take()) not in ":)":
            if letter == "-":
                value = False
            elif letter == "i":
                self.ignore_case = value
            elif letter == "m":
                self.multiline = value
            elif letter == "s":
                self.dot_all = value
            else:
                raise OutsideSubset(f"регулярное выражение: (?{letter})")
        if letter == ")":
            return None
        node = self.closed(self.choice())
        self.ignore_case, self.multiline, self.dot_all = flags
        return node


def _is_last_line_end(text: str, at: int) -> bool:
    rest = len(text) - at
    return rest == 0 or (rest == 1 and text[at] in LINE_ENDS) or (rest == 2 and text[at:] == "\r\n")


def _is_word_edge(text: str, at: int) -> bool:
    before = at > 0 and is_word(text[at - 1])
    return before != (at < len(text) and is_word(text[at]))


_PLACES: Final = {
    "b": _is_word_edge,
    "B": lambda text, at: not _is_word_edge(text, at),
    "A": lambda text, at: at == 0,
    "z": lambda text, at: at == len(text),
    "Z": _is_last_line_end,
}

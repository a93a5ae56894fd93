r"""Sets of characters: ``[а-яё]``, ``[^\d]``, ``[[а-я]&&[^ё]]``, ``[[:alpha:]]``."""

from typing import TYPE_CHECKING

from components.shared.bsl.interpreter.regex.classes import (
    between,
    both,
    either,
    escape_class,
    named_class,
    one_of,
    opposite,
)
from components.shared.bsl.interpreter.regex.nodes import Test

if TYPE_CHECKING:
    from components.shared.bsl.interpreter.regex.pattern import PatternReader

_DEEPEST = 10


class SetReader:
    """Reads a set after its opening bracket."""

    def __init__(self, pattern: "PatternReader", depth: int = 0) -> None:
        self.pattern, self.depth = pattern, depth

    def read(self) -> Test:
        """The test that the characters of the set pass."""
        pattern = self.pattern
        if self.depth > _DEEPEST:
            pattern.fail("слишком большая вложенность")
        negated = pattern.skip("^")
        tests: list[Test] = []
        if pattern.skip("]"):  # the first character of a set is never its end
            tests.append(one_of("]"))
        while not pattern.skip("]"):
            if pattern.skip("&&"):
                tests = [both(either(tests), self.rest())]
            elif pattern.skip("--"):
                tests = [both(either(tests), opposite(self.rest()))]
            else:
                tests.append(self.member())
        test = either(tests)
        return opposite(test) if negated else test

    def rest(self) -> Test:
        """The right side of ``&&`` and ``--``."""
        if self.pattern.skip("["):
            return SetReader(self.pattern, self.depth + 1).read()
        tests = [self.member()]
        while not any(map(self.pattern.peek, ("]", "&&", "--"))):
            tests.append(self.member())
        return either(tests)

    def member(self) -> Test:
        """A character, a range, a class, or a set in the set."""
        pattern = self.pattern
        if pattern.skip("[:"):
            end = pattern.pattern.find(":]", pattern.at)
            if end < 0:
                pattern.fail("нет закрывающей скобки класса")
            name, pattern.at = pattern.pattern[pattern.at : end], end + 2
            return opposite(named_class(name[1:])) if name.startswith("^") else named_class(name)
        if pattern.skip("["):
            return SetReader(pattern, self.depth + 1).read()
        first = self.character()
        return first if not isinstance(first, str) else self.range_from(first)

    def range_from(self, first: str) -> Test:
        """``а-я``; a minus at the end of the set stands for itself."""
        pattern = self.pattern
        text, at = pattern.pattern, pattern.at
        if not pattern.peek("-") or pattern.peek("--") or text[at + 1 : at + 2] in ("]", "", "["):
            return one_of(first)
        pattern.at += 1
        last = self.character()
        if not isinstance(last, str):
            return either([one_of(first + "-"), last])
        return between(first, last)

    def character(self) -> str | Test:
        """A character, or the class of an escape."""
        pattern = self.pattern
        character = pattern.take()
        if character != "\\":
            return character
        letter = pattern.take()
        if letter in "pP":
            test = named_class(pattern.braced())
            return test if letter == "p" else opposite(test)
        if letter == "b":
            return "\b"
        test_of_class = escape_class(letter)
        return pattern.escaped_character(letter) if test_of_class is None else test_of_class

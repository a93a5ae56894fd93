"""Runs programs of regular expressions: backtracking with a stack of its own, every step charged."""

from functools import lru_cache
from typing import Any, Final

from components.shared.bsl.interpreter.failures import Failure, LimitReached
from components.shared.bsl.interpreter.limits import Meter
from components.shared.bsl.interpreter.regex.pattern import PatternReader
from components.shared.bsl.interpreter.regex.program import Compiler, Do, Program

_HIGHEST_STACK: Final = 1_000_000
_STEPS_BETWEEN_CHARGES: Final = 512
_LONGEST_PATTERN: Final = 10_000
_STEPS_OF_COMPILING: Final = 200
Registers = list[int]  # positions; -1 where a group has matched nothing


class Expression:
    """A compiled pattern."""

    def __init__(self, pattern: str, ignore_case: bool, multiline: bool) -> None:
        reader = PatternReader(pattern, ignore_case, multiline)
        node = reader.read()
        compiler = Compiler(reader.number_of_groups)
        self.program = compiler.program(node)
        self.registers = compiler.registers
        self.number_of_groups = reader.number_of_groups
        self.folds = ignore_case or "(?" in pattern

    def match_at(self, text: str, folded: str, at: int, meter: Meter, end: int = -1) -> Registers | None:
        """Positions of the groups of a match that starts at a place, and ends at one where it is given."""
        registers = [-1] * self.registers
        registers[0] = at
        attempt = _Run(text, folded, meter)
        reached = attempt.run(self.program, at, registers, end)
        meter.spend(attempt.steps)
        if reached < 0:
            return None
        registers[1] = reached
        return registers

    def search(self, text: str, folded: str, start: int, meter: Meter) -> Registers | None:
        """The first match from a place on."""
        for at in range(start, len(text) + 1):
            meter.spend(1)
            found = self.match_at(text, folded, at, meter)
            if found is not None:
                return found
        return None


@lru_cache(maxsize=128)
def _remembered(pattern: str, ignore_case: bool, multiline: bool) -> Expression:
    return Expression(pattern, ignore_case, multiline)


def compile_pattern(pattern: str, ignore_case: bool, multiline: bool, meter: Meter) -> Expression:
    """Make a pattern ready.

    Raises:
        Failure: It is no regular expression, or it is too long.
        OutsideSubset: It has something that is not interpreted here.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise Failure("Ошибка в регулярном выражении: слишком длинное выражение")
    meter.spend(_STEPS_OF_COMPILING + len(pattern))
    return _remembered(pattern, ignore_case, multiline)


def folded_text(text: str) -> str:
    """In small letters, character by character, so that places stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


class _Run:
    """One attempt. The stack holds what to try when something fails.

    Entries: (place in the program, position) to go on from there; (~register, old position) to undo; and
    (-1000000, place, low, high, lazy) for a run of single characters that may be shorter or longer.
    """

    def __init__(self, text: str, folded: str, meter: Meter) -> None:
        self.text, self.folded, self.meter = text, folded, meter
        self.steps = 0

    def charge(self, steps: int) -> None:
        """Count steps; tell the meter now and then."""
        self.steps += steps
        if self.steps >= _STEPS_BETWEEN_CHARGES:
            self.meter.spend(self.steps)
            self.steps = 0

    def run(self, program: Program, start: int, registers: Registers, end: int = -1) -> int:
        """Where the match ends; -1 where there is none, and then the registers are as they were."""
        stack: list[tuple[Any, ...]] = []
        at, position = 0, start
        while True:
            self.charge(1)
            at, position = self.step(program[at], at, position, registers, stack)
            if at == _MATCHED:
                if end < 0 or position == end:
                    return position
                at = _FAILED
            if at == _FAILED:
                at, position = self.back(stack, registers)
                if at == _FAILED:
                    return -1
            if len(stack) > _HIGHEST_STACK:
                raise LimitReached("memory", "Превышен предел памяти регулярного выражения")

    def step(
        self, instruction: Any, at: int, position: int, registers: Registers, stack: list[tuple[Any, ...]]
    ) -> tuple[int, int]:
        """Do one instruction: where to go on, and from which position."""
        do = instruction[0]
        if do is Do.TEXT:
            folded = self.folded
            if position < len(folded) and folded[position] == instruction[1]:
                return at + 1, position + 1
            return _FAILED, position
        if do is Do.RUN:
            return self.run_of_characters(instruction, at, position, stack)
        if do is Do.TEST:
            if position < len(self.text) and instruction[1](self.text[position]):
                return at + 1, position + 1
            return _FAILED, position
        if do is Do.SPLIT:
            stack.append((instruction[2], position))
            return instruction[1], position
        if do is Do.JUMP:
            return instruction[1], position
        if do is Do.SAVE:
            stack.append((~instruction[1], registers[instruction[1]]))
            registers[instruction[1]] = position
            return at + 1, position
        return self.rarer_step(instruction, at, position, registers, stack)

    def rarer_step(
        self, instruction: Any, at: int, position: int, registers: Registers, stack: list[tuple[Any, ...]]
    ) -> tuple[int, int]:
        """The other instructions."""
        do = instruction[0]
        if do is Do.MATCH:
            return _MATCHED, position
        if do is Do.MOVED:
            return (instruction[2] if registers[instruction[1]] == position else at + 1), position
        if do is Do.PLACE:
            return (at + 1 if instruction[1](self.text, position) else _FAILED), position
        if do is Do.BACK:
            return self.repeated_group(instruction[1], at, position, registers)
        before = list(registers)
        if do is Do.ATOMIC:
            reached = self.run(instruction[1], position, registers)
        else:
            reached = self.look(instruction, position, registers)
        for register, (old, new) in enumerate(zip(before, registers, strict=True)):
            if old != new:
                stack.append((~register, old))
        return (_FAILED, position) if reached < 0 else (at + 1, reached)

    def repeated_group(self, number: int, at: int, position: int, registers: Registers) -> tuple[int, int]:
        """The same text as a group has matched."""
        start, end = registers[2 * number], registers[2 * number + 1]
        if start < 0 or end < 0:
            return _FAILED, position
        self.charge((end - start) // 16)
        wanted = self.folded[start:end]
        return (at + 1, position + len(wanted)) if self.folded.startswith(wanted, position) else (_FAILED, position)

    def look(self, instruction: Any, position: int, registers: Registers) -> int:
        """The same position where what is looked for is there, or where it is not and must not be; -1 otherwise."""
        _, program, ahead, negated, low, high = instruction
        before = list(registers)
        starts = [position] if ahead else range(position - low, max(-1, position - high - 1), -1)
        found = any(self.run(program, start, registers, -1 if ahead else position) >= 0 for start in starts)
        if negated:
            registers[:] = before
        return position if found is not negated else -1

    def run_of_characters(
        self, instruction: Any, at: int, position: int, stack: list[tuple[Any, ...]]
    ) -> tuple[int, int]:
        """As many characters as pass a test, or as few; the others are tried later."""
        _, what, fewest, most, lazy = instruction
        low = position + fewest
        wanted = low if lazy else len(self.text) if most is None else min(len(self.text), position + most)
        reached = self.advance(what, position, min(wanted, len(self.text)))
        if reached < low:
            return _FAILED, position
        if lazy:
            limit = len(self.text) if most is None else min(len(self.text), position + most)
            if limit > reached:
                stack.append((_RUN, at, reached, limit, what))
        elif reached > low:
            stack.append((_RUN, at, low, reached - 1, None))
        return at + 1, reached

    def advance(self, what: Any, position: int, limit: int) -> int:
        """Go over characters that pass a test."""
        start = position
        if isinstance(what, str):
            folded = self.folded
            while position < limit and folded[position] == what:
                position += 1
        else:
            text = self.text
            while position < limit and what(text[position]):
                position += 1
        self.charge((position - start) // 4)
        return position

    def back(self, stack: list[tuple[Any, ...]], registers: Registers) -> tuple[int, int]:
        """Take the last thing that can be tried in another way."""
        while stack:
            entry = stack.pop()
            if entry[0] >= 0:
                return entry[0], entry[1]
            if entry[0] != _RUN:
                registers[~entry[0]] = entry[1]
                continue
            self.charge(1)
            _, at, low, high, what = entry
            if what is None:
                if high > low:
                    stack.append((_RUN, at, low, high - 1, None))
                return at + 1, high
            reached = self.advance(what, low, low + 1)
            if reached > low:
                if high > reached:
                    stack.append((_RUN, at, reached, high, what))
                return at + 1, reached
        return _FAILED, 0


_MATCHED: Final = -1
_FAILED: Final = -2
_RUN: Final = -1_000_000_000

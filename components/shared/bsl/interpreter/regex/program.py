"""Nodes to instructions. Each instruction is a tuple: what it does, and its operands."""

from enum import IntEnum
from typing import Final, TypeAlias

from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.regex import nodes

_LONGEST: Final = 20_000


class Do(IntEnum):
    """What an instruction does."""

    TEXT = 0  # the character
    TEST = 1  # the test
    SPLIT = 2  # where to go first, where to go when that fails
    JUMP = 3  # where
    SAVE = 4  # number of the register that gets the position
    PLACE = 5  # the test
    LOOK = 6  # program, ahead, negated, least width, greatest width
    ATOMIC = 7  # program
    BACK = 8  # number of the group
    RUN = 9  # test or character, fewest, most or None, mode: a repeated single character
    MOVED = 10  # register, where to go if the position is still the one in it: an empty round ends a loop
    MATCH = 11


Instruction: TypeAlias = tuple[object, ...]
Program: TypeAlias = list[Instruction]


class Compiler:
    """Makes the program of a node; registers are two for each group, and one for each loop that may match nothing."""

    def __init__(self, number_of_groups: int) -> None:
        self.registers = 2 * (number_of_groups + 1)
        self.number_of_groups = number_of_groups
        self.length = 0

    def program(self, node: nodes.Node) -> Program:
        """A program that ends with a match."""
        program: Program = []
        self.emit(node, program)
        program.append((Do.MATCH,))
        return program

    def emit(self, node: nodes.Node, program: Program) -> None:
        """Add the instructions of a node."""
        self.length += 1
        if self.length > _LONGEST:
            raise Failure("Ошибка в регулярном выражении: слишком длинное выражение")
        if isinstance(node, nodes.Text):
            program.append((Do.TEXT, node.character))
        elif isinstance(node, nodes.Character):
            program.append((Do.TEST, node.test))
        elif isinstance(node, nodes.Sequence):
            for part in node.parts:
                self.emit(part, program)
        elif isinstance(node, nodes.Repeat):
            self.emit_repeat(node, program)
        elif isinstance(node, nodes.Group):
            program.append((Do.SAVE, 2 * node.number))
            self.emit(node.part, program)
            program.append((Do.SAVE, 2 * node.number + 1))
        else:
            self.emit_rarer(node, program)

    def emit_rarer(self, node: nodes.Node, program: Program) -> None:
        """Add the instructions of the other kinds."""
        if isinstance(node, nodes.Choice):
            self.emit_choice(node, program)
        elif isinstance(node, nodes.Place):
            program.append((Do.PLACE, node.test))
        elif isinstance(node, nodes.Look):
            program.append((Do.LOOK, self.program(node.part), node.ahead, node.negated, *nodes.widths(node.part)))
        elif isinstance(node, nodes.Atomic):
            program.append((Do.ATOMIC, self.program(node.part)))
        elif isinstance(node, nodes.Backreference):
            if node.number > self.number_of_groups:
                raise Failure("Ошибка в регулярном выражении: нет группы с таким номером")
            program.append((Do.BACK, node.number))

    def emit_choice(self, node: nodes.Choice, program: Program) -> None:
        """Try one alternative after another."""
        jumps = []
        for part in node.alternatives[:-1]:
            split = len(program)
            program.append((Do.SPLIT, 0, 0))
            self.emit(part, program)
            jumps.append(len(program))
            program.append((Do.JUMP, 0))
            program[split] = (Do.SPLIT, split + 1, len(program))
        self.emit(node.alternatives[-1], program)
        for jump in jumps:
            program[jump] = (Do.JUMP, len(program))

    def emit_repeat(self, node: nodes.Repeat, program: Program) -> None:
        """A single character in a run, anything else as copies and a loop."""
        if node.mode == "possessive":
            greedy = nodes.Repeat(node.part, node.fewest, node.most, "greedy")
            program.append((Do.ATOMIC, self.program(greedy)))
        elif isinstance(node.part, nodes.Text | nodes.Character):
            what = node.part.character if isinstance(node.part, nodes.Text) else node.part.test
            program.append((Do.RUN, what, node.fewest, node.most, node.mode == "lazy"))
        else:
            for _ in range(node.fewest):
                self.emit(node.part, program)
            if node.most is None:
                self.emit_loop(node, program)
            else:
                self.emit_optional(node, node.most - node.fewest, program)

    def emit_loop(self, node: nodes.Repeat, program: Program) -> None:
        """As often as it matches something."""
        register, self.registers = self.registers, self.registers + 1
        split = len(program)
        program.append((Do.SPLIT, 0, 0))
        program.append((Do.SAVE, register))
        self.emit(node.part, program)
        program.append((Do.MOVED, register, len(program) + 2))
        program.append((Do.JUMP, split))
        program[split] = self.split(split + 1, len(program), node.mode == "lazy")

    def emit_optional(self, node: nodes.Repeat, times: int, program: Program) -> None:
        """So many times or less."""
        splits = []
        for _ in range(times):
            splits.append(len(program))
            program.append((Do.SPLIT, 0, 0))
            self.emit(node.part, program)
        for split in splits:
            program[split] = self.split(split + 1, len(program), node.mode == "lazy")

    @staticmethod
    def split(inside: int, behind: int, lazy: bool) -> Instruction:
        """Go on inside a loop or behind it, whichever is to be tried first."""
        return (Do.SPLIT, behind, inside) if lazy else (Do.SPLIT, inside, behind)

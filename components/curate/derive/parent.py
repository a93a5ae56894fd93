"""A record that examples are made of: its code as a tree, with the places of everything in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from components.shared.bsl import Method, Verdict, parse
from components.shared.bsl.descriptions import read_description
from components.shared.bsl.descriptions.model import Description
from components.shared.bsl.diagnostics import CodeView, ModuleView
from components.shared.bsl.diagnostics.query_view import Selection, queries, selections
from components.shared.bsl.queries import QueryInModule
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.judging import context_of_record, judge_code
from components.shared.records import Record

_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from one offset up to another."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits that do not overlap; of two at one place the first comes first."""
    result, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        result += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*result, text[at:]])


class Parent:
    """A record with one method; whatever costs time is found once, when it is first asked for."""

    def __init__(self, record: Record, view: ModuleView, code: CodeView) -> None:
        assert code.method is not None
        self.record = record
        self.view = view
        self.code = code
        self.method: Method = code.method

    @property
    def text(self) -> str:
        """The code of the record."""
        return self.view.text

    @cached_property
    def verdict(self) -> Verdict:
        """What the judge says of the code."""
        return judge_code(self.record, self.record.output)

    @cached_property
    def description(self) -> Description:
        """What the comment over the method says, in its parts."""
        return read_description(self.method.comment)

    @property
    def queries(self) -> tuple[QueryInModule, ...]:
        """The queries in the strings of the method."""
        return self.view.fact(queries)

    @property
    def selections(self) -> list[Selection]:
        """All selections of all queries that parse."""
        return self.view.fact(selections)

    @cached_property
    def places_of_comments(self) -> tuple[tuple[int, int], ...]:
        """Where comments stand, as offsets."""
        offset = self.view.places.offset_of
        return tuple(
            (offset(comment.position), offset(comment.position) + len(comment.text)) for comment in self.view.comments
        )

    # Places

    def offset(self, position: int) -> int:
        """The offset of a position of the lexer."""
        return self.view.places.offset_of(position)

    def range_of(self, node: tree.Node) -> tuple[int, int]:
        """Offsets of a node; of a statement its semicolon too."""
        start = self.offset(node.position)
        if isinstance(node, tree.Statement):
            return start, self.offset(self.view.statement_end(node))
        return start, self.view.places.token_end(node.last)

    def source(self, node: tree.Node) -> str:
        """A node as it is written."""
        start, end = self.range_of(node)
        return self.text[start:end]

    def lines_of(self, first: tree.Node, last: tree.Node) -> tuple[int, int] | None:
        """The whole lines of some statements, with the line end; None where they share a line with something else."""
        start, end = self.range_of(first)[0], self.range_of(last)[1]
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", end)
        line_end = len(self.text) if line_end < 0 else line_end
        rest = self.text[end:line_end].strip()
        alone = not self.text[line_start:start].strip() and (not rest or rest.startswith("//"))
        return (line_start, min(line_end + 1, len(self.text))) if alone else None

    def indent_of(self, node: tree.Node) -> str:
        """The blanks before the line of a node."""
        start = self.offset(node.position)
        found = _INDENT.match(self.text, self.text.rfind("\n", 0, start) + 1)
        return found[0] if found else ""

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment stands between two offsets: an edit there would lose or displace it."""
        return any(start < last and first < end for first, last in self.places_of_comments)


def parent_of(record: Record) -> Parent | None:
    """A record as a parent; None where it is not one whole method.

    Args:
        record: One whose answer was written by somebody, and parses.
    """
    if record.task != "write" or record.messages or record.parent_id:
        return None
    context = context_of_record(record)
    module = parse(record.output, context.dialect)
    if module.errors or len(module.methods) != 1 or module.statements or module.variables:
        return None
    view = ModuleView(module, record.output, context)
    return Parent(record, view, view.methods[0])


def deeper(text: str, step: str = "\t") -> str:
    """Lines one level deeper; empty ones stay empty. What follows the bar of a string does not change."""
    return "\n".join(step + line if line.strip() else line for line in text.split("\n"))


def shallower(text: str) -> str:
    """Lines one level less deep."""
    return re.sub(r"(?m)^(?:\t| {4})", "", text)

"""What the checks look at: a module with its nodes sorted by type, found in one walk and shared by all of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from components.shared.bsl.context import Context
from components.shared.bsl.diagnostics.comments import Comment, find_comments
from components.shared.bsl.findings import Edit
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.extension_marks import apply_extension_marks
from components.shared.bsl.syntax.lexer import LOWER_CASE, Tokens, lex
from components.shared.bsl.syntax.node_index import ModuleIndex, NodesByType
from components.shared.bsl.syntax.source_map import SourceMap

N = TypeVar("N", bound=tree.Node)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Remark:
    """A place that a check objects to; without messages the title of its rule is the message."""

    start: int
    end: int  # the position after the last character
    message_ru: str = ""
    message_en: str = ""
    edits: tuple[Edit, ...] = ()


class CodeView:
    """A method, or the statements of a module's body."""

    def __init__(self, method: tree.Method | None, statements: tree.Statements, nodes: NodesByType) -> None:
        self.method = method
        self.statements = statements
        self.nodes = nodes

    def of(self, kind: type[N]) -> list[N]:
        """The nodes of a type, in the order of the text."""
        return self.nodes.get(kind, [])

    @cached_property
    def names(self) -> dict[str, list[tree.Name]]:
        """Where each lone word stands, by the word in lower case."""
        found: defaultdict[str, list[tree.Name]] = defaultdict(list)
        for node in self.of(tree.Name):
            found[LOWER_CASE[node.name]].append(node)
        return dict(found)


class ModuleView:
    """A parsed module and what is known around it. Whatever costs time is found once, when it is first asked for."""

    def __init__(self, module: tree.Module, text: str, context: Context) -> None:
        self.tree = module
        self.text = text.removeprefix("\ufeff")
        self.context = context
        self.index = ModuleIndex()
        self._parents = self.index.parents
        self._facts: dict[Callable[[ModuleView], Any], Any] = {}

    @cached_property
    def methods(self) -> list[CodeView]:
        """The methods that are whole, those with an error inside too."""
        methods = sorted((*self.tree.methods, *self.tree.faulty_methods), key=lambda method: method.position)
        return [CodeView(method, method.body, self.index.of(method.body)) for method in methods]

    @cached_property
    def codes(self) -> list[CodeView]:
        """The methods, and the body of the module where it has one."""
        statements = self.tree.statements
        body = [CodeView(None, statements, self.index.of(statements))] if statements else []
        return [*self.methods, *body]

    def code_at(self, position: int) -> CodeView | None:
        """The method around a position, or the body of the module; None between them."""
        number = bisect_right(self._method_starts, position) - 1
        method = self.methods[number].method if number >= 0 else None
        if method is not None and position <= method.last:
            return self.methods[number]
        return self.codes[-1] if self.tree.statements else None

    @cached_property
    def _method_starts(self) -> list[int]:
        return [code.method.position for code in self.methods if code.method is not None]

    def of(self, kind: type[N]) -> list[N]:
        """The nodes of a type in the whole module, in the order of the text."""
        return self._nodes.get(kind, [])

    @cached_property
    def _nodes(self) -> NodesByType:
        found: defaultdict[type[tree.Node], list[Any]] = defaultdict(list)
        for code in self.codes:
            for kind, nodes in code.nodes.items():
                found[kind] += nodes
        return dict(found)

    def fact(self, compute: Callable[["ModuleView"], T]) -> T:
        """What a function says of this module, computed once: ``module.fact(query_texts)``."""
        if compute not in self._facts:
            self._facts[compute] = compute(self)
        found: T = self._facts[compute]
        return found

    def parent(self, node: tree.Node) -> tree.Node | None:
        """The node right around this one; None for statements of a method or of the module's body."""
        return self._parents.get(id(node))

    def around(self, node: tree.Node) -> Iterator[tree.Node]:
        """The nodes around this one, from the nearest."""
        above = self._parents.get(id(node))
        while above is not None:
            yield above
            above = self._parents.get(id(above))

    @cached_property
    def places(self) -> SourceMap:
        """Offsets, lines and the ends of tokens."""
        return SourceMap(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        lines = self.text.split("\n")
        return [line.removesuffix("\r") for line in lines] if "\r" in self.text else lines

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens as the parser saw them, with the instructions to the preprocessor."""
        return self.tree.tokens or lex(apply_extension_marks(self.text)[0] if "#" in self.text else self.text)

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments of the module, in the order of the text."""
        return find_comments(self.lines, self.tokens)

    # Places

    def token_at(self, position: int) -> int:
        """The number of the token that starts at a position, or of the first one after it."""
        return bisect_left(self.tokens.positions, position)

    def token_end(self, position: int) -> int:
        """The position after the token that starts at a position."""
        return self.places.position_at(self.places.token_end(position))

    def statement_end(self, statement: tree.Node) -> int:
        """The position after a statement and its semicolon, where it has one."""
        following = self.token_at(statement.last + 1)
        if self.tokens.kinds[following] == ";":
            return self.tokens.positions[following] + 1
        return self.token_end(statement.last)

    def source(self, start: int, end: int) -> str:
        """The text between two positions."""
        return self.text[self.places.offset_of(start) : self.places.offset_of(end)]

    def key(self, node: tree.Node) -> tuple[str, ...]:
        """The words of a node, in lower case but for strings: equal keys are equal code."""
        texts = self.tokens.texts[self.token_at(node.position) : self.token_at(node.last) + 1]
        return tuple(text if text[0] == '"' else LOWER_CASE[text] for text in texts)

    def same(self, one: tree.Node, other: tree.Node) -> bool:
        """Whether two nodes are the same code, however their words are spelt."""
        if type(one) is not type(other):
            return False
        if isinstance(one, tree.Chain) and isinstance(other, tree.Chain) and len(one.steps) != len(other.steps):
            return False  # most differ at this look, and words are looked for only where they may be equal
        return self.key(one) == self.key(other)

    # Remarks

    def remark(self, node: tree.Node, ru: str = "", en: str = "", edits: Sequence[Edit] = ()) -> Remark:
        """Object to a node."""
        return Remark(node.position, self.token_end(node.last), ru, en, tuple(edits))

    def remark_statements(self, first: tree.Node, last: tree.Node, ru: str = "", en: str = "") -> Remark:
        """Object to statements, semicolons included."""
        return Remark(first.position, self.statement_end(last), ru, en)

    def remark_name(self, method: tree.Method, ru: str = "", en: str = "") -> Remark:
        """Object to a method: its name is what is shown."""
        return Remark(method.name_position, method.name_position + len(method.name), ru, en)

    def remark_token(self, position: int, ru: str = "", en: str = "", edits: Sequence[Edit] = ()) -> Remark:
        """Object to the token that starts at a position."""
        return Remark(position, self.token_end(position), ru, en, tuple(edits))

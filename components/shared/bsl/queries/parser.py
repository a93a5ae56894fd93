"""A query text: statements separated by semicolons. What is broken is lost alone, what is around it stays."""

from dataclasses import dataclass

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.cursor import QueryFailure
from components.shared.bsl.queries.lexer import lex
from components.shared.bsl.queries.messages import QueryError
from components.shared.bsl.queries.restrictions import parse_restriction
from components.shared.bsl.queries.selections import SelectionParser
from components.shared.bsl.queries.tree import Flavour
from components.shared.bsl.queries.words import END


@dataclass(frozen=True, slots=True)
class QueryPackage:
    """What is in a query text: the good statements as trees, the broken ones as errors in the order of the text."""

    flavour: Flavour
    statements: tuple[tree.Statement, ...]
    errors: tuple[QueryError, ...]


class PackageParser(SelectionParser):
    """The grammar of packets."""

    def package(self) -> list[tree.Statement]:
        """Statements up to the end; after an error the next statement starts after the next semicolon."""
        found: list[tree.Statement] = []
        if self.kinds[0] == END:
            self.report("empty-query", 0)
        while self.kinds[self.at] != END:
            try:
                found.append(self.statement())
                self.end_statement()
            except QueryFailure as failure:
                self.errors.append(failure.error)
                self.recover()
        return found

    def statement(self) -> tree.Statement:
        """One statement."""
        if self.kinds[self.at] == "drop":
            started = self.at
            self.at += 1
            table = self.table_name()
            return tree.Drop(self.positions[started], self.last_end, table)
        if self.at_characteristics():
            return self.characteristics()
        if self.kinds[self.at] != "select":
            raise self.failure("select", "not-a-query")
        return self.select()

    def end_statement(self) -> None:
        """``;`` or the end; characteristics follow their query without a semicolon."""
        if self.kinds[self.at] == END or self.at_characteristics() or self.accept(";"):
            return
        raise self.failure("end of query")

    def recover(self) -> None:
        """Go to the next statement, and forget how deep the broken one was."""
        self.depth = self.inside = 0
        while self.kinds[self.at] not in (END, ";"):
            self.at += 1
        self.accept(";")


def parse_query(text: str, flavour: Flavour = "query") -> QueryPackage:
    """Parse a query text of any kind. Never raises.

    Args:
        text: The text as the platform gets it: without the bars and doubled quotes of a string of a module.
        flavour: An ordinary query, one of the data composition system with its braces (also of dynamic lists), or a
            restriction of access to records.
    """
    tokens = lex(text)
    if flavour == "restriction":
        statements, found = parse_restriction(tokens)
    else:
        parser = PackageParser(tokens, flavour)
        statements, found = parser.package(), parser.errors
    errors = sorted(set(found), key=lambda error: (error.position, error.code))
    return QueryPackage(flavour, tuple(statements), tuple(errors))

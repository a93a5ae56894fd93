"""The query language: text to a tree with positions, scopes and resolved sources."""

from components.shared.bsl.queries.messages import QueryError
from components.shared.bsl.queries.parser import QueryPackage, parse_query
from components.shared.bsl.queries.tree import Flavour

__all__ = ["Flavour", "QueryError", "QueryPackage", "parse_query"]

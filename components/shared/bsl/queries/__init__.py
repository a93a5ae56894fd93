"""The query language: text to a tree with positions, scopes and resolved sources.

::

    package = parse_query("ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т")   # never raises: package.errors
    check_query(package)                                                # findings, with places in the text
    check_query(package, configuration)                                 # names of tables and fields, too
    find_queries(module, text)                                          # queries in the strings of a module
    judge_queries(module, text, configuration)                          # findings, with places in the module
"""

from components.shared.bsl.queries.checks import check_query, check_query_names
from components.shared.bsl.queries.field_lookup import Resolution
from components.shared.bsl.queries.judging import judge_queries
from components.shared.bsl.queries.messages import QueryError
from components.shared.bsl.queries.parser import QueryPackage, parse_query
from components.shared.bsl.queries.rules import RULES
from components.shared.bsl.queries.sources import resolve
from components.shared.bsl.queries.texts import QueryInModule, find_queries
from components.shared.bsl.queries.tree import Flavour, QueryNode, walk

__all__ = [
    "RULES",
    "Flavour",
    "QueryError",
    "QueryInModule",
    "QueryNode",
    "QueryPackage",
    "Resolution",
    "check_query",
    "check_query_names",
    "find_queries",
    "judge_queries",
    "parse_query",
    "resolve",
    "walk",
]

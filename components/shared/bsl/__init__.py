"""What is said about BSL without a platform: parsing and, on top of it, everything that judges code.

Pure Python, standard library only. Text goes in; a syntax tree with positions and errors in two languages come out::

    module = parse(text)           # never raises
    module.methods                        # the well-formed ones, with comments, regions, directives
    module.errors                         # 3:5 Ожидалось «Тогда», найдено «Цикл»
"""

from components.shared.bsl.answers import extract_code
from components.shared.bsl.decoding import decode_module
from components.shared.bsl.measures import statement_count
from components.shared.bsl.normaliser import normalised_tokens
from components.shared.bsl.syntax.messages import ParseError
from components.shared.bsl.syntax.parser import parse
from components.shared.bsl.syntax.preprocessor import Dialect
from components.shared.bsl.syntax.source_map import SourceMap
from components.shared.bsl.syntax.syntax_tree import Annotation, Method, Module, Node, Parameter, Region, Variable, walk

__all__ = [
    "Annotation",
    "Dialect",
    "Method",
    "Module",
    "Node",
    "Parameter",
    "ParseError",
    "Region",
    "SourceMap",
    "Variable",
    "decode_module",
    "extract_code",
    "normalised_tokens",
    "parse",
    "statement_count",
    "walk",
]

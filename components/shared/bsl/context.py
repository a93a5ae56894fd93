"""What is known around the code that is judged. Whatever is not given is unknown, and never an error."""

from dataclasses import dataclass
from typing import Literal

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.platform.model import Platform, Side
from components.shared.bsl.syntax.preprocessor import Dialect

ModuleKind = Literal[
    "common", "object", "manager", "record_set", "form", "command", "service", "application", "script", "unknown"
]


@dataclass(frozen=True, slots=True)
class Context:
    """The place of a module."""

    dialect: Dialect = "1c"
    module_kind: ModuleKind = "unknown"
    sides: Side | None = None  # where code without a directive of its own runs
    owner: str = ""  # "Document.РеализацияТоваров", "Document.РеализацияТоваров.Form.ФормаДокумента", "CommonModule.Х"
    configuration: Configuration | None = None
    library: Configuration | None = None  # the public interface of a library that the configuration is built on
    platform: Platform | None = None  # None: the shipped tables
    platform_version: str = ""  # "8.3.24"; empty: no name is too new
    whole_module: bool = True  # False: a part of a module, whose other methods and variables are not here
    allowed_names: frozenset[str] = frozenset()  # lower case; what a prompt said that there is

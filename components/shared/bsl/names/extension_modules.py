"""Modules of extensions that change a module of the configuration: its methods and variables are theirs, too."""

from typing import Final

from components.shared.bsl.syntax.syntax_tree import Module

_CHANGES: Final = frozenset(
    {"перед", "before", "после", "after", "вместо", "around", "изменениеиконтроль", "changeandvalidate"}
)


def changes_another(module: Module) -> bool:
    """Whether a module says by ``&Вместо`` and the like that the rest of it lies in the configuration."""
    return any(name.lower() in _CHANGES for method in module.methods for name in method.directives)

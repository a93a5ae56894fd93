"""What compiles, not only what parses: a name is of the module, the configuration or the platform, or unknown.

``check_names(module, context)`` in ``names.check`` says what is wrong; what cannot be known is never an error.
"""

from components.shared.bsl.names.check import check_names

__all__ = ["check_names"]

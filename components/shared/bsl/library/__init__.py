"""The public interface of the standard subsystems library (БСП 3.1, 3.2): what code may call without its sources."""

from components.shared.bsl.library.load import VERSIONS, load_library

__all__ = ["VERSIONS", "load_library"]

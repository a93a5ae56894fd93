"""The comment over a method as 1C's standard 453 lays it out: read into its parts, and written from them."""

from components.shared.bsl.descriptions.model import Deprecation, DescribedType, Description, Value, Variant
from components.shared.bsl.descriptions.reader import read_description
from components.shared.bsl.descriptions.sections import Sections, split_sections
from components.shared.bsl.descriptions.writer import write_description

__all__ = [
    "Deprecation",
    "DescribedType",
    "Description",
    "Sections",
    "Value",
    "Variant",
    "read_description",
    "split_sections",
    "write_description",
]

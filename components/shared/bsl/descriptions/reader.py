"""A comment to its parts. Anything is read; what has no place of its own stays in the text it stands in."""

import re

from components.shared.bsl.descriptions.model import Deprecation, Description
from components.shared.bsl.descriptions.sections import SectionName, Sections, dedent, split_sections
from components.shared.bsl.descriptions.sentences import SENTENCE_END
from components.shared.bsl.descriptions.values import read_parameters, read_returns

_DEPRECATED = re.compile(r"\s*+(?:устарел[аои]?+|deprecated)\b[\s.,:;–—-]*+", re.I)
_REPLACED = re.compile(
    r"\b(?:использ\w++|воспольз\w++|замен\w++|вместо|применя\w++|см|вызыва\w++|use|used|see|instead|replaced)\b", re.I
)
_METHOD = re.compile(r"[^\W\d]\w*+(?:\.[^\W\d]\w*+)++|[А-ЯЁA-Z]\w*+[а-яёa-z]\w*+[А-ЯЁA-Z]\w*+")
_LONGEST_NOTE = 1000
_NOTHING = Description()


def read_description(comment: str) -> Description:
    """Take a comment apart. Never raises.

    Args:
        comment: The lines above a method, without their slashes.
    """
    if not comment:
        return _NOTHING
    sections = split_sections(comment)
    deprecation, purpose = _deprecation(dedent(sections.lines_of("purpose")))
    parameters, parameters_text = read_parameters(sections.lines_of("parameters"))
    return Description(
        purpose=purpose,
        deprecation=deprecation,
        parameters=parameters if sections.has("parameters") else None,
        parameters_text=parameters_text,
        returns=read_returns(sections.lines_of("returns")) if sections.has("returns") else None,
        examples=tuple(dedent(part.lines) for part in sections.parts if part.name == "example"),
        call_options=_text(sections, "call_options"),
        notes=_text(sections, "note"),
    )


def _text(sections: Sections, name: SectionName) -> str | None:
    return dedent(sections.lines_of(name)) if sections.has(name) else None


def _deprecation(purpose: str) -> tuple[Deprecation | None, str]:
    """``Устарела.`` at the beginning, with the sentence after it that says what to use; the text without both."""
    mark = _DEPRECATED.match(purpose)
    if mark is None:
        return None, purpose
    rest = purpose[mark.end() :]
    end = SENTENCE_END.search(rest, 0, _LONGEST_NOTE)
    length = end.end() if end else len(rest)
    sentence = " ".join(rest[:length].split())
    if length > _LONGEST_NOTE or not (_REPLACED.search(sentence) or sentence[:1].islower()):
        return Deprecation(), rest
    method = _METHOD.search(sentence)
    after = rest[length:] if rest[:length].endswith("\n") else rest[length:].lstrip(" \t")
    return Deprecation(sentence, method.group() if method else ""), dedent(after.split("\n"))

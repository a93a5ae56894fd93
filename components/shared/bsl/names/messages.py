"""How a finding on a name is said: what is wrong, in both languages, and which known names are near."""

from collections.abc import Sequence

from components.shared.bsl.findings import Finding, Rule


def name_finding(rule: Rule, position: int, name: str, russian: str, english: str, near: Sequence[str] = ()) -> Finding:
    """A finding on a name that starts at a position.

    Args:
        rule: What is broken.
        position: Where the name starts, as the lexer counts.
        name: As written.
        russian: What is wrong, without the full stop.
        english: The same in English.
        near: Known names that look like it, the nearest first.
    """
    if near:
        russian += ". Возможно, имелось в виду: " + ", ".join(f"«{other}»" for other in near)
        english += ". Did you mean " + ", ".join(f"'{other}'" for other in near) + "?"
    return Finding(rule, position, position + len(name), russian, english)

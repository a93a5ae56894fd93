"""A rule of the lint: one function, whose docstring is its page, entered under its name.

What a rule is about is a compiled pipeline, a pod, a manifest, a tree of manifests, a Dockerfile or a Python module; it
yields the places where the rule is broken, with a message that says what to do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
About = Literal["pipeline", "pod", "manifest", "tree", "rbac", "dockerfile", "lock", "code"]
# a line of a file, or the way to a value of a YAML file: number of the document, then keys and numbers of items
Place = int | tuple[str | int, ...]
Problem = tuple[Place, str]
Check = Callable[[Any], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``local`` is its severity for what only ever runs on the machine of one person."""

    name: str
    about: About
    severity: Severity
    local: Severity
    check: Check

    @property
    def page(self) -> str:
        """What it finds, why, and how it looks when it is right."""
        return self.check.__doc__ or ""

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return " ".join(self.page.partition("\n\n")[0].split())


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken."""

    rule: str
    severity: Severity
    path: str
    line: int
    where: str
    message: str
    object: str = ""  # kind and name, where it is one

    def __str__(self) -> str:
        return f"{self.severity} {self.rule} {self.where}: {self.message}"


RULES: dict[str, Rule] = {}


def rule(
    name: str, about: About, severity: Severity = "error", *, local: Severity | None = None
) -> Callable[[Check], Check]:
    """Enter a function into the list of rules."""

    def enter(check: Check) -> Check:
        assert name not in RULES, f"two rules are called {name}"
        RULES[name] = Rule(name, about, severity, local or severity, check)
        return check

    return enter


def broken(about: About, subject: object, *, local: bool) -> Iterator[tuple[Rule, Severity, Place, str]]:
    """What all rules about one kind of thing say of one thing."""
    for entered in RULES.values():
        if entered.about == about:
            severity = entered.local if local else entered.severity
            for place, message in _checked(entered, subject):
                yield entered, severity, place, message


def _checked(entered: Rule, subject: object) -> Iterator[Problem]:
    """What one rule says; a value of another kind than the field has is said under its name, and is no crash.

    Files may hold a text where the rule looks for a list. Which field may hold what is known by the schemas of
    Kubernetes, not by each rule.
    """
    try:
        yield from entered.check(subject)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield getattr(subject, "place", 1), f"cannot be judged, some field holds a value of a wrong kind: {error}"

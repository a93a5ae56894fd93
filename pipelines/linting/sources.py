"""Files that are linted: YAML read with the lines of its values, and what a person has allowed with a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from pipelines.linting.rules import Place

# "lint: allow" and the rule, a colon, the reason: on the line, alone on the line above, or "allow-file" for all of it
_ALLOWED = re.compile(r"#\s*lint:\s*(allow|allow-file)\s+([\w-]+)\s*(?::\s*(.*\S))?\s*$")
WHOLE_FILE = 0
SHORTEST_REASON = 10  # characters: "ok" and "later" are none


@dataclass(frozen=True)
class Source:
    """One file and what it says."""

    path: Path
    text: str

    @cached_property
    def documents(self) -> list[Any]:
        """The documents of a YAML file.

        Raises:
            yaml.YAMLError: It is no YAML.
        """
        return list(yaml.load_all(self.text, Loader=yaml.CSafeLoader))

    @cached_property
    def nodes(self) -> list[Any]:
        """The same with lines; read only where something was found."""
        return list(yaml.compose_all(self.text, Loader=yaml.CSafeLoader))

    def line_of(self, place: Place) -> int:
        """The line of a place, from 1; that of the nearest value around it where it does not exist."""
        if isinstance(place, int):
            return place
        if not place or int(place[0]) >= len(self.nodes) or self.nodes[int(place[0])] is None:
            return 1
        node, line = self.nodes[int(place[0])], 0
        line = int(node.start_mark.line)
        for step in place[1:]:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line + 1

    @cached_property
    def allowed(self) -> dict[int, dict[str, str]]:
        """Line -> rule -> why it may be broken there. A comment alone on its line speaks of the line below."""
        found: dict[int, dict[str, str]] = {}
        for about, _, rule, reason in self._comments():
            found.setdefault(about, {})[rule] = reason
        return found

    def allows(self, rule: str, line: int) -> bool:
        """Whether a rule may be broken on a line."""
        return any(rule in self.allowed.get(about, {}) for about in (line, WHOLE_FILE))

    @cached_property
    def without_reason(self) -> list[tuple[int, str]]:
        """Lines whose permission says no why."""
        return [(line, rule) for _, line, rule, reason in self._comments() if len(reason) < SHORTEST_REASON]

    def _comments(self) -> Iterator[tuple[int, int, str, str]]:
        """The line that is spoken of, that of the comment, the rule and the reason."""
        if "lint:" not in self.text:
            return
        for number, text in enumerate(self.text.splitlines(), 1):
            found = _ALLOWED.search(text)
            if found:
                alone = not text[: found.start()].strip()
                about = WHOLE_FILE if found[1] == "allow-file" else number + alone
                yield about, number, found[2], found[3] or ""


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    """The line and the node of a key or an item."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None

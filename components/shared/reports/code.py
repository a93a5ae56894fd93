"""A model's answer as code, with the places that the parser objected to marked where they are."""

import re
from collections.abc import Sequence
from html import escape

from components.shared.bsl import extract_code

FINDING = re.compile(r"(\d+):(\d+) (.*)", re.DOTALL)
MAX_LINES = 60


def answer_block(answer: str, findings: Sequence[str]) -> str:
    """The code of an answer, its findings under the lines they belong to.

    Args:
        answer: What the model wrote, prose and fences included.
        findings: ``line:column message``, positions in the extracted code.
    """
    code = extract_code(answer) if findings or "```" in answer else answer
    lines = code.splitlines() or [""]
    by_line: dict[int, list[tuple[int, str]]] = {}
    for finding in findings:
        match = FINDING.match(finding)
        line, column, message = (int(match[1]), int(match[2]), match[3]) if match else (1, 1, finding)
        by_line.setdefault(min(max(line, 1), len(lines)), []).append((column, message))
    shown = [_line(text, by_line.get(number, [])) for number, text in enumerate(lines[:MAX_LINES], 1)]
    cut = [f'<span class="cut">… ещё строк: {len(lines) - MAX_LINES}</span>'] if len(lines) > MAX_LINES else []
    below = [f'<span class="finding">{number}:{column} {escape(message)}</span>'
             for number, found in by_line.items() if number > MAX_LINES for column, message in found]  # fmt: skip
    text = "\n".join([*shown, *cut, *below])
    return f'<pre class="code">{text}</pre>'


def _line(text: str, findings: Sequence[tuple[int, str]]) -> str:
    shown = escape(text.replace("\t", "    ")) or " "
    if not findings:
        return shown
    messages = "\n".join(f'<span class="finding">{escape(message)}</span>' for _, message in findings)
    return f"<mark>{shown}</mark>\n{messages}"

"""Where a ``Перейти`` may go: out of blocks, never into one."""

from collections.abc import Iterator

from components.shared.bsl.syntax import syntax_tree as tree


def jumps_into_blocks(body: tree.Statements) -> Iterator[tree.Goto]:
    """Jumps to a label that stands in a block which the jump is outside of."""
    jumps: list[tree.Goto] = []
    reach: dict[str, tuple[int, int]] = {}  # label: from where to where one may jump to it
    blocks = [body]
    while blocks:
        block = blocks.pop()
        for statement in block:
            if isinstance(statement, tree.Label):
                reach[statement.name.lower()] = block[0].position, block[-1].last
            elif isinstance(statement, tree.Goto):
                jumps.append(statement)
            blocks += tree.inner_blocks(statement)
    for jump in jumps:
        first, last = reach.get(jump.label.lower(), (0, jump.position))
        if not first <= jump.position <= last:
            yield jump

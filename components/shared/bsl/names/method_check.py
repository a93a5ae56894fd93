"""The names of one method: its lone words, its calls, its chains."""

from collections.abc import Iterator

from components.shared.bsl.findings import Finding
from components.shared.bsl.names.call_check import CallCheck
from components.shared.bsl.names.literals import literal_findings
from components.shared.bsl.names.member_check import MemberCheck
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.word_check import WordCheck
from components.shared.bsl.syntax import syntax_tree as tree


def method_findings(view: MethodView) -> Iterator[Finding]:
    """Everything that is wrong with the names of a method."""
    words, calls = WordCheck(view), CallCheck(view)
    for name in view.uses.names:
        yield from words.check(name, is_base=False)
    for chain in view.uses.chains:
        yield from _chain_findings(chain, words, calls)
    for chain in view.uses.written:
        if type(chain.first) is tree.Name and type(chain.steps[0]) is not tree.Call:
            yield from words.check(chain.first, is_base=True)
        yield from MemberCheck(calls, chain, is_written=True).findings()
    for new in view.uses.news:
        yield from calls.check_new(new)
    for target in view.uses.targets:
        yield from words.check_target(target)


def _chain_findings(chain: tree.Chain, words: WordCheck, calls: CallCheck) -> Iterator[Finding]:
    first, step = chain.first, chain.steps[0]
    if type(first) is tree.Name:
        if type(step) is tree.Call:
            yield from calls.check(first, step, chain)
            yield from literal_findings(chain, calls.scope)
        else:
            yield from words.check(first, is_base=True)
    yield from MemberCheck(calls, chain).findings()

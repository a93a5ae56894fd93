"""The names of one method: its lone words, its calls, its chains."""

from collections.abc import Iterator

from components.shared.bsl.findings import Finding
from components.shared.bsl.names.call_check import CallCheck
from components.shared.bsl.names.literals import literal_findings
from components.shared.bsl.names.member_check import MemberCheck
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.word_check import WordCheck
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE


def method_findings(view: MethodView) -> Iterator[Finding]:
    """Everything that is wrong with the names of a method."""
    words, calls = WordCheck(view), CallCheck(view)
    for name in view.uses.names:
        if name.name not in words.fine:
            yield from words.check(name, is_base=False)
    yield from _chains_findings(view, words, calls)
    for chain in view.uses.written:
        if type(chain.first) is tree.Name and type(chain.steps[0]) is not tree.Call:
            yield from words.check(chain.first, is_base=True)
        yield from MemberCheck(calls, chain, is_written=True).findings()
    for new in view.uses.news:
        yield from calls.check_new(new)
    for target in view.uses.targets:
        yield from words.check_target(target)


def _chains_findings(view: MethodView, words: WordCheck, calls: CallCheck) -> Iterator[Finding]:
    """What is wrong with the chains that are read. Most begin with variables of which no type is evident."""
    untyped: set[str] = set()  # beginnings, as written, that are fine and after which nothing can be wrong
    for chain in view.uses.chains:
        first = chain.first
        if type(first) is not tree.Name:
            yield from MemberCheck(calls, chain).findings()
        elif type(chain.steps[0]) is tree.Call:
            yield from _call_findings(first, chain.steps[0], chain, calls)
        elif first.name not in untyped:
            yield from words.check(first, is_base=True)
            if view.inference.variable_type(LOWER_CASE[first.name]):
                yield from MemberCheck(calls, chain).findings()
            elif first.name in words.fine:
                untyped.add(first.name)


def _call_findings(first: tree.Name, call: tree.Call, chain: tree.Chain, calls: CallCheck) -> Iterator[Finding]:
    yield from calls.check(first, call, chain)
    yield from literal_findings(chain, calls.scope)
    if len(chain.steps) > 1:
        yield from MemberCheck(calls, chain).findings()

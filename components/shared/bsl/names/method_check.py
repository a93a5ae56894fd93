"""The names of one method: its lone words, its calls, its chains."""

from components.shared.bsl.findings import Finding
from components.shared.bsl.names.call_check import CallCheck
from components.shared.bsl.names.literals import literal_findings
from components.shared.bsl.names.member_check import MemberCheck
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.word_check import WordCheck
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE


def method_findings(view: MethodView) -> list[Finding]:
    """Everything that is wrong with the names of a method."""
    words, calls = WordCheck(view), CallCheck(view)
    found: list[Finding] = []
    for name in view.uses.names:
        if name.name not in words.fine and (problem := words.check(name, is_base=False)):
            found.append(problem)
    found += _chains_findings(view, words, calls)
    for chain in view.uses.written:
        if type(chain.first) is tree.Name and type(chain.steps[0]) is not tree.Call:
            found += filter(None, [words.check(chain.first, is_base=True)])
        found += MemberCheck(calls, chain, is_written=True).findings()
    for new in view.uses.news:
        found += calls.check_new(new)
    found += filter(None, map(words.check_target, view.uses.targets))
    return found


def _chains_findings(view: MethodView, words: WordCheck, calls: CallCheck) -> list[Finding]:
    """What is wrong with the chains that are read. Most begin with variables of which no type is evident."""
    found: list[Finding] = []
    untyped: set[str] = set()  # beginnings, as written, that are fine and after which nothing can be wrong
    for chain in view.uses.chains:
        first = chain.first
        if type(first) is not tree.Name:
            found += MemberCheck(calls, chain).findings()
        elif type(chain.steps[0]) is tree.Call:
            found += _call_findings(first, chain.steps[0], chain, calls)
        elif first.name not in untyped:
            if first.name not in words.fine and (problem := words.check(first, is_base=True)):
                found.append(problem)
            if view.inference.variable_type(LOWER_CASE[first.name]):
                found += MemberCheck(calls, chain).findings()
            elif first.name in words.fine:
                untyped.add(first.name)
    return found


def _call_findings(first: tree.Name, call: tree.Call, chain: tree.Chain, calls: CallCheck) -> list[Finding]:
    found = [*calls.check(first, call, chain), *literal_findings(first, call, calls.scope)]
    return [*found, *MemberCheck(calls, chain).findings()] if len(chain.steps) > 1 else found

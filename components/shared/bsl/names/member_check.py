"""The members of a chain whose owner is known."""

from typing import Final

from components.shared.bsl.findings import Finding
from components.shared.bsl.names import rules
from components.shared.bsl.names.call_check import CallCheck
from components.shared.bsl.names.invented import INVENTED_MEMBERS
from components.shared.bsl.names.members import Member, Surface
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.syntax import syntax_tree as tree

_MODULE_METHOD: Final = ("У {owner} нет экспортного метода «{name}»", "No exported method '{name}' of {owner}")
_MESSAGES: Final = {
    rules.MISSING_COMMON_MODULE_METHOD.code: _MODULE_METHOD,
    rules.UNKNOWN_METADATA.code: ("Среди {owner} нет «{name}»", "No '{name}' in {owner}"),
    rules.UNKNOWN_FORM_ITEM.code: ("Среди {owner} нет «{name}»", "No '{name}' in {owner}"),
    rules.UNKNOWN_ENUMERATION_VALUE.code: ("У {owner} нет значения «{name}»", "No value '{name}' of {owner}"),
    rules.UNKNOWN_MEMBER.code: ("У {owner} нет «{name}»", "No '{name}' of {owner}"),
}


class MemberCheck:
    """Follows one chain and collects what is wrong with its members."""

    def __init__(self, calls: CallCheck, chain: tree.Chain, *, is_written: bool = False) -> None:
        self.calls = calls
        self.view = calls.view
        self.chain = chain
        self.is_written = is_written
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        """What is wrong with the members, from left to right; nothing is said of what comes after an unknown one."""
        self.view.inference.follow(self.chain, self._step)
        return self.found

    def _step(
        self, surface: Surface, member: Member | None, step: tree.Member, call: tree.Call | None, is_last: bool
    ) -> None:
        self._check_module(surface, step)
        if member is None:
            if self._is_refused(surface, step, call) and not self._may_be_there(surface, step):
                self.found.append(self._unknown_member(surface, step))
            return
        # a member begins with its dot; its name stands at the end
        position = step.last
        if call is None:
            self._check_property(surface, member, step, is_last)
            return
        if not member.is_method:
            if surface.complete_methods:
                self.found.append(_property_called(surface, step))
            return
        self.found += self.calls.problems(member, step.name, position, call, self.chain, is_whole=is_last)

    @staticmethod
    def _is_refused(surface: Surface, step: tree.Member, call: tree.Call | None) -> bool:
        is_invented = call is not None and bool(surface.platform) and step.name.lower() in INVENTED_MEMBERS
        return is_invented or surface.refuses(is_call=call is not None)

    def _may_be_there(self, surface: Surface, step: tree.Member) -> bool:
        scope, name = self.view.scope, step.name.lower()
        if name in scope.context.allowed_names:
            return True
        return surface.may_grow and (name in scope.strings or (surface.is_row and scope.changes_attributes))

    def _check_property(self, surface: Surface, member: Member, step: tree.Member, is_last: bool) -> None:
        position = step.last
        if member.is_method:
            if surface.complete_properties:
                self.found.append(_method_without_brackets(surface, step))
        elif self.is_written and is_last and member.writable is False:
            self.found.append(
                name_finding(
                    rules.READ_ONLY,
                    position,
                    step.name,
                    f"«{step.name}» у {surface.title_ru} только читается: присвоить значение нельзя",
                    f"'{step.name}' of {surface.title_en} is read only: no value can be assigned to it",
                )
            )
        elif problem := self.view.place.member_problem(position, step.name, member):
            self.found.append(problem)

    def _check_module(self, surface: Surface, step: tree.Member) -> None:
        """Whether a common module can be reached from where the chain stands."""
        if surface.rule is not rules.MISSING_COMMON_MODULE_METHOD or surface.sides is None:
            return
        first = self.chain.first
        if isinstance(first, tree.Name) and step is self.chain.steps[0]:
            module = self.view.scope.world.common_module(first.name.lower())
            server_call = module is not None and module.server_call
            problem = self.view.place.module_problem(
                first.position, first.name, surface.sides, is_server_call=server_call
            )
            if problem:
                self.found.append(problem)

    def _unknown_member(self, surface: Surface, step: tree.Member) -> Finding:
        russian, english = _MESSAGES[surface.rule.code]
        return name_finding(
            surface.rule,
            step.last,
            step.name,
            russian.format(owner=surface.title_ru, name=step.name),
            english.format(owner=surface.title_en, name=step.name),
            self.view.scope.near(step.name, surface.names(), surface.title_en),
        )


def _property_called(surface: Surface, step: tree.Member) -> Finding:
    return name_finding(
        rules.PROPERTY_CALLED,
        step.last,
        step.name,
        f"«{step.name}» у {surface.title_ru} — свойство: скобок после него не бывает",
        f"'{step.name}' of {surface.title_en} is a property and takes no brackets",
    )


def _method_without_brackets(surface: Surface, step: tree.Member) -> Finding:
    return name_finding(
        rules.UNKNOWN_MEMBER,
        step.last,
        step.name,
        f"«{step.name}» у {surface.title_ru} — метод: после него нужны скобки",
        f"'{step.name}' of {surface.title_en} is a method and needs brackets",
    )

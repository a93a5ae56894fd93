"""The names of a module, one method after another."""

from collections.abc import Iterator

from components.shared.bsl.context import Context
from components.shared.bsl.findings import Finding
from components.shared.bsl.names.method_check import method_findings
from components.shared.bsl.names.method_view import MethodView
from components.shared.bsl.names.module_scope import ModuleScope
from components.shared.bsl.names.world import world_of
from components.shared.bsl.platform.model import Platform
from components.shared.bsl.platform.tables import load_platform
from components.shared.bsl.syntax.node_index import ModuleIndex
from components.shared.bsl.syntax.syntax_tree import Module


def check_names(
    module: Module, context: Context, platform: Platform | None = None, index: ModuleIndex | None = None
) -> list[Finding]:
    """What does not compile because a name means nothing, or something else than the code takes it for.

    What cannot be known is no finding: see ``Context``. The names of OneScript's libraries are not known here, so in
    its dialect nothing is said.

    Args:
        module: Parsed code.
        context: Where it stands.
        platform: Tables of the platform; the shipped ones by default.
        index: The nodes of the module, where somebody has looked for them already.
    """
    if context.dialect == "onescript":
        return []
    world = world_of(platform or load_platform(), context.configuration, context.library)
    scope = ModuleScope(module, context, world)
    findings = {finding for view in _views(module, scope, index or ModuleIndex()) for finding in method_findings(view)}
    return sorted(findings, key=lambda finding: (finding.start, finding.rule.code))


def _views(module: Module, scope: ModuleScope, index: ModuleIndex) -> Iterator[MethodView]:
    for method in module.methods:
        yield MethodView(method, index.of(method.body), scope)
    if module.statements:
        yield MethodView(None, index.of(module.statements), scope)

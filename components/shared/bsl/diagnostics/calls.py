"""The calls of a module by name, and where they stand. A fact that most checks share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

Loop = tree.For | tree.ForEach | tree.While


@dataclass(slots=True)  # not frozen: there are many, and freezing makes each three times as slow to build
class CallSite:
    """One call in a chain: ``Имя(…)`` or ``….Имя(…)``."""

    chain: tree.Chain
    step: int  # the number of the call among the steps of the chain
    name: str  # in lower case
    position: int  # of the name

    @property
    def call(self) -> tree.Call:
        """The brackets with the arguments."""
        found = self.chain.steps[self.step]
        assert isinstance(found, tree.Call)
        return found

    @property
    def arguments(self) -> tuple[tree.Expression | None, ...]:
        """The arguments; a skipped one is None."""
        return self.call.arguments

    @property
    def is_global(self) -> bool:
        """Whether nothing stands before the name."""
        return not self.step

    @property
    def is_last(self) -> bool:
        """Whether nothing follows the call in its chain."""
        return self.step == len(self.chain.steps) - 1

    @property
    def owner(self) -> str:
        """The name before the dot in lower case, where the call is ``Имя.Метод(…)`` and no longer chain."""
        first = self.chain.first
        return LOWER_CASE[first.name] if self.step == 1 and type(first) is tree.Name else ""


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls, by name in lower case: of global methods and the module's own, and of methods behind a dot."""

    of_global: dict[str, list[CallSite]]
    of_members: dict[str, list[CallSite]]

    def globals(self, names: Iterable[str]) -> Iterator[CallSite]:
        """The calls without an owner of any of these names."""
        for name in names:
            yield from self.of_global.get(name, ())

    def members(self, names: Iterable[str]) -> Iterator[CallSite]:
        """The calls behind a dot of any of these names."""
        for name in names:
            yield from self.of_members.get(name, ())


def find_calls(module: ModuleView) -> Calls:
    """Sort the calls of a module by name."""
    of_global: defaultdict[str, list[CallSite]] = defaultdict(list)
    of_members: defaultdict[str, list[CallSite]] = defaultdict(list)
    for chain in module.of(tree.Chain):
        called: tree.Node = chain.first
        for step, node in enumerate(chain.steps):
            if type(node) is tree.Call and (type(called) is tree.Member or type(called) is tree.Name):
                name = LOWER_CASE[called.name]
                (of_members if step else of_global)[name].append(CallSite(chain, step, name, called.position))
            called = node
    return Calls(of_global, of_members)


def global_calls(module: ModuleView, *names: str) -> Iterator[CallSite]:
    """Calls of global methods of these names, which are in lower case, unless the module has a method of that name."""
    own = module.fact(own_methods)
    return module.fact(find_calls).globals(name for name in names if name not in own)


def member_calls(module: ModuleView, *names: str) -> Iterator[CallSite]:
    """Calls behind a dot of methods of these names, which are in lower case."""
    return module.fact(find_calls).members(names)


def own_methods(module: ModuleView) -> dict[str, tree.Method]:
    """The methods of the module by name in lower case."""
    return {code.method.name.lower(): code.method for code in module.methods if code.method is not None}


def remark_call(module: ModuleView, site: CallSite, ru: str = "", en: str = "") -> Remark:
    """Object to a call, from its name to its bracket."""
    return Remark(site.position, module.token_end(site.call.last), ru, en)


def is_called(module: ModuleView, name: tree.Name) -> bool:
    """Whether a name is that of a method which is called here."""
    above = module.parent(name)
    return isinstance(above, tree.Chain) and above.first is name and isinstance(above.steps[0], tree.Call)


def directives_at(module: ModuleView, position: int) -> set[str]:
    """The directives of the method around a position, in lower case."""
    code = module.code_at(position)
    return {name.lower() for name in code.method.directives} if code is not None and code.method else set()


def loops(module: ModuleView) -> list[Loop]:
    """All loops of the module, by their kind."""
    return [*module.of(tree.For), *module.of(tree.ForEach), *module.of(tree.While)]


def loop_around(module: ModuleView, node: tree.Node) -> Loop | None:
    """The innermost loop that runs this node again and again: what a loop goes over is computed once."""
    inner = node
    for above in module.around(node):
        if isinstance(above, tree.While):
            return above
        if isinstance(above, tree.For) and inner is not above.first and inner is not above.last_value:
            return above
        if isinstance(above, tree.ForEach) and inner is not above.collection:
            return above
        inner = above
    return None


def handler_around(module: ModuleView, node: tree.Node) -> tree.Try | None:
    """The innermost ``Попытка`` whose handler holds this node."""
    inner = node
    for above in module.around(node):
        if isinstance(above, tree.Try) and any(inner is statement for statement in above.handler):
            return above
        inner = above
    return None

"""One method with all that is asked about it more than once."""

from components.shared.bsl.names.inference import Inference
from components.shared.bsl.names.module_scope import ModuleScope
from components.shared.bsl.names.places import Place
from components.shared.bsl.names.sides import WITHOUT_CONTEXT
from components.shared.bsl.names.uses import uses_of
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE
from components.shared.bsl.syntax.node_index import NodesByType


class MethodView:
    """A method, or the statements of the module where ``method`` is None."""

    def __init__(self, method: tree.Method | None, nodes: NodesByType, scope: ModuleScope) -> None:
        self.method = method
        self.scope = scope
        self.uses = uses_of(nodes)
        parameters = {LOWER_CASE[parameter.name] for parameter in method.parameters} if method else set()
        local = {LOWER_CASE[variable.name] for variable in method.variables} if method else set()
        self.declared = parameters | local if local else parameters
        self.place = Place(method, scope)
        hidden = scope.form_context if self.place.directive in WITHOUT_CONTEXT else frozenset()
        self.inference = Inference(scope, self.uses, parameters, hidden)

    def is_variable(self, word: str) -> bool:
        """Whether a word in lower case is a variable of the method or of the module."""
        return word in self.declared or self.inference.is_local(word)

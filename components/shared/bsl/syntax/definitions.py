"""Variables and methods of a module by recursive descent, and the way back after an error."""

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.annotations import annotation_error
from components.shared.bsl.syntax.cursor import SyntaxFailure
from components.shared.bsl.syntax.lexer import Tokens, line_of
from components.shared.bsl.syntax.preprocessor import Dialect
from components.shared.bsl.syntax.statements import METHOD_ENDS, STATEMENT_ENDS, StatementParser
from components.shared.bsl.syntax.surroundings import Surroundings
from components.shared.bsl.syntax.tokens import ANNOTATION, END, NUMBER, STRING

VARIABLES, METHODS, STATEMENTS = range(3)  # the parts of a module, in their only order
_CONSTANTS = frozenset({NUMBER, STRING, "date", "true", "false", "undefined", "null"})


class ModuleParser(StatementParser):
    """The grammar of a module; after ``parse`` its parts and its errors are in the attributes."""

    def __init__(self, tokens: Tokens, surroundings: Surroundings, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self.surroundings = surroundings
        self.methods: list[tree.Method] = []
        self.faulty_methods: list[tree.Method] = []
        self.variables: list[tree.Variable] = []
        self.statements: list[tree.Statement] = []
        self.stage = VARIABLES
        self.method_names: set[str] = set()
        self.variable_names: set[str] = set()

    def parse(self) -> None:
        """Parse definitions and statements to the end of the text, whatever is in it."""
        while self.kinds[self.at] != END:
            start = self.at
            try:
                self.part()
            except SyntaxFailure as failure:
                self.errors.append(failure.error)
                self.recover(start)
            self.leave_method()

    def part(self) -> None:
        """A variable, a method, or the statements up to the next of these."""
        if self.definition_starts():
            self.definition()
            return
        statements: list[tree.Statement] = []
        try:
            self.block(statements)
        finally:
            self.statements += statements
        self.check_jumps()
        if self.kinds[self.at] != END and not self.definition_starts():
            raise self.failure("statement")
        if statements:  # and no end of a method after them, whose beginning is broken
            self.stage = STATEMENTS

    def recover(self, start: int) -> None:
        """Go on behind the broken method, or at the start of the next one if its end is missing.

        Args:
            start: Where the broken part started, so that at least one token is left behind.
        """
        kinds = self.kinds
        if kinds[self.at] not in METHOD_ENDS:
            self.at = max(self.at, start + 1)
        while kinds[self.at] != END:
            after_dot = kinds[self.at - 1] == "."
            if kinds[self.at] in METHOD_ENDS and not after_dot:
                self.at += 1
                return
            self.depth = 0
            if self.method_starts() and not after_dot:
                return
            self.at += 1

    def definition(self) -> None:
        """A method or variables, with the annotations before them. What has an error inside is not kept."""
        start, errors_before = self.at, len(self.errors)
        self.annotations = self.annotation_list()
        if self.kinds[self.at] == "var":
            if self.stage > VARIABLES:
                self.report("late-variable", self.at)
            variables = self.variable_list(of_module=True)
            if len(self.errors) == errors_before:
                self.variables += variables
            return
        if self.stage > METHODS:
            self.report("late-method", self.at)
        self.stage = METHODS  # after a late one too: it is lost alone
        method = self.method(start)
        (self.methods if len(self.errors) == errors_before else self.faulty_methods).append(method)

    def method(self, start: int) -> tree.Method:
        """``Асинх Функция Имя(Параметры) Экспорт … КонецФункции``."""
        self.in_async = self.skip("async")
        kind = self.kinds[self.at]
        if kind not in ("procedure", "function"):
            raise self.failure("method")
        opened = self.at
        self.at += 1
        name_position, name = self.positions[self.at], self.new_name(self.method_names, "duplicate-method")
        names: set[str] = set()
        parameters = self.parameters(names)
        export = self.skip("export")
        header_last = self.positions[self.at - 1]
        variables = self.local_variables(names)
        self.method_kind = kind
        body = self.block()
        self.close("end" + kind, opened)
        self.check_jumps()
        position, last = self.positions[start], self.positions[self.at - 1]
        line_start, line_end = line_of(position), line_of(last)
        return tree.Method(
            position=position,
            last=last,
            annotations=self.annotations,
            name=name,
            name_position=name_position,
            kind=kind,  # type: ignore[arg-type]
            export=export,
            is_async=self.in_async,
            parameters=parameters,
            header_last=header_last,
            region=self.surroundings.region_at(line_start),
            comment=self.surroundings.comment_above(line_start),
            line_start=line_start,
            line_end=line_end,
            variables=variables,
            body=body,
        )

    def local_variables(self, names: set[str]) -> tuple[tree.Variable, ...]:
        """Every ``Перем`` of a method, before its first statement."""
        while self.skip(";"):  # of the header: needless, but written
            pass
        found: list[tree.Variable] = []
        while self.kinds[self.at] == "var" or (self.kinds[self.at] == ANNOTATION and self.dialect == "onescript"):
            found += self.variable_list(of_module=False, names=names)
        return tuple(found)

    def parameters(self, names: set[str]) -> tuple[tree.Parameter, ...]:
        """``(Знач А, Б = 1)``."""
        self.expect("(")
        found: list[tree.Parameter] = []
        while self.kinds[self.at] != ")" or found:
            annotations = self.annotation_list() if self.dialect == "onescript" else ()
            by_value = self.skip("val")
            position = self.positions[self.at]
            name = self.new_name(names, "duplicate-parameter")
            default = self.constant() if self.skip("=") else None
            found.append(tree.Parameter(position, self.positions[self.at - 1], annotations, name, by_value, default))
            if not self.skip(","):
                break
        self.expect(")")
        return tuple(found)

    def constant(self) -> tree.Literal | tree.Unary:
        """What a parameter may default to: a literal, a number with a sign."""
        kind, following = self.kinds[self.at], self.kinds[self.at + 1 : self.at + 2]
        if kind not in _CONSTANTS and not (kind in ("-", "+") and following == [NUMBER]):
            raise self.failure("constant")
        value = self.operand()
        assert isinstance(value, tree.Literal | tree.Unary)
        return value

    def variable_list(self, *, of_module: bool, names: set[str] | None = None) -> list[tree.Variable]:
        """``Перем А Экспорт, Б;``."""
        annotations = self.annotations if of_module else self.annotation_list()
        self.expect("var")
        taken = self.variable_names if names is None else names
        found: list[tree.Variable] = []
        while True:
            position = self.positions[self.at]
            name = self.new_name(taken, "duplicate-variable")
            export = self.skip("export")
            if export and not of_module:
                self.report("local-export", self.at - 1)
            found.append(tree.Variable(position, self.positions[self.at - 1], annotations, name, export))
            if not self.skip(","):
                break
        if not self.skip(";"):
            raise self.failure("", "missing-semicolon")
        return found

    def annotation_list(self) -> tuple[tree.Annotation, ...]:
        """``&НаКлиенте``, ``&Вместо("Имя")``, one after another."""
        found: list[tree.Annotation] = []
        while self.kinds[self.at] == ANNOTATION:
            at = self.at
            self.at += 1
            arguments = self.annotation_arguments() if self.kinds[self.at] == "(" else ()
            name = self.texts[at][1:].strip()
            annotation = tree.Annotation(self.positions[at], self.positions[self.at - 1], name, arguments)
            error = annotation_error(annotation) if self.dialect == "1c" else None
            if error is not None:
                self.errors.append(error)
            found.append(annotation)
        return tuple(found)

    def annotation_arguments(self) -> tuple[str, ...]:
        """The texts between the brackets and the commas; what they mean is the annotation's affair."""
        self.at += 1
        depth, arguments = 1, [""]  # blanks between the tokens: two signs side by side would start a comment
        while True:
            kind, text = self.kinds[self.at], self.texts[self.at]
            if kind in STATEMENT_ENDS:
                raise self.failure(")")
            self.at += 1
            depth += (kind == "(") - (kind == ")")
            if not depth:
                return tuple(arguments) if arguments != [""] else ()
            if kind == "," and depth == 1:
                arguments.append("")
            else:
                arguments[-1] += f" {text}" if arguments[-1] else text

    def new_name(self, taken: set[str], code: str) -> str:
        """A name that is declared here, and must not have been declared before."""
        name = self.name()
        lower = name.lower()
        if lower in taken:
            self.report(code, self.at - 1)
        taken.add(lower)
        return name

    def skip(self, kind: str) -> bool:
        """Step over a token of this kind if it is there."""
        if self.kinds[self.at] != kind:
            return False
        self.at += 1
        return True

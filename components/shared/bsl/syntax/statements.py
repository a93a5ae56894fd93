"""Statements by recursive descent."""

from collections.abc import Callable

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.expressions import ExpressionParser
from components.shared.bsl.syntax.lexer import Tokens
from components.shared.bsl.syntax.preprocessor import Dialect
from components.shared.bsl.syntax.tokens import ANNOTATION, CONTEXTUAL, END, NAME, WORDS

METHOD_STARTS = frozenset({"procedure", "function", ANNOTATION})
METHOD_ENDS = frozenset({"endprocedure", "endfunction"})
BLOCK_ENDS = METHOD_STARTS | METHOD_ENDS | {"enddo", "endif", "else", "elsif", "endtry", "except", END}
STATEMENT_ENDS = BLOCK_ENDS | {";"}


class StatementParser(ExpressionParser):
    """The grammar of statements, and what a method must hold on its way: loops, handlers, labels."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self.method_kind = ""  # empty in the body of a module
        self.leave_method()

    def leave_method(self) -> None:
        """Forget what the last method held."""
        self.depth = self.loops = self.handlers = 0
        self.method_kind = ""
        self.in_async = False
        self.annotations = ()
        self.labels: set[str] = set()
        self.jumps: list[int] = []

    def block(self, statements: list[tree.Statement] | None = None) -> tree.Statements:
        """Statements up to a word that ends a block. Each ends with a semicolon; the last one may do without.

        Args:
            statements: Where to put them, so that those before an error are not lost.
        """
        kinds = self.kinds
        statements = [] if statements is None else statements
        self.enter()
        while True:
            kind = kinds[self.at]
            if kind == ";":
                self.at += 1
                continue
            if kind == NAME:
                statements.append(self.simple_statement())
            elif kind in BLOCK_ENDS or (kind in ("async", "var") and self.definition_starts()):
                self.depth -= 1
                return tuple(statements)
            else:
                statements.append(self.statement(kind))
            if kinds[self.at] not in STATEMENT_ENDS and kind != "~":
                raise self.failure("", "missing-semicolon")

    def definition_starts(self) -> bool:
        """Whether a method or a variable of the module starts here."""
        is_variable = self.kinds[self.at] == "var" and not self.method_kind and self.depth <= 1
        return is_variable or self.method_starts()

    def method_starts(self) -> bool:
        """Whether a method starts here; ``Асинх`` is an ordinary name elsewhere."""
        kind = self.kinds[self.at]
        return kind in METHOD_STARTS or (kind == "async" and self.kinds[self.at + 1] in METHOD_STARTS)

    def statement(self, kind: str) -> tree.Statement:
        """One statement that starts with a keyword or a sign, without its semicolon."""
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self)
        if kind in CONTEXTUAL:
            return self.await_statement()
        if kind == "var":
            raise self.failure("", "late-variable")
        raise self.failure("statement")

    def simple_statement(self) -> tree.Statement:
        """``А.Б = В`` or ``А.Б(В)``."""
        at = self.at
        position = self.positions[at]
        name = tree.Name(position, position, self.texts[at])
        self.at = at + 1
        left = self.chain(name)
        is_call = isinstance(left, tree.Chain) and isinstance(left.steps[-1], tree.Call)
        if self.kinds[self.at] == "=":
            if is_call:
                raise self.failure("", "call-assigned")
            self.at += 1
            value = self.expression()
            return tree.Assignment(position, value.last, left if isinstance(left, tree.Chain) else name, value)
        if not is_call or not isinstance(left, tree.Chain):
            raise self.failure("", "not-a-statement")
        return tree.CallStatement(position, left.last, left)

    def await_statement(self) -> tree.Statement:
        """``Ждать Метод()``; where the word is an ordinary name, a statement that starts with it."""
        start = self.positions[self.at]
        is_waiting = self.kinds[self.at] == "await" and (self.in_async or self.operand_follows())
        if not is_waiting:
            return self.simple_statement()
        waiting = self.operand()
        if not isinstance(waiting, tree.Await):
            raise self.failure("statement")
        return tree.CallStatement(start, waiting.last, waiting)

    def if_statement(self) -> tree.If:
        """``Если … Тогда … ИначеЕсли … Тогда … Иначе … КонецЕсли``."""
        opened = self.at
        branches = [self.branch()]
        while self.kinds[self.at] == "elsif":
            branches.append(self.branch())
        otherwise, else_position = None, 0
        if self.kinds[self.at] == "else":
            else_position = self.positions[self.at]
            self.at += 1
            otherwise = self.block()
        self.close("endif", opened)
        first, last = self.positions[opened], self.positions[self.at - 1]
        return tree.If(first, last, tuple(branches), else_position, otherwise)

    def branch(self) -> tree.Branch:
        """A condition between two words, and its block."""
        start = self.positions[self.at]
        self.at += 1
        condition = self.expression()
        self.expect("then")
        body = self.block()
        return tree.Branch(start, self.positions[self.at - 1], condition, body)

    def for_statement(self) -> tree.For | tree.ForEach:
        """``Для А = 1 По 9 Цикл`` or ``Для Каждого А Из Б Цикл``."""
        start = self.positions[self.at]
        self.at += 1
        if self.kinds[self.at] == "each":
            return self.for_each_statement(start)
        variable_position, variable = self.positions[self.at], self.name()
        self.expect("=")
        first = self.expression()
        self.expect("to")
        last_value, body = self.expression(), self.loop()
        return tree.For(start, self.positions[self.at - 1], variable, variable_position, first, last_value, body)

    def for_each_statement(self, start: int) -> tree.ForEach:
        """``Для Каждого А Из Б Цикл``."""
        self.at += 1
        variable_position, variable = self.positions[self.at], self.name()
        self.expect("in")
        collection, body = self.expression(), self.loop()
        return tree.ForEach(start, self.positions[self.at - 1], variable, variable_position, collection, body)

    def while_statement(self) -> tree.While:
        """``Пока А Цикл``."""
        start = self.positions[self.at]
        self.at += 1
        condition, body = self.expression(), self.loop()
        return tree.While(start, self.positions[self.at - 1], condition, body)

    def loop(self) -> tree.Statements:
        """``Цикл … КонецЦикла``."""
        opened = self.at
        self.expect("do")
        self.loops += 1
        body = self.block()
        self.loops -= 1
        self.close("enddo", opened)
        return body

    def try_statement(self) -> tree.Try:
        """``Попытка … Исключение … КонецПопытки``."""
        opened = self.at
        self.at += 1
        body = self.block()
        except_position = self.positions[self.at]
        self.expect("except")
        self.handlers += 1
        handler = self.block()
        self.handlers -= 1
        self.close("endtry", opened)
        return tree.Try(self.positions[opened], self.positions[self.at - 1], body, except_position, handler)

    def statement_ends(self) -> bool:
        """Whether the statement has nothing more to say."""
        return self.kinds[self.at] in STATEMENT_ENDS

    def return_statement(self) -> tree.Return:
        """``Возврат`` with a value in functions, without one in procedures."""
        at, start = self.at, self.positions[self.at]
        self.at += 1
        if self.statement_ends():
            if self.method_kind == "function":
                self.report("no-value-from-function", at)
            return tree.Return(start, start, None)
        if self.method_kind == "procedure":
            self.report("value-from-procedure", at)
        value = self.expression()
        return tree.Return(start, value.last, value)

    def raise_statement(self) -> tree.Raise:
        """``ВызватьИсключение``: alone, with one value, or with several in parentheses."""
        at = self.at
        self.at += 1
        if self.statement_ends():
            if not self.handlers:
                self.report("raise-outside-handler", at)
            arguments: tuple[tree.Expression | None, ...] = ()
        elif self.kinds[self.at] == "(" and self.several_in_parentheses():
            arguments = self.arguments()
        else:
            arguments = (self.expression(),)
        return tree.Raise(self.positions[at], self.positions[self.at - 1], arguments)

    def several_in_parentheses(self) -> bool:
        """Whether the parentheses from here hold a comma of their own: ``(А, Б)`` and not ``(А) + Б(В, Г)``."""
        depth = 0
        for at in range(self.at, len(self.kinds)):
            kind = self.kinds[at]
            if kind in ("(", "["):
                depth += 1
            elif kind in (")", "]"):
                depth -= 1
            if not depth or kind in STATEMENT_ENDS:
                return False
            if depth == 1 and kind == ",":
                return True
        return False

    def loop_exit(self) -> tree.Break | tree.Continue:
        """``Прервать`` or ``Продолжить``."""
        at = self.at
        self.at += 1
        if not self.loops:
            self.report("outside-loop", at)
        node = tree.Break if self.kinds[at] == "break" else tree.Continue
        return node(self.positions[at], self.positions[at])

    def goto_statement(self) -> tree.Goto:
        """``Перейти ~Метка``."""
        start = self.positions[self.at]
        self.at += 1
        self.expect("~")
        self.jumps.append(self.at)
        label_position, label = self.positions[self.at], self.label_name()
        return tree.Goto(start, label_position, label)

    def label(self) -> tree.Label:
        """``~Метка:``; the statement may follow at once."""
        start = self.positions[self.at]
        self.at += 1
        name = self.label_name()
        if name.lower() in self.labels:
            self.report("duplicate-label", self.at - 1)
        self.labels.add(name.lower())
        self.expect(":")
        return tree.Label(start, self.positions[self.at - 1], name)

    def label_name(self) -> str:
        """A word after ``~``: the sign tells it from a keyword."""
        if self.kinds[self.at] not in WORDS:
            raise self.failure(NAME)
        self.at += 1
        return self.texts[self.at - 1]

    def check_jumps(self) -> None:
        """Every ``Перейти`` of the method must have its label somewhere in it."""
        for at in self.jumps:
            if self.texts[at].lower() not in self.labels:
                self.report("undefined-label", at)

    def execute_statement(self) -> tree.Execute:
        """``Выполнить Текст``."""
        start = self.positions[self.at]
        self.at += 1
        code = self.expression()
        return tree.Execute(start, code.last, code)

    def handler_statement(self) -> tree.AddHandler | tree.RemoveHandler:
        """``ДобавитьОбработчик Событие, Обработчик`` and its opposite."""
        start, kind = self.positions[self.at], self.kinds[self.at]
        self.at += 1
        event = self.expression()
        self.expect(",")
        node = tree.AddHandler if kind == "addhandler" else tree.RemoveHandler
        handler = self.expression()
        return node(start, handler.last, event, handler)


_RULES: dict[str, Callable[[StatementParser], tree.Statement]] = {
    "if": StatementParser.if_statement,
    "for": StatementParser.for_statement,
    "while": StatementParser.while_statement,
    "try": StatementParser.try_statement,
    "return": StatementParser.return_statement,
    "raise": StatementParser.raise_statement,
    "break": StatementParser.loop_exit,
    "continue": StatementParser.loop_exit,
    "goto": StatementParser.goto_statement,
    "~": StatementParser.label,
    "execute": StatementParser.execute_statement,
    "addhandler": StatementParser.handler_statement,
    "removehandler": StatementParser.handler_statement,
}

"""What belongs to one installation and stands in the code: passwords, addresses, paths."""

import re
from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import member_calls
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_SECRETS = frozenset({"пароль", "password"})
_STRUCTURES = frozenset({"структура", "structure", "фиксированнаяструктура", "fixedstructure"})
_CONNECTIONS = frozenset({"httpсоединение", "httpconnection", "ftpсоединение", "ftpconnection"})
_PASSWORD_OF_CONNECTION = 3  # place among the arguments
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP4 = re.compile(rf"(?<![\d.]){_OCTET}(?:\.{_OCTET}){{3}}(?![\d.])")
_IP6 = re.compile(r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){0,6}:(?::?[0-9a-f]{1,4}){1,6}", re.IGNORECASE)
_LIKE_VERSION = re.compile(r"(?:[123]|11|8\.3)\.|0\.0\.0\.0")
_ABOUT_VERSIONS = re.compile(
    r"верси|version|запуститьприложение|runapp|пространств|namespace|драйвер|driver", re.IGNORECASE
)
_PATH = re.compile(
    r"""
    [a-z]:[\\/]                                   # C:\ and C:/
  | \\\\[^\\\s]+\\                                # \\server\share
  | %\w+%[\\/] | ~/
  | /(?:bin|boot|dev|etc|home|lib|media|misc|mnt|opt|proc|root|run|sbin|tmp|usr|var)/
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_ADDRESS = 300


@diagnostic(
    "UsingHardcodeSecretInformation",
    axis="best_practice",
    strength="strong",
    severity="error",
    standards=(740,),
    title_ru="Хранение конфиденциальной информации в коде",
    title_en="Secret information in the code",
)
def secret(module: ModuleView) -> Iterator[Remark]:
    """Whoever can read the configuration can read its passwords. Keep them in the secure storage.

    Bad:
        Пароль = "12345";
    Good:
        Пароль = ОбщегоНазначения.ПрочитатьДанныеИзБезопасногоХранилища(Владелец, "Пароль");
    """
    for node in module.of(tree.Assignment):
        if _is_secret_value(node.value) and _last_name(node.target) in _SECRETS:
            yield module.remark(node)
    for site in member_calls(module, "вставить", "insert"):
        key, value = (*site.arguments, None, None)[:2]
        if _text(key) in _SECRETS and value is not None and _is_secret_value(value):
            statement = module.parent(site.chain)
            yield module.remark_statements(site.chain, statement or site.chain)
    for created in module.of(tree.New):
        if _creates_with_secret(created):
            above = module.parent(created)
            yield module.remark(above if isinstance(above, tree.Assignment) else created)


def _text(node: tree.Expression | None) -> str:
    return node.texts[0].strip('"').strip().lower() if isinstance(node, tree.Literal) and node.kind == "string" else ""


def _is_secret_value(node: tree.Expression | None) -> bool:
    return bool(_text(node).strip("*"))


def _last_name(target: tree.Name | tree.Chain) -> str:
    if isinstance(target, tree.Name):
        return target.name.lower()
    last = target.steps[-1]
    return (
        last.name.lower()
        if isinstance(last, tree.Member)
        else _text(last.index)
        if isinstance(last, tree.Index)
        else ""
    )


def _creates_with_secret(node: tree.New) -> bool:
    kind, arguments = node.type_name.lower(), node.arguments
    if kind in _CONNECTIONS:
        return len(arguments) > _PASSWORD_OF_CONNECTION and _is_secret_value(arguments[_PASSWORD_OF_CONNECTION])
    if kind not in _STRUCTURES or len(arguments) < 2:
        return False
    names = [name.strip() for name in _text(arguments[0]).split(",")]
    return any(name in _SECRETS and _is_secret_value(value) for name, value in zip(names, arguments[1:], strict=False))


@diagnostic(
    "UsingHardcodeNetworkAddress",
    axis="best_practice",
    strength="weak",
    title_ru="Хранение ip-адресов в коде",
    title_en="Network addresses in the code",
)
def network_address(module: ModuleView) -> Iterator[Remark]:
    """An address of a server is a setting. Versions look like addresses: statements about versions are left alone.

    Bad:
        Сервер = "192.168.0.1";
    Good:
        Сервер = Константы.АдресСервера.Получить();
    """
    for node in module.of(tree.Literal):
        if node.kind == "string" and len(node.texts) == 1 and _is_address(node.texts[0]):
            statement = _statement_around(module, node)
            if statement is None or not _ABOUT_VERSIONS.search(_own_text(module, statement)):
                yield module.remark(node)
    for code in module.methods:
        for parameter in code.method.parameters if code.method is not None else ():
            given = parameter.default
            is_text = isinstance(given, tree.Literal) and given.kind == "string" and _is_address(given.texts[0])
            if given is not None and is_text and not _ABOUT_VERSIONS.search(parameter.name):
                yield module.remark(given)


def _is_address(text: str) -> bool:
    if "." not in text and "::" not in text and text.count(":") < 7:
        return False
    if len(text) > _LONGEST_ADDRESS or "\n" in text:
        return False
    found = _IP4.search(text)
    return bool(found and not _LIKE_VERSION.match(found[0])) or bool(_IP6.fullmatch(text.strip('"')))


def _statement_around(module: ModuleView, node: tree.Node) -> tree.Node | None:
    """The simple statement that holds a node; a header of a method is none."""
    inner: tree.Node = node
    for above in module.around(node):
        if isinstance(above, tree.If | tree.Branch | tree.For | tree.ForEach | tree.While | tree.Try):
            break
        inner = above
    return inner if inner is not node else None


def _own_text(module: ModuleView, statement: tree.Node) -> str:
    return module.source(statement.position, module.token_end(statement.last))


@diagnostic(
    "UsingHardcodePath",
    axis="best_practice",
    strength="weak",
    title_ru="Хранение путей к файлам в коде",
    title_en="Paths of files in the code",
)
def path(module: ModuleView) -> Iterator[Remark]:
    """A path exists on one machine. Take it from a setting, or make a temporary file.

    Bad:
        Каталог = "C:/Обмен";
    Good:
        Каталог = Константы.КаталогОбмена.Получить();
    """
    for node in module.of(tree.Literal):
        if node.kind == "string" and len(node.texts) == 1 and _PATH.match(node.texts[0], 1):
            yield module.remark(node)

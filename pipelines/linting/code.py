"""Rules of our own Python that the checkers of others are silent on, or see in one of several spellings only."""

import ast
import re
from collections.abc import Iterator

from pipelines.linting.rules import Problem, rule

UNPICKLERS = ("pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib")
SAFE_LOADERS = ("SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader")
# whose connections wait for ever unless told otherwise -> how many arguments stand before and with the timeout
WAITING = {
    "urlopen": 3,
    "HTTPConnection": 3,
    "HTTPSConnection": 3,
    "create_connection": 2,
    "PoolManager": 99,
    "ClientSession": 99,
}
REQUESTS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
STATEMENT = re.compile(
    r"^\s*(select\s.*\sfrom|insert\s+into|update\s+\S*\s*set|delete\s+from|drop\s|alter\s|create\s)", re.I | re.S
)


@rule("trust-remote-code", "code")
def trust_remote_code(module: ast.Module) -> Iterator[Problem]:
    """A model brings code of its own and it is run: whoever wrote the model owns the machine.

    Bad:  AutoModel.from_pretrained(path, trust_remote_code=True)
    Good: leave it out; a model that needs code is refused
    """
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "trust_remote_code" and not _is(node.value, False):
            yield node.value.lineno, "trust_remote_code"


@rule("unpickling", "code")
def unpickling(module: ast.Module) -> Iterator[Problem]:
    """Reading a pickle runs what its writer wants.

    Bad:  import pickle; numpy.load(path, allow_pickle=True)
    Good: JSON, safetensors, parquet
    """
    for node in ast.walk(module):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] in UNPICKLERS:
                yield getattr(node, "lineno", 1), f"import of {name}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and not _is(node.value, False):
            yield node.value.lineno, "allow_pickle"


@rule("torch-load", "code")
def torch_load(module: ast.Module) -> Iterator[Problem]:
    """``torch.load`` reads pickles; ``weights_only`` was broken in several versions (CVE-2025-32434).

    Bad:  torch.load(path, weights_only=True)
    Good: safetensors.torch.load_file(path)
    """
    for call in _calls(module):
        if _dotted(call.func) in ("torch.load", "torch.jit.load"):
            yield call.lineno, f"{_dotted(call.func)} of a pickle"


@rule("extract-all", "code")
def extract_all(module: ast.Module) -> Iterator[Problem]:
    """Archives name the paths that they are extracted to; filters of the library were passed by (CVE-2025-4517).

    Bad:  archive.extractall(folder, filter="data")
    Good: read members as streams and write them under names of one's own
    """
    for call in _calls(module):
        name = _dotted(call.func).rpartition(".")[2]
        if name in ("extractall", "unpack_archive") or (name == "extract" and _dotted(call.func) != "extract"):
            yield call.lineno, f"{name} writes where the archive says"


@rule("sql-of-strings", "code")
def sql_of_strings(module: ast.Module) -> Iterator[Problem]:
    """A statement is put together of texts: a value with a quote becomes a statement.

    Bad:  cursor.execute(f"select * from methods where name = '{name}'")
    Good: cursor.execute("select * from methods where name = %s", [name]); sql.Identifier for names of tables
    """
    for node in ast.walk(module):
        text = _put_together(node)
        if text is not None and STATEMENT.search(text):
            yield getattr(node, "lineno", 1), "a statement is put together of texts"


@rule("http-without-timeout", "code")
def http_without_timeout(module: ast.Module) -> Iterator[Problem]:
    """A connection without a deadline waits for ever for a server that is silent.

    Bad:  urlopen(url), requests.get(url), aiohttp.ClientSession()
    Good: the same with timeout=
    """
    for call in _calls(module):
        owner, _, name = _dotted(call.func).rpartition(".")
        of_a_library = owner in ("requests", "httpx") and name in REQUESTS
        waits = of_a_library or len(call.args) < WAITING.get(name, 0)
        if waits and not any(keyword.arg in ("timeout", None) for keyword in call.keywords):
            yield call.lineno, f"{name} without timeout"


@rule("shell", "code")
def shell(module: ast.Module) -> Iterator[Problem]:
    """A shell reads signs in names as commands.

    Bad:  subprocess.run(f"git log {name}", shell=True), os.system(…)
    Good: subprocess.run(["git", "log", name])
    """
    for call in _calls(module):
        if _dotted(call.func) in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"):
            yield call.lineno, f"{_dotted(call.func)} starts a shell"
        for keyword in call.keywords:
            if keyword.arg == "shell" and not _is(keyword.value, False):
                yield call.lineno, "shell=True"


@rule("yaml-unsafe", "code")
def yaml_unsafe(module: ast.Module) -> Iterator[Problem]:
    """YAML that may name Python objects makes them.

    Bad:  yaml.load(text, Loader=yaml.Loader)
    Good: yaml.safe_load(text)
    """
    safe = set(_safe_names(module))
    for call in _calls(module):
        name = _dotted(call.func)
        if name in ("yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all"):
            yield call.lineno, name
        if name in ("yaml.load", "yaml.load_all"):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "Loader"] + call.args[1:2]
            if not given or not (_is_safe(given[0]) or _dotted(given[0]) in safe):
                yield call.lineno, f"{name} without a safe loader"


def _safe_names(module: ast.Module) -> Iterator[str]:
    """Loaders of the module's own that are made of safe ones only."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and any(_is_safe(base) for base in node.bases):
            yield node.name
        if isinstance(node, ast.Assign) and _is_safe(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _is_safe(node: ast.expr) -> bool:
    loaders = re.findall(r"\w*Loader\b", ast.unparse(node))
    return bool(loaders) and all(name in SAFE_LOADERS for name in loaders)


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; only the last name where the beginning is no name."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _is(node: ast.expr, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _put_together(node: ast.AST) -> str | None:
    """The constant beginning of a text that holds values: f-string, ``+``, ``%``, ``format``."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _text(node.func.value)
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

"""A record made from one method of a module."""

import hashlib
import re
from dataclasses import dataclass

from components.ingest.categories import category_of
from components.ingest.checkout import Checkout
from components.ingest.descriptions import Description, read_description
from components.ingest.instructions import input_for, instruction_for
from components.ingest.licenses import License
from components.ingest.module_places import ModulePlace
from components.shared.bsl import Method, normalised_tokens
from components.shared.knowledge_base.methods import PROPRIETARY, license_of_configuration
from components.shared.records import ExecutionContext, Language, Record

# Strings and comments may hold brackets; a default value holds no brackets of its own.
_SIGNATURE = re.compile(
    r"(?:(?:Асинх|Async)\s+)?(?:Процедура|Функция|Procedure|Function)\s+\w+\s*"
    r"\((?:\"[^\"]*\"|//[^\n]*|[^\")/]|/(?!/))*\)(?:\s*(?:Экспорт|Export)\b)?",
    re.I,
)
_COMMENT = re.compile(r"(\"[^\"]*\")|//[^\n]*")
_RUSSIAN_END = re.compile(r"\bКонец(?:Процедуры|Функции|Если|Цикла|Попытки)\b", re.I)
_ENGLISH_END = re.compile(r"\bEnd(?:Procedure|Function|If|Do|Try)\b", re.I)
_CONTEXT_BY_DIRECTIVE: dict[str, ExecutionContext] = {
    "наклиенте": "client",
    "atclient": "client",
    "насервере": "server",
    "atserver": "server",
    "насерверебезконтекста": "server",
    "atservernocontext": "server",
    "наклиентенасерверебезконтекста": "both",
    "atclientatservernocontext": "both",
    "наклиентенасервере": "both",
    "atclientatserver": "both",
}


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What all methods of one module have in common."""

    path: str
    place: ModulePlace
    configuration: str
    checkout: Checkout
    repository: str
    license: License
    license_is_stated: bool = False  # in the settings of the source

    def binding_license(self) -> License:
        """Configurations that are sold stay inside of the company, whatever a file in the same folder says.

        Only the settings of the source, or those it was loaded with, can say otherwise: a licence file is often that
        of the repository somebody put an export into.
        """
        said = self.license_is_stated or self.license.source in ("settings", "knowledge_base")
        sold = license_of_configuration(self.configuration, "") == PROPRIETARY
        return License(PROPRIETARY, "configuration") if sold and not said else self.license


def record_of(method: Method, lines: list[str], facts: ModuleFacts) -> Record:
    """Make the task and the answer of a method.

    Args:
        method: The method as parsed.
        lines: Lines of its module.
        facts: What is known of the module.
    """
    start = first_comment_line(lines, method.line_start)
    output = "\n".join(lines[start - 1 : method.line_end])
    description = read_description(method.comment)
    instruction = instruction_for(method.name, method.kind == "function", description.text)
    context = _context(method, facts.place)
    code = "\n".join(lines[method.line_start - 1 : method.line_end])
    license_ = facts.binding_license()
    return Record(
        id=record_id(output, instruction),
        instruction=instruction,
        input=input_for(
            signature_of(code),
            description.parameters,
            description.returns,
            (facts.place.module_kind, context),
            method.directives,
        ),
        output=output,
        category=category_of(output, facts.place.module_kind),
        language=language_of(output),
        name=method.name,
        kind=method.kind,
        export=method.export,
        module_kind=facts.place.module_kind,
        context=context,
        configuration=facts.configuration,
        source="module",
        repository=facts.repository,
        commit=facts.checkout.commit,
        path=facts.path,
        line_start=start,
        line_end=method.line_end,
        license=license_.name,
        license_source=license_.source,
        redistributable=license_.redistributable,
        copyright="\n".join(license_.notices),
        module_key=facts.place.module_key,
        flags=_flags(description),
    )


def record_id(answer: str, instruction: str) -> str:
    """The same for answers that differ in spaces, comments and case only; the task may differ in spaces and case."""
    task = " ".join(instruction.casefold().split())
    text = "\x1f".join(normalised_tokens(answer)) + "\x1e" + task
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def signature_of(code: str) -> str:
    """The line that declares a method, without comments; a declaration of several lines becomes one."""
    found = _SIGNATURE.search(code)
    text = found.group() if found else ""
    return " ".join(_COMMENT.sub(lambda part: part.group(1) or " ", text).split()).replace("( ", "(").replace(" )", ")")


def language_of(code: str) -> Language:
    """Which spelling of the keywords is used: the words that close blocks are never names of anything else."""
    russian, english = _RUSSIAN_END.search(code), _ENGLISH_END.search(code)
    if russian and english:
        return "mixed"
    return "en" if english else "ru"


def first_comment_line(lines: list[str], line_start: int) -> int:
    """Where the comment over a method begins; the line of the method where there is none."""
    while line_start > 1 and lines[line_start - 2].lstrip().startswith("//"):
        line_start -= 1
    return line_start


def _context(method: Method, place: ModulePlace) -> ExecutionContext:
    for directive in method.directives:
        context = _CONTEXT_BY_DIRECTIVE.get(directive.lstrip("&").casefold())
        if context:
            return context
    return place.context


def _flags(description: Description) -> tuple[str, ...]:
    flags = (("deprecated", description.deprecated), ("only_reference", description.only_reference))
    return tuple(name for name, present in flags if present)

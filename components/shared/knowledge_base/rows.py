"""What a configuration's export becomes: plain rows, in the order of the tables."""

from dataclasses import dataclass

from components.shared.knowledge_base.methods import StoredMethod


@dataclass(frozen=True, slots=True)
class ConfigurationRow:
    """The configuration itself."""

    name: str
    full_name: str
    version: str
    platform_version: str
    source_url: str
    commit: str
    license: str
    metadata: str  # JSON


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A metadata object."""

    object_type: str
    name: str
    metadata: str  # JSON


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A method; the names of the fields are those of the columns."""

    name: str
    ordinal: int
    function_type: str
    is_exported: bool
    signature: str
    parameters: str  # JSON
    return_type: str
    region: str
    description: str
    doc: str  # JSON
    code: str
    body_hash: str
    start_line: int
    end_line: int
    complexity_score: int
    language: str
    context: str


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module with everything inside it."""

    source_file: str
    object_type: str
    object_name: str
    name: str
    module_type: str
    context: str
    description: str
    code: str
    code_hash: str
    line_count: int
    functions: tuple[FunctionRow, ...] = ()
    api_usage: tuple[tuple[str, int], ...] = ()
    regions: tuple[tuple[int, int, str, int], ...] = ()  # first line, last line, name, level
    errors: tuple[str, ...] = ()


def stored_methods(configuration: ConfigurationRow, module: ModuleRow) -> list[StoredMethod]:
    """The methods of a module as a reader would get them."""
    return [_stored(configuration, module, function) for function in module.functions]


def _stored(configuration: ConfigurationRow, module: ModuleRow, function: FunctionRow) -> StoredMethod:
    number = f".{function.ordinal}" if function.ordinal else ""
    return StoredMethod(
        key=f"{configuration.name}/{module.source_file}#{function.name}{number}",
        configuration=configuration.name,
        license=configuration.license,
        source_url=configuration.source_url,
        commit=configuration.commit,
        platform_version=configuration.platform_version,
        module_type=module.module_type,
        module_name=module.name,
        path=module.source_file,
        context=module.context,
        name=function.name,
        description=function.description,
        code=function.code,
        line_start=function.start_line,
        changed=0,
    )

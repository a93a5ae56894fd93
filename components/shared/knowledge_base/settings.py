"""What is read of a knowledge base, and for how long it is waited for."""

from pydantic import Field

from components.shared.settings import Settings

# The percent sign marks values in statements, and 63 bytes are all that the server keeps of a name.
_NAME = r"^[^%\x00]{1,127}$"
_NAME_OR_NONE = r"^[^%\x00]{0,127}$"


class ColumnSettings(Settings):
    """How a foreign table calls what is read. Our own schema is found by itself and needs none of this."""

    table: str = Field("functions", pattern=_NAME, description="Table or view, with its schema where it needs one")
    key: str = Field(
        "",
        pattern=_NAME_OR_NONE,
        description="Unique column that rows are ordered by; empty: id where it is unique, else all",
    )
    name: str = Field("name", pattern=_NAME, description="Column with the name of the method")
    description: str = Field("description", pattern=_NAME, description="Column that says what the method is for")
    code: str = Field("code_preview", pattern=_NAME, description="Column with the code")
    module_name: str = Field("module_name", pattern=_NAME, description="Column with the name of the module")
    configuration: str = Field("configuration_name", pattern=_NAME, description="Column with the configuration")
    metadata_type: str = Field("metadata_type", pattern=_NAME, description="Column with the kind of object")
    updated_at: str = Field(
        "", pattern=_NAME_OR_NONE, description="Column with the time of the last change; empty: always read everything"
    )


class KnowledgeBaseSettings(Settings):
    """Choices of one reading. Where the knowledge base is, ``BSL_KNOWLEDGE_BASE`` says."""

    configurations: tuple[str, ...] = Field((), description="Names such as DO, ERP, ZUP, BUH; empty: all")
    limit: int = Field(0, ge=0, description="Most methods read; 0: all")
    columns: ColumnSettings = ColumnSettings()
    stall_seconds: float = Field(55, gt=0, description="A server silent for so long is given up and connected to again")
    statement_seconds: float = Field(50, gt=0, description="Longest that one statement may take on the server")
    idle_seconds: float = Field(900, gt=0, description="Longest that this side may be busy between two reads")
    reconnects: int = Field(10, ge=0, description="Attempts without any progress before the reading fails")
    overlap_seconds: float = Field(
        3600, ge=0, description="Longest transaction expected where only times tell what changed"
    )
    mirror: str = Field("", description="Folder that keeps what was read: then only changes are asked for; empty: none")

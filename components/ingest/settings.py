"""Where records come from."""

from typing import Literal

from pydantic import Field

from components.ingest.public_settings import PublicSettings
from components.shared.archives.settings import RepositorySettings
from components.shared.context.settings import ContextSettings
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.settings import ProfiledSettings, Settings


class SourceSettings(Settings):
    """One source of records."""

    kind: Literal[
        "patterns", "community", "public", "modules", "repository", "templates", "corrections", "knowledge_base"
    ] = Field(
        description="Hand-written patterns, patterns of contributors, public sets as files, BSL modules, "
        "repositories of a Git host, "
        "generated template records, corrections from ratings, the knowledge base that BSL_KNOWLEDGE_BASE names"
    )
    path: str = Field("", description="Folder of patterns or modules: an export, a folder of .bsl/.os, a Git checkout")
    configuration: str = Field("", description="Name of the configuration; empty: taken from the export")
    repository: str = Field("", description="Where the source can be found; empty: taken from the Git checkout")
    license: str = Field("", description="SPDX or LicenseRef-…; empty: found in headers and licence files")
    copyright: str = Field(
        "",
        description="Whose the texts are, as ATTRIBUTION.md is to say it: 'Copyright (c) 2020 …', a line for each; "
        "empty: the lines of headers and licence files",
    )
    dialect: Literal["1c", "onescript"] = Field("1c", description="Dialect of .bsl files; .os files are OneScript")
    count: int = Field(0, ge=0, description="How many template records are generated")
    seed: int = Field(0, ge=0, description="Seed of the generated records")
    max_per_user: int = Field(
        200, ge=1, description="Most examples taken from one contributor (community) or one user (corrections)"
    )
    public: PublicSettings = PublicSettings()
    repositories: RepositorySettings = RepositorySettings()
    knowledge_base: KnowledgeBaseSettings = KnowledgeBaseSettings()


class IngestSettings(ProfiledSettings):
    """All sources of a run."""

    sources: tuple[SourceSettings, ...] = Field(
        (
            SourceSettings(kind="patterns", path="datasets/patterns"),
            SourceSettings(kind="community", path="datasets/community"),
            SourceSettings(kind="modules", path="datasets/sample_configuration/designer", license="Apache-2.0"),
            SourceSettings(kind="templates", count=480, seed=1),
            SourceSettings(kind="corrections"),
        ),
        min_length=1,
        description="All of them are read; what is kept does not depend on their order",
    )
    max_file_bytes: int = Field(8 * 2**20, ge=1, description="Largest module read")
    context: ContextSettings = ContextSettings()

"""What an archive says about its modules: licences, the names of configurations, where common modules run.

Descriptions and licences may come after the modules that they are about. So the archive, which lies on this machine as
one file, is read twice: first for these facts, of which little has to be remembered, then for the modules.
"""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from components.ingest.licenses import (
    LARGEST_LICENSE_BYTES,
    MOST_NOTICES,
    is_license_file,
    notices_of,
    recognise,
    states_authors,
)
from components.ingest.module_places import HEAD_BYTES, ModulePlace, flags_in, name_in, place_within
from components.shared.archives.reader import Wanted, read_members
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings

MOST_REMEMBERED_CHARACTERS = 16 * 2**20  # 561 common modules of a large configuration need 0.1 MB
_CONFIGURATION_FILES = ("Configuration.xml", "Configuration/Configuration.mdo")
_COMMON_MODULES = "CommonModules"


@dataclass(slots=True)
class ArchiveFacts:
    """Facts by path; travels to the processes that parse."""

    licenses: dict[str, str] = field(default_factory=dict)
    notices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    configurations: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    commit: str = ""

    def note_commit(self, commit: str) -> None:
        """The commit that the archive says it is of."""
        self.commit = commit

    def place_of(self, path: str) -> ModulePlace:
        """What a module is."""
        return place_within(path, self._configuration_name, lambda file: self.flags.get(str(file), ""))

    def license_above(self, path: str) -> str:
        """The licence file next to or above a module; empty: there is none that is known."""
        return next((name for folder in PurePosixPath(path).parents if (name := self._license_in(str(folder)))), "")

    def notices_above(self, path: str) -> tuple[str, ...]:
        """What stands with that licence about whose the code is."""
        folders = map(str, PurePosixPath(path).parents)
        return next((self.notices.get(folder, ()) for folder in folders if self._license_in(folder)), ())

    def _license_in(self, folder: str) -> str:
        return self.licenses.get(folder, "")

    def _configuration_name(self, base: PurePosixPath) -> str:
        descriptions = (self.configurations.get(str(base / file)) for file in _CONFIGURATION_FILES)
        return next((name.strip() for name in descriptions if name), "")


def survey(archive: Path, settings: RepositorySettings) -> ArchiveFacts:
    """Read everything but the modules.

    Raises:
        RepositoryRefused: The archive is damaged or over a budget.
    """
    facts, license_files, remembered = ArchiveFacts(), dict[str, str](), 0
    notices: dict[str, tuple[str, ...]] = {}
    with archive.open("rb") as file:
        for member in read_members(file, settings, _wanted, lambda reason, path: None, facts.note_commit):
            path, text = PurePosixPath(member.path), member.data.decode("utf-8", "replace")
            if states_authors(path.name):
                license_files[member.path] = found = recognise(text) if is_license_file(path.name) else ""
                notices[member.path] = notices_of(text)
                remembered += sum(map(len, notices[member.path]))
            elif member.path.endswith(_CONFIGURATION_FILES):
                # a space stands for a description without a name: the other layout is not asked then
                facts.configurations[member.path] = found = name_in(text.removeprefix("\ufeff")) or " "
            else:
                facts.flags[member.path] = found = flags_in(text)
            remembered += len(member.path) + len(found)
            if remembered > MOST_REMEMBERED_CHARACTERS:
                raise RepositoryRefused("archive_too_large", "descriptions of more common modules than there can be")
    _by_folder(license_files, facts)
    for place, lines in sorted(notices.items()):
        folder = str(PurePosixPath(place).parent)
        facts.notices[folder] = tuple(dict.fromkeys((*facts.notices.get(folder, ()), *lines)))[:MOST_NOTICES]
    return facts


def _by_folder(license_files: dict[str, str], facts: ArchiveFacts) -> None:
    """Of several licence files in a folder the first by name that is recognised counts."""
    for path, name in sorted(license_files.items()):
        if name:
            facts.licenses.setdefault(str(PurePosixPath(path).parent), name)


def _wanted(path: str) -> Wanted | None:
    parts = path.split("/")
    if states_authors(parts[-1]):
        return Wanted(LARGEST_LICENSE_BYTES)
    described = len(parts) > 1 and (
        (parts[-2] == _COMMON_MODULES and parts[-1].endswith(".xml"))
        or (parts[-3:-2] == [_COMMON_MODULES] and parts[-1] == f"{parts[-2]}.mdo")
    )
    is_configuration = parts[-1] == "Configuration.xml" or parts[-2:] == ["Configuration", "Configuration.mdo"]
    return Wanted(HEAD_BYTES, beginning=True) if described or is_configuration else None

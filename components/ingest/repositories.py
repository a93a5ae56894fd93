"""Records from public Git repositories: the archive of one commit each, read as a stream, never unpacked or cloned.

The same records as a checkout of that commit gives as a folder. A repository is taken whole or not at all: one that
breaks in the middle gives nothing and is counted, the others stay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from components.ingest.archive_survey import ArchiveFacts, survey
from components.ingest.checkout import Checkout
from components.ingest.context_known import known_of_archive, once
from components.ingest.context_stage import with_context
from components.ingest.history import read_history
from components.ingest.licenses import license_of_text, with_notices, with_stated
from components.ingest.methods import ModuleFacts
from components.ingest.module_files import GIT_FOLDER, SUFFIXES, text_of
from components.ingest.modules import Chunk, records_of_text, refuse_nothing
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.archives.host_client import Clock
from components.shared.archives.hosts import page_of
from components.shared.archives.names import RepositoryName, is_commit, parse_repository
from components.shared.archives.reader import Member, Wanted, read_members
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.store import ArchiveStore, FetchedArchive
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.progress import Progress, silent
from components.shared.records import Record, read_records, write_records

FILES_PER_PIECE = 16
BYTES_PER_PIECE = 1 << 20
PIECES_WORTH_A_POOL = 4


@dataclass(frozen=True, slots=True)
class RepositoryAccess:
    """What lies outside: the token, where archives are kept, and where the run's own files may lie.

    Without a folder no archive is kept, and without a scratch folder files lie where this machine has such.
    """

    token: str | None = None
    folder: Path | None = None
    clock: Clock | None = None
    scratch: Path | None = None


@dataclass(frozen=True, slots=True)
class _Choices:
    source: SourceSettings
    max_file_bytes: int
    context: ContextSettings


@dataclass(frozen=True, slots=True)
class _Repository:
    name: RepositoryName
    source: SourceSettings
    max_file_bytes: int
    commit: str
    facts: ArchiveFacts


def read_repositories(
    source: SourceSettings,
    max_file_bytes: int,
    context: ContextSettings,
    access: RepositoryAccess,
    tally: Tally,
    progress: Progress,
) -> Iterator[Record]:
    """Make a record of every method of every repository.

    Args:
        source: Which repositories, from which host.
        max_file_bytes: Largest module read.
        context: What tasks are told of the configuration that a repository is an export of.
        access: Token and folder.
        tally: Grows by what is met and what is left out, a whole repository under the reason that it broke for.
        progress: Told after each repository.

    Raises:
        BadInput: No repository is named, or fewer can be read than the settings ask for.
        TryAgain: The host's rate limit asks for a longer wait than the settings allow.
    """
    names = source.repositories.names + source.repositories.history
    if not names:
        raise BadInput("ingest.sources: a source of kind repository needs repositories.names, as in [owner/name@v1.2]")
    broken: list[str] = []
    choices = _Choices(source, max_file_bytes, context)
    with TemporaryDirectory(prefix="bsl-repositories-", dir=access.scratch) as temporary:
        folder = access.folder or Path(temporary)
        store = ArchiveStore(folder, source.repositories, access.token, access.clock)
        for number, text in enumerate(names, start=1):
            whole = Path(temporary) / "records"
            try:
                if number <= len(source.repositories.names):
                    counted = _read_whole(text, store, choices, whole)
                else:
                    counted = Tally()
                    write_records(whole, read_history(text, source, max_file_bytes, counted))
                tally.add(counted)
                yield from read_records(whole)
            except RepositoryRefused as error:
                broken.append(f"{ascii(text)[1:-1][:200]}: {error}")
                tally.drop(error.reason, ascii(text)[1:-1][:200], detail=error.detail)
            progress("repositories", number, len(names))
    if len(names) - len(broken) < source.repositories.least_share * len(names):
        raise BadInput(
            f"repositories.names: {len(broken)} of {len(names)} cannot be read, more than least_share allows; "
            "correct or remove:\n  " + "\n  ".join(broken)
        )
    refuse_nothing("repositories.names", tally.files, tally)


def _read_whole(text: str, store: ArchiveStore, choices: _Choices, whole: Path) -> Tally:
    """Write the records of one repository to a file: nothing of a repository counts before all of it was read."""
    name = parse_repository(text)
    archive = store.get(name)
    source = choices.source
    try:
        facts = survey(archive.path, source.repositories)
        repository = _Repository(name, source, choices.max_file_bytes, _commit(archive, facts), facts)
        tally = Tally()
        records = _records(repository, archive.path, tally)
        if facts.configurations:
            write_records(whole, _with_context(records, archive.path, choices, whole.parent, tally))
        else:
            write_records(whole, records)
    except RepositoryRefused:
        store.forget(archive)
        raise
    return tally


def _commit(archive: FetchedArchive, facts: ArchiveFacts) -> str:
    """The commit asked for; the one that the archive names where nothing was asked.

    Raises:
        RepositoryRefused: The archive says that it is of another commit.
    """
    said = facts.commit if is_commit(facts.commit) else ""
    if archive.commit and said and said != archive.commit:
        raise RepositoryRefused("archive_of_another_commit", f"{archive.commit} was asked for, {said} came")
    return archive.commit or said


def _with_context(
    records: Iterator[Record], archive: Path, choices: _Choices, scratch: Path, tally: Tally
) -> Iterator[Record]:
    with TemporaryDirectory(prefix="descriptions-", dir=scratch) as folder:
        known = once(partial(known_of_archive, archive, choices.source.repositories, Path(folder)))
        yield from with_context(records, known, choices.context, tally, silent, scratch)


def _records(repository: _Repository, archive: Path, tally: Tally) -> Iterator[Record]:
    limits = repository.source.repositories
    skipped = partial(_skip, repository, tally)
    with archive.open("rb") as file:
        members = read_members(file, limits, partial(_wanted, repository.max_file_bytes), skipped)
        pieces = _pieces(members)
        for records, counted in in_order(partial(read_piece, repository), pieces, PIECES_WORTH_A_POOL):
            tally.add(counted)
            yield from records


def read_piece(repository: _Repository, members: list[Member]) -> Chunk:
    """Parse some modules; runs in a process of its own."""
    tally = Tally()
    return [record for member in members for record in _read_one(repository, member, tally)], tally


def _read_one(repository: _Repository, member: Member, tally: Tally) -> Iterator[Record]:
    tally.files += 1
    text = text_of(member.data, member.path, tally)
    if text is not None:
        facts = _facts(repository, member.path, text)
        yield from records_of_text(text, member.path, facts, repository.source.dialect, tally)


def _facts(repository: _Repository, path: str, text: str) -> ModuleFacts:
    source, known = repository.source, repository.facts
    place = known.place_of(path)
    address = source.repository or page_of(source.repositories, repository.name)
    found = license_of_text(text, lambda: known.license_above(path), source.license)
    return ModuleFacts(
        path=path,
        place=place,
        configuration=source.configuration or place.configuration,
        checkout=Checkout(Path(), address, repository.commit),
        repository=address,
        license=with_stated(with_notices(found, text, lambda: known.notices_above(path)), source.copyright),
        license_is_stated=bool(source.license),
    )


def _wanted(max_file_bytes: int, path: str) -> Wanted | None:
    inside_git = GIT_FOLDER in path.split("/")
    return Wanted(max_file_bytes) if path.casefold().endswith(SUFFIXES) and not inside_git else None


def _skip(repository: _Repository, tally: Tally, reason: str, path: str) -> None:
    # a folder counts a file that it met and could not read; a link or an entry of another name it never was
    tally.files += reason in ("file_too_large", "not_a_file", "duplicate_member")
    tally.drop(reason, path, detail=str(repository.name))


def _pieces(members: Iterable[Member]) -> Iterator[list[Member]]:
    """Few files and few bytes at a time: the largest modules must not wait for a process side by side."""
    piece: list[Member] = []
    size = 0
    for member in members:
        piece.append(member)
        size += len(member.data)
        if len(piece) == FILES_PER_PIECE or size >= BYTES_PER_PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece

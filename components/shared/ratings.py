"""Answers that were given and what users said about them: two append-only files of JSON lines in a folder.

An answer is known before it can be rated, and each user rates it once.
"""

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from components.shared.errors import BadInput, TryAgain

logger = logging.getLogger(__name__)

ANONYMOUS = "anonymous"  # the user of an answer that nobody in particular asked for
_LONGEST_TEXT = 200_000


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is taken as UTC: two of them must always compare."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_line(self) -> bytes:
        return self.model_dump_json().encode() + b"\n"


class GivenAnswer(_Line):
    """One answer that left the gateway."""

    answer_id: str = Field(min_length=1, max_length=200)
    name: str = Field(description="Name of the model that the caller asked for")
    assigned_version: str = Field(description="Version that the split gave this user")
    served_version: str = Field(description="Version that answered; another one when the base model stood in")
    user: str = Field(min_length=1, max_length=200, description="Hash of the user")
    query_type: str = ""
    user_query: str = Field(max_length=_LONGEST_TEXT)
    generated_code: str = Field(max_length=_LONGEST_TEXT)
    finish_reason: str = ""
    latency_seconds: float = Field(0.0, ge=0)
    timestamp: Moment
    record_id: str = Field("", description="The test record that was asked, when it was one")


class Rating(_Line):
    """What one user said about one answer."""

    user_query: str = Field(max_length=_LONGEST_TEXT)
    generated_code: str = Field(max_length=_LONGEST_TEXT)
    user_rating: int = Field(ge=1, le=5)
    issues: tuple[Annotated[str, Field(max_length=1000)], ...] = Field((), max_length=50)
    timestamp: Moment
    answer_id: str = Field(min_length=1, max_length=200)
    version: str = Field(description="Version that gave the answer")
    user: str = Field(min_length=1, max_length=200, description="Hash of the user who rates")
    rater: Literal["person", "automatic"] = "person"
    corrected_code: str = Field("", max_length=_LONGEST_TEXT, description="How it should have been written")


class RatingStore(Protocol):
    """Where answers and ratings are kept."""

    def add_answer(self, answer: GivenAnswer) -> bool:
        """Keep an answer; False: an answer with this id is kept already."""

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """The answer with this id, or None when none was given."""

    def add_rating(self, rating: Rating) -> bool:
        """Keep a rating; False: this user has rated this answer before. Raises ``BadInput`` for an unknown answer."""

    def ratings(self) -> Iterator[Rating]:
        """All ratings in the order they came."""

    def answers(self) -> Iterator[GivenAnswer]:
        """All answers in the order they were given."""


def open_ratings(url: str) -> RatingStore:
    """Open the ratings that a URL names.

    Args:
        url: ``file:<folder>``; the folder is made when something is written.

    Raises:
        BadInput: The URL names something else.
    """
    scheme, colon, rest = url.partition(":")
    folder = rest.removeprefix("//")
    if not colon or scheme != "file" or not folder:
        raise BadInput(f"BSL_RATINGS: {url!r} is not supported; use file:<folder>, as in file:./artifacts/ratings")
    root = Path(folder).absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"BSL_RATINGS: {root} is a file; name a folder")
    return FolderRatings(root)


class FolderRatings:
    """Ratings in a folder, safe for many threads and processes of one machine."""

    def __init__(self, root: Path) -> None:
        self._answers = JsonLines(root / "answers.jsonl", _answer_key)
        self._ratings = JsonLines(root / "ratings.jsonl", _who_rated_what)

    @property
    def damaged(self) -> int:
        """Lines that could not be read: torn by a crash and moved aside, or no JSON of ours and skipped."""
        return self._answers.damaged + self._ratings.damaged

    def add_answer(self, answer: GivenAnswer) -> bool:
        """Keep an answer; see ``RatingStore``."""
        return self._answers.add(answer.answer_id, answer.to_line())

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """Find an answer; see ``RatingStore``."""
        line = self._answers.find(answer_id)
        return GivenAnswer.model_validate_json(line) if line is not None else None

    def add_rating(self, rating: Rating) -> bool:
        """Keep a rating; see ``RatingStore``."""
        answer = self.answer(rating.answer_id)
        if answer is None:
            raise BadInput(f"no answer {rating.answer_id!r} was given; rate an answer by the id that came with it")
        if rating.version != answer.served_version:
            raise BadInput(f"answer {rating.answer_id!r} was given by {answer.served_version}, not {rating.version}")
        return self._ratings.add(_rating_key(rating.answer_id, rating.user), rating.to_line())

    def ratings(self) -> Iterator[Rating]:
        """All ratings; see ``RatingStore``."""
        return map(Rating.model_validate_json, self._ratings.read())

    def answers(self) -> Iterator[GivenAnswer]:
        """All answers; see ``RatingStore``."""
        return map(GivenAnswer.model_validate_json, self._answers.read())


def _rating_key(answer_id: str, user: str) -> str:
    return json.dumps([answer_id, user])


def _answer_key(line: bytes) -> str:
    return GivenAnswer.model_validate_json(line).answer_id


def _who_rated_what(line: bytes) -> str:
    rating = Rating.model_validate_json(line)
    return _rating_key(rating.answer_id, rating.user)


class JsonLines:
    """An append-only file in which each key comes once.

    Knows where each key's line lies, and follows what other processes append.
    """

    def __init__(self, path: Path, key_of: Callable[[bytes], str]) -> None:
        self._path = path
        self._key_of = key_of
        self._lines: dict[str, tuple[int, int]] = {}
        self._end = 0
        self._thread_lock = threading.Lock()
        self.damaged = 0
        if path.exists():
            with self._locked() as file:
                self._follow(file)

    def add(self, key: str, line: bytes) -> bool:
        """Append a line through to the disk; False: the key has a line already."""
        with self._locked() as file:
            self._follow(file)
            if key in self._lines:
                return False
            self._append(file, line)
            self._lines[key] = (self._end, len(line))
            self._end += len(line)
            return True

    def find(self, key: str) -> bytes | None:
        """The line of a key, or None."""
        if not self._path.exists():
            return None
        with self._locked() as file:
            self._follow(file)
            start, length = self._lines.get(key, (0, 0))
            return os.pread(file, length, start) if length else None

    def read(self) -> Iterator[bytes]:
        """All lines in order, each key once."""
        if not self._path.exists():
            return
        with self._locked() as file:
            self._follow(file)
            places = list(self._lines.values())
        with self._path.open("rb") as lines:
            for start, length in places:
                lines.seek(start)
                yield lines.read(length)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The open file, for one thread of one process at a time."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._thread_lock:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file
            finally:
                os.close(file)

    def _follow(self, file: int) -> None:
        """Index what was appended since the last look; a line without an end was torn by a crash."""
        size = os.fstat(file).st_size
        if size < self._end:  # somebody emptied the folder under us
            self._lines, self._end = {}, 0
        *whole, torn = _pread_all(file, self._end, size).split(b"\n")
        for line in whole:
            self._index(line + b"\n")
        if torn:
            self._move_aside(file, torn)

    def _index(self, line: bytes) -> None:
        try:
            self._lines.setdefault(self._key_of(line), (self._end, len(line)))
        except ValueError:  # pydantic's and json's errors are among these
            self.damaged += 1
            logger.warning("%s: %d bytes at %d are no line of ours; left out", self._path, len(line), self._end)
        self._end += len(line)

    def _move_aside(self, file: int, torn: bytes) -> None:
        with self._path.with_name(self._path.name + ".torn").open("ab") as aside:
            aside.write(torn + b"\n")
        os.ftruncate(file, self._end)
        self.damaged += 1
        logger.warning("%s: the last line was torn; %d bytes moved to %s", self._path, len(torn), aside.name)

    def _append(self, file: int, line: bytes) -> None:
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.pwrite(file, rest, self._end + len(line) - len(rest)) :]
            os.fsync(file)
        except OSError as error:
            os.ftruncate(file, self._end)
            raise TryAgain(f"{self._path}: could not be written ({error.strerror}); nothing was kept") from error


def _pread_all(file: int, start: int, end: int) -> bytes:
    pieces = []
    while start < end and (piece := os.pread(file, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)

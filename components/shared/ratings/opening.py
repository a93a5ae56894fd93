"""Which store of ratings a URL names."""

from importlib.util import find_spec
from pathlib import Path

from components.shared.errors import BadInput
from components.shared.ratings.folder import FolderRatings
from components.shared.ratings.records import RatingStore

VARIABLE = "BSL_RATINGS"
_POSTGRES = ("postgresql:", "postgres:")
_SUPPORTED = "use file:<folder>, as in file:./artifacts/ratings, or postgresql://user@host:5432/database"


def open_ratings(url: str) -> RatingStore:
    """Open the ratings that a URL names.

    Args:
        url: ``file:<folder>``, which is made when something is written, or ``postgresql://user@host/database``, whose
            tables must be there.

    Raises:
        BadInput: The URL names something else, or the database has no tables of ours.
        TryAgain: The database cannot be reached.
    """
    if _is_postgres(url):
        from components.shared.ratings.postgres import PostgresRatings

        return PostgresRatings(url)
    return FolderRatings(_folder(url))


def set_up_ratings(url: str) -> bool:
    """Make what the URL names, or bring it up to date; whether anything changed.

    Raises:
        BadInput: This user may not, or a newer program made it.
        TryAgain: The database cannot be reached.
    """
    if not _is_postgres(url):
        _folder(url)
        return False  # a folder is made with the first line
    from components.shared.ratings.postgres import set_up

    return set_up(url)


def _is_postgres(url: str) -> bool:
    if not url.startswith(_POSTGRES):
        return False
    if find_spec("psycopg") is None:
        raise BadInput(f"{VARIABLE}: PostgreSQL needs a driver: install bsl-foundry[knowledge-base]")
    return True


def _folder(url: str) -> Path:
    scheme, colon, rest = url.partition(":")
    folder = rest.removeprefix("//")
    if not colon or scheme != "file" or not folder:
        # not quoted: what stands there by mistake may hold a password
        raise BadInput(f"{VARIABLE}: this address is not supported; {_SUPPORTED}")
    root = Path(folder).absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"{VARIABLE}: {root} is a file; name a folder")
    return root

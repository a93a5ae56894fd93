"""Errors that a person can act on. Each becomes one message and an exit code, never a traceback.

The message says what is wrong, where, and what to do.
"""

import errno

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ROOM_IN_RUST = tuple(f"(os error {number})" for number in NO_ROOM)  # safetensors keeps the number in words only
NO_PLACE = "that of BSL_ARTIFACTS, or of temporary files"  # not every library says what it was writing
_UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR)


class BadInput(ValueError):
    """What was given cannot be used: settings, a file, a model. Exit code 2."""


class Refused(RuntimeError):
    """The work was done and the answer is no: a gate, a check, a judgement of quality. Exit code 1."""


class TryAgain(RuntimeError):
    """Nothing is wrong with the request, the moment is: a lock, a busy port, a server away. Exit code 75."""


class Unforeseen(RuntimeError):
    """A fault of the program, not of what was given; the message says where its traceback lies. Exit code 70."""


EXIT_CODES: dict[type[Exception], int] = {BadInput: 2, Refused: 1, TryAgain: 75, Unforeseen: 70}


def actionable(error: BaseException) -> BaseException:
    """The same error as one of the above, where the system says in its own words what a person can mend."""
    if isinstance(error, tuple(EXIT_CODES)):
        return error
    number, place = (error.errno, error.filename) if isinstance(error, OSError) else (None, None)
    if number in NO_ROOM or any(mark in str(error) for mark in _NO_ROOM_IN_RUST):
        return TryAgain(f"no space left on the disk: {place or NO_PLACE}; make room and run again")
    if number in _UNUSABLE and isinstance(error, OSError):
        return BadInput(f"{place or 'a file'}: {error.strerror}; give a path that this user can read and write")
    return error

"""Errors that a person can act on. Each becomes one message and an exit code, never a traceback.

The message says what is wrong, where, and what to do.
"""


class BadInput(ValueError):
    """What was given cannot be used: settings, a file, a model. Exit code 2."""


class Refused(RuntimeError):
    """The work was done and the answer is no: a gate, a check, a judgement of quality. Exit code 1."""


class TryAgain(RuntimeError):
    """Nothing is wrong with the request, the moment is: a lock, a busy port, a server away. Exit code 75."""


class Unforeseen(RuntimeError):
    """A fault of the program, not of what was given; the message says where its traceback lies. Exit code 70."""


EXIT_CODES: dict[type[Exception], int] = {BadInput: 2, Refused: 1, TryAgain: 75, Unforeseen: 70}

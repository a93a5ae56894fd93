"""Why a repository or an archive was refused: a reason that is counted, and words for a person."""


class RepositoryRefused(ValueError):
    """One repository cannot be read; others of the same source can."""

    def __init__(self, reason: str, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

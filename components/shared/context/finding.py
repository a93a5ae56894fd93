"""The question of a user or of a record, answered: the names that fit it, best first, and the text of a prompt."""

from functools import cached_property
from pathlib import Path

from components.shared.context.entries import entries_text
from components.shared.context.features import Features
from components.shared.context.index_file import load_context
from components.shared.context.lexical import weighted_words
from components.shared.context.model import NOTHING_HIDDEN, ContextIndex, Hidden, Question
from components.shared.context.modules import UNKNOWN, find_module
from components.shared.context.ranking import Ranking, shipped_ranking
from components.shared.context.scene import Retrieval
from components.shared.context.signatures import read_signature
from components.shared.context.surroundings import fitness_of, own_names


class Finder:
    """An index that is ready for questions: making one takes seconds, a question some hundredths of one."""

    def __init__(self, index: ContextIndex, ranking: Ranking | None = None) -> None:
        self.index = index
        self._ranking = ranking
        self.retrieval = Retrieval(index)
        self._features = Features(self.retrieval)

    @cached_property
    def ranking(self) -> Ranking:
        """The model that orders candidates: the shipped one where no other was given."""
        return self._ranking or shipped_ranking()

    def find(self, question: Question, hidden: Hidden = NOTHING_HIDDEN) -> list[int]:
        """Entries that an answer may need, the best first; thousands of others are not among them.

        Args:
            question: What is asked.
            hidden: What must not help: for training and measuring only.
        """
        scene = self.retrieval.scene(question, hidden)
        return self.ranking.order(scene.pool, self._features.rows(scene))

    def text(self, question: Question, count: int, own_budget: int, hidden: Hidden = NOTHING_HIDDEN) -> str:
        """What a prompt is told: the names found, and the fields of what is edited.

        Args:
            question: What is asked.
            count: How many entries are shown.
            own_budget: Most characters for the fields of the edited object or form; 0: none.
            hidden: As for ``find``.
        """
        return self.shown(question, self.find(question, hidden)[:count], own_budget)

    def shown(self, question: Question, entries: list[int], own_budget: int) -> str:
        """The text for entries that were chosen."""
        number = find_module(self.index, question.module)
        names = entries_text(self.index, entries, number)
        own = self._own(question, number, own_budget) if number != UNKNOWN and own_budget else ""
        return "\n".join(filter(None, (names, own)))

    def _own(self, question: Question, number: int, budget: int) -> str:
        signature = read_signature(question.signature)
        words = weighted_words(question, signature.name, signature.parameters)
        return own_names(self.index.configuration, self.index.modules[number], fitness_of(words), budget)


def open_finder(path: Path) -> Finder:
    """A finder over the index in a file.

    Raises:
        BadInput: The file is no index.
    """
    return Finder(load_context(path))

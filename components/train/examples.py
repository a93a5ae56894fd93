"""Records as tokens with labels: what the loop trains on, and what had to be left out."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from components.shared.errors import BadInput
from components.shared.language_model import LanguageModel
from components.shared.language_model.chat import UnfitConversation
from components.shared.progress import Progress
from components.shared.records import Record, read_records


@dataclass(frozen=True, slots=True)
class Example:
    """One record for the loop."""

    tokens: list[int]
    labels: list[bool]
    """Which tokens are learnt: answers with their EOS, never a prompt."""

    @property
    def label_count(self) -> int:
        """How many tokens loss is taken on; the first token has nothing that it could be foreseen from."""
        return sum(self.labels[1:])


def read_examples(
    path: Path, model: LanguageModel, max_tokens: int, left_out: Counter[str], progress: Progress
) -> list[Example]:
    """Tokenise a split; records that cannot be trained on are counted by reason.

    Raises:
        BadInput: There is no such split, or nothing in it can be used.
    """
    limit = min(max_tokens, model.context_length)
    examples = []
    records = refused = 0
    for record in read_records(path):
        records += 1
        progress(f"tokenising {path.stem}", records)
        example, reason = _tokenise(record, model, limit)
        if example:
            examples.append(example)
        else:
            refused += 1
            left_out[reason] += 1
    if not records:
        raise BadInput(f"{path}: no records; training needs some in each split, give more sources")
    if not examples:
        raise BadInput(
            f"{path}: none of {refused} records can be used: {dict(left_out)}; the limit is {limit} tokens, "
            "see training.max_tokens"
        )
    return examples


def _tokenise(record: Record, model: LanguageModel, limit: int) -> tuple[Example | None, str]:
    try:
        example = Example(*model.completion_tokens(record.conversation(), record.tools))
    except UnfitConversation:
        return None, "unfit_for_chat_template"
    # cutting would teach answers without an end
    if len(example.tokens) > limit:
        return None, "too_long"
    return (example, "") if example.label_count else (None, "no_answer")

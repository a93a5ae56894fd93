"""How a record that passed the filters is kept: without personal data, and without a task where it has none."""

from components.curate.filters import is_plain_code
from components.curate.fixes import is_from_history, with_faults_told
from components.curate.privacy import Remark, without_personal
from components.curate.settings import CurateSettings
from components.shared.records import Record


def prepared(record: Record, settings: CurateSettings) -> tuple[Record, list[Remark]]:
    """A record as it is kept, and what was replaced in it; the same record where nothing had to be."""
    cleaned, remarks = without_personal(with_faults_told(record) if is_from_history(record) else record)
    if is_plain_code(record, settings):
        cleaned = cleaned.model_copy(update={"task": "raw", "instruction": "", "input": ""})
    return cleaned, remarks


def may_be_shown(record: Record, settings: CurateSettings) -> bool:
    """Whether the place of a record may be told: what is published tells nothing of what may not be passed on."""
    return settings.profile == "internal" or record.redistributable

"""What each stage counted: the facts behind metrics, the model card and the report.

A stage returns its summary; its wrapper writes it as JSON beside the artifacts; ``report``, ``register`` and
``compare`` read them. Stages are strangers to one another, so the shapes live here.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.shared.errors import BadInput
from components.shared.folders import whole_file
from components.shared.settings import Profile


class Summary(BaseModel):
    """Frozen facts that one stage leaves behind."""

    # NaN stays NaN in the file: the gate must see it and say no, a null would only fail to be read
    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=(), ser_json_inf_nan="constants")

    def write(self, path: Path | str) -> None:
        """Write as JSON, the same bytes for the same facts; the file appears when it is whole."""
        with whole_file(Path(path)) as partial:
            partial.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read what ``write`` wrote."""
        try:
            return cls.model_validate_json(Path(path).read_bytes())
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}; give the summary that a stage wrote") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            reason = f"{place}: {first['msg']}" if place else first["msg"]
            raise BadInput(f"{path}: not a {cls.__name__}: {reason}; give the summary that the stage wrote") from error


class Interval(Summary):
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


class BaseModelSummary(Summary):
    """The base model that the run starts from."""

    name: str = Field(description="`tiny`, a hub name, or the folder's name")
    revision: str = ""
    digest: str = Field(description="SHA-256 over names and digests of its files, or of the reference")
    parameters: int
    architecture: str
    license: str
    tiny: bool
    chat_template_sha256: str
    seconds: float


class Drop(Summary):
    """One thing that was left out, with its place and reason."""

    path: str
    line: int = 0
    reason: str
    detail: str = ""


class SourceCount(Summary):
    """What one source gave."""

    kind: str
    path: str
    configuration: str = ""
    repository: str = ""
    commit: str = ""
    snapshot: str = Field("", description="What was seen of a source that changes: transactions and the last key")
    license: str = ""
    files: int = 0
    methods: int = Field(0, description="Methods or patterns met")
    records: int = Field(0, description="Records written")
    dropped: dict[str, int] = Field(default_factory=dict, description="How many of what was met met which fate")
    layouts: dict[str, int] = Field(
        default_factory=dict, description="layout recognised -> files of a public set, methods of a knowledge base"
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="What is read of a foreign table -> the column that it was found in"
    )
    context: dict[str, int] = Field(
        default_factory=dict,
        description="What tasks were told of their configuration: fate of a task, or flag of a record -> how many",
    )
    by_user: dict[str, dict[str, int]] = Field(
        default_factory=dict, description="contributor -> what became of their files: `records`, or the reason"
    )


class IngestSummary(Summary):
    """What came in, and what did not, by reason."""

    records: int
    sources: tuple[SourceCount, ...]
    drops: tuple[Drop, ...] = Field((), description="The first drops, for people to look at")
    by_category: dict[str, int]
    by_license: dict[str, int]
    seconds: float


class DerivedCount(Summary):
    """What became of one kind of example made of kept records."""

    kind: str = Field(description="Kind of task, or name of the transform that made the bad side of a pair")
    kept: int
    refused: dict[str, int] = Field(default_factory=dict, description="reason, or fate of a filter -> how many")


class GeneratedSummary(Summary):
    """What a model at an endpoint was asked, and what became of its answers."""

    model: str
    asked: int = Field(description="Questions that went to the endpoint in this run")
    remembered: int = Field(description="Questions whose answer was known from an earlier run")
    retried: int = Field(0, description="Times that a question had to be asked again")
    read_by_person: int = Field(0, description="Kept ones that a person has read")
    kinds: tuple[DerivedCount, ...] = Field(description="By what was asked: describe, reword, variant")


class Contributor(Summary):
    """What one contributor brought, of what passed the filters."""

    kept: int
    new: int = Field(description="Kept, and no source of anybody else has one near to it")
    copies: int = Field(description="Left out, because it was there")

    @property
    def novelty(self) -> float:
        """Share of examples not near to what was there."""
        return self.new / max(1, self.kept + self.copies)


class CurateSummary(Summary):
    """How many records met each fate: ``kept``, or the name of the filter that dropped them."""

    fates: dict[str, int]
    by_category: dict[str, int]
    by_source: dict[str, int]
    drops: tuple[Drop, ...] = ()
    rules: dict[str, int] = Field(
        default_factory=dict, description="rule -> records dropped by it for secrets, hidden letters, widened rights"
    )
    redacted: dict[str, int] = Field(default_factory=dict, description="rule -> places replaced in records")
    redactions: tuple[Drop, ...] = Field((), description="First places replaced by each rule; never what was there")
    renamed_copies: int = Field(0, description="Kept records that are equal to another kept one but for names")
    read_by: dict[str, int] = Field(default_factory=dict, description="`person` or `model` -> kept records they read")
    decisions_unused: int = Field(0, description="Decisions of reviewers about records that are not there any more")
    contributors: dict[str, Contributor] = Field(default_factory=dict, description="Contributors of the community")
    derived: tuple[DerivedCount, ...] = Field((), description="Examples made of kept records, counted by themselves")
    generated: GeneratedSummary | None = Field(
        None, description="What a model made of kept records; none: nobody asked"
    )
    seconds: float


class SplitCertificate(Summary):
    """How near training comes to test after the quarantine, measured over all pairs."""

    train: int
    test: int
    max_similarity: float | None = Field(description="None: below `similarity_searched_from`")
    similarity_searched_from: float
    max_containment: float
    how: str = Field(description="What was compared, and by which measures")
    digest: str = Field(description="SHA-256 over these facts, the settings and the digest of the data set")


class Deficit(Summary):
    """What training lacks of one category."""

    category: str
    records: int
    wished: int
    missing: int
    filled_by: str = Field(description="What would fill it, in Russian")


class DiversityCell(Summary):
    """Training records of one kind."""

    category: str
    configuration: str
    length: Literal["short", "medium", "long"] = Field(description="Answers up to 10 lines, up to 40, longer")
    kind: str = Field(description="Kind of task, or `conversation`")
    records: int


class SplitSummary(Summary):
    """Sizes and mix of the splits; the same facts as ``dataset_stats.json``."""

    train: int
    validation: int
    test: int
    by_category: dict[str, dict[str, int]] = Field(description="split -> category -> records")
    by_source: dict[str, dict[str, int]] = Field(description="split -> source -> records")
    by_license: dict[str, int]
    mix_target: dict[str, float] = Field(description="category -> wished share")
    digest: str = Field(description="SHA-256 over the three Parquet files' records")
    quarantined: dict[str, int] = Field(
        default_factory=dict, description="reason -> training records set aside, too near to validation or test"
    )
    certificate: SplitCertificate | None = None
    capped: dict[str, int] = Field(
        default_factory=dict, description="category -> training records left out, the category had too many"
    )
    deficits: tuple[Deficit, ...] = ()
    diversity: tuple[DiversityCell, ...] = ()
    written_by_models: dict[str, int] = Field(
        default_factory=dict, description="name of a model -> records of all splits that it wrote a part of"
    )
    raw_modules: dict[str, int] = Field(default_factory=dict, description="split -> modules of plain code")
    profile: Profile = "internal"
    seconds: float


class CurvePoint(Summary):
    """One optimizer step of training."""

    step: int
    loss: float
    learning_rate: float
    grad_norm: float


class ValidationPoint(Summary):
    """One measurement of validation loss."""

    step: int
    loss: float


class TrainSummary(Summary):
    """How training went."""

    method: Literal["lora", "full"]
    steps: int
    epochs: float
    records: int
    left_out: dict[str, int] = Field(description="reason -> records that could not be trained on")
    tokens: int = Field(description="Tokens that passed through the model")
    label_tokens: int = Field(description="Tokens that loss was taken on")
    trainable_parameters: int
    curve: tuple[CurvePoint, ...]
    validation: tuple[ValidationPoint, ...]
    best_step: int
    best_validation_loss: float
    overfitting: bool = Field(description="Whether validation loss rose for good before the end")
    verdict: str = Field(description="Band of the final validation perplexity: excellent, good, fair, poor")
    device: str
    adapter_sha256: str
    seconds: float


class Measure(Summary):
    """One row of the table base against tuned. Shares are 0–1; the difference of shares is in points."""

    key: str = Field(description="syntax, stops, exact, perplexity, semantics, …")
    axis: Literal["syntax", "semantics", "best_practice", "documentation", "optimization", "satisfaction", "language"]
    unit: Literal["share", "perplexity", "bits_per_character", "similarity", "score", "rating"]
    higher_is_better: bool
    measured: bool = Field(description="False: this cannot be measured yet, the values are empty")
    base: Interval | None = None
    tuned: Interval | None = None
    difference: Interval | None = Field(None, description="tuned − base, paired; points for shares")
    relative_percent: float | None = Field(None, description="Relative improvement in percent")
    significant: bool | None = None
    note: str = ""


class Answer(Summary):
    """One test task with both answers."""

    record_id: str
    category: str
    source: str
    instruction: str
    reference: str
    base: str
    tuned: str
    base_errors: tuple[str, ...] = Field((), description="`line:column message` of the judge, on the extracted code")
    tuned_errors: tuple[str, ...] = ()
    base_stopped: bool
    tuned_stopped: bool


class EvaluateSummary(Summary):
    """Base against tuned on the same test records."""

    records: int
    measures: tuple[Measure, ...]
    by_category: dict[str, dict[str, float]] = Field(description="category -> n, base, tuned: share well-formed")
    by_source: dict[str, dict[str, float]] = Field(description="source -> n, base, tuned: share well-formed")
    base_perplexity: float
    tuned_perplexity: float
    perplexity_band: str
    answers: tuple[Answer, ...]
    adapter_sha256: str
    seconds: float

    def measure(self, key: str) -> Measure:
        """The row with this key."""
        for row in self.measures:
            if row.key == key:
                return row
        raise KeyError(key)


class GateSummary(Summary):
    """Whether the tuned model may be shipped, and why."""

    passed: bool
    reasons: tuple[str, ...] = Field(description="One sentence for each threshold, in Russian")


class QuantizeSummary(Summary):
    """What became smaller, and what was lost."""

    format: str
    bytes_before: int
    bytes_after: int
    perplexity_before: float
    perplexity_after: float
    top1_agreement: float
    syntax_before: float
    syntax_after: float
    tokens_per_second_before: float
    tokens_per_second_after: float
    arithmetic: str = Field(description="`kernel`, or `emulated`: unpacked to bf16 for this judgement")
    judged_records: int
    weights_sha256: str
    seconds: float


class ReleaseSummary(Summary):
    """The version that was registered."""

    name: str
    version: str
    digest: str = Field(description="SHA-256 of the manifest of its files")
    new: bool = Field(description="False: the same files were registered before, the old version stands")
    base_version: str
    card: str = Field(description="Key of the model card in the object store")


class DeploySummary(Summary):
    """The split that a deploy left behind."""

    name: str
    stable: str
    canary: str | None
    canary_percent: int
    note: str = ""


class VariantRatings(Summary):
    """What users said about one variant."""

    version: str
    answers: int
    stood_in: int = Field(0, description="Answers of these that another version gave, because this one failed")
    ratings: int
    users: int
    mean: float | None
    good: Interval | None = Field(None, description="Share of good ratings")


class MomentOfMeasure(Summary):
    """What was known of a measure at one moment of a canary."""

    hours: float = Field(description="Since the canary was set")
    percent: int = Field(description="Share of the canary then")
    difference: Interval = Field(description="canary − stable, points")


class ComparedMeasure(Summary):
    """One measure of both variants; intervals hold at all looks together."""

    name: str
    primary: bool
    stable: float
    canary: float
    stable_users: int
    canary_users: int
    difference: Interval | None = Field(None, description="canary − stable, points; None: too few users")
    course: tuple[MomentOfMeasure, ...] = ()


class Power(Summary):
    """What so many users can show."""

    users: int
    gain: float = Field(description="Chance that the gain looked for is proven, 0–1")
    smallest_points: float | None = Field(description="Difference that would be proven in 4 of 5 cases; None: none")


class CompareSummary(Summary):
    """What became of the canary, and on what evidence."""

    decision: Literal["promote", "advance", "hold", "roll_back", "nothing"]
    reason: str = Field(description="One sentence, in Russian")
    stable: VariantRatings | None = None
    canary: VariantRatings | None = None
    measures: tuple[ComparedMeasure, ...] = ()
    steps: tuple[tuple[float, int], ...] = Field((), description="(hours since the canary was set, share) of each step")
    power: tuple[Power, ...] = ()
    advice: str = Field("", description="What else could decide, where users are too few, in Russian")
    automatic: int = Field(0, description="How many of the counted ratings were given by automatic raters")
    ignored: dict[str, int] = Field(default_factory=dict, description="reason -> ratings that did not count")
    split_before: DeploySummary | None = None
    split_after: DeploySummary | None = None


STAGE_SUMMARIES: dict[str, type[Summary]] = {
    "base_model": BaseModelSummary,
    "ingest": IngestSummary,
    "curate": CurateSummary,
    "split": SplitSummary,
    "train": TrainSummary,
    "evaluate": EvaluateSummary,
    "gate": GateSummary,
    "quantize": QuantizeSummary,
    "register": ReleaseSummary,
    "deploy": DeploySummary,
    "compare": CompareSummary,
}

"""One file of settings for a whole run: the guide's sections and one section per other stage."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError

from components.base_model.settings import BaseModelSettings
from components.compare.settings import CompareSettings
from components.curate.settings import CurateSettings
from components.deploy.settings import DeploySettings
from components.evaluate.settings import EvaluateSettings
from components.gate.settings import GateSettings
from components.ingest.settings import IngestSettings
from components.quantize.settings import QuantizeSettings
from components.register.settings import RegisterSettings
from components.report.settings import ReportSettings
from components.shared.errors import BadInput
from components.shared.hardware import HardwareSettings
from components.shared.settings import NamedModelSettings, ProfiledSettings, Settings
from components.split.settings import SplitSettings
from components.train.settings import OptimizationSettings, TrainingSettings, TrainSettings

DEFAULT_CONFIG = Path(__file__).with_name("training_config.yaml")
MAX_CONFIG_BYTES = 2**20

ConfigT = TypeVar("ConfigT", bound=BaseModel)


class RateSettings(Settings):
    """How a laptop run stands in for users: the test tasks are asked through the gateway and rated automatically."""

    requests: int = Field(240, ge=0, description="Questions sent through the gateway; 0: nobody is asked")
    max_new_tokens: int = Field(200, ge=1, description="Longest answer, in tokens")


class Config(NamedModelSettings, ProfiledSettings):
    """All sections. What a file leaves out has the default of its stage."""

    model: BaseModelSettings = BaseModelSettings()
    training: TrainingSettings = TrainingSettings()
    optimization: OptimizationSettings = OptimizationSettings()
    hardware: HardwareSettings = HardwareSettings()
    ingest: IngestSettings = IngestSettings()
    curate: CurateSettings = CurateSettings()
    split: SplitSettings = SplitSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    gate: GateSettings = GateSettings()
    quantize: QuantizeSettings = QuantizeSettings()
    registry: RegisterSettings = RegisterSettings()
    deploy: DeploySettings = DeploySettings()
    rate: RateSettings = RateSettings()
    compare: CompareSettings = CompareSettings()
    report: ReportSettings = ReportSettings()

    def stage(self, stage: str) -> Settings:
        """The settings of one stage: its section, with the machine and the name that all stages share."""
        if stage == "base_model":
            return self.model
        if stage == "train":
            return TrainSettings(training=self.training, optimization=self.optimization, hardware=self.hardware)
        section: Settings = self.registry if stage == "register" else getattr(self, stage)
        shared = {"hardware": self.hardware, "name": self.name, "profile": self.profile}
        return section.model_copy(update={key: value for key, value in shared.items() if hasattr(section, key)})

    def arguments(self, stage: str) -> dict[str, Any]:
        """The settings of one stage as a struct of KFP, which knows no empty values: what is not set is left out."""
        return self.stage(stage).model_dump(mode="json", exclude_none=True)

    def with_values(self, values: dict[str, Any]) -> Self:
        """The same settings with some changed, by dotted name: ``{"training.num_epochs": "1"}``."""
        changed = self.model_dump(mode="json")
        for name, value in values.items():
            section, parent = changed, name.split(".")
            for part in parent[:-1]:
                section = section.get(part, {}) if isinstance(section, dict) else {}
            if not isinstance(section, dict) or parent[-1] not in section:
                raise BadInput(f"no such setting: {name}{_meant(name)}; `bsl settings` lists all of them")
            section[parent[-1]] = value
        return parse_config(changed, "command line", type(self))


def read_config(path: Path) -> Config:
    """Read a file of settings.

    Raises:
        BadInput: The file is absent, no plain YAML, or a setting is misspelt or out of range.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; start from {DEFAULT_CONFIG.name}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8: save it in this encoding, or start from {DEFAULT_CONFIG.name}") from error
    if len(text) > MAX_CONFIG_BYTES:
        raise BadInput(f"{path}: {len(text)} characters are no settings; the limit is {MAX_CONFIG_BYTES}")
    return parse_config(read_yaml(text, str(path)), str(path), Config)


def read_yaml(text: str, where: str) -> Any:
    """Plain YAML: no tags, no aliases, no key twice.

    Aliases are refused because a few lines of them can fill the memory, tags because they can call code.
    """
    try:
        return yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise BadInput(f"{where}: not plain YAML: {place}{error.problem or error.context}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadInput(f"{where}: not plain YAML: {error}") from error


def parse_config(values: Any, where: str, kind: type[ConfigT]) -> ConfigT:
    """Check values against the settings of every stage, and name everything that is wrong with them."""
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise BadInput(f"{where}: settings are sections with names, this is {type(values).__name__}")
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        problems = error.errors()
        places = [problem["loc"] for problem in problems]
        # pydantic also blames a list for being too short when what is wrong is one of its items
        told = [
            p for p in problems if not any(len(q) > len(p["loc"]) and q[: len(p["loc"])] == p["loc"] for q in places)
        ]
        raise BadInput("\n".join(_one_line(where, problem) for problem in told)) from error


def _one_line(where: str, problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{where}: {name}: no such setting{_meant(name)}; `bsl settings` lists all of them"
    return f"{where}: {name}: {problem['msg']}, got {problem['input']!r}"


def _meant(name: str) -> str:
    """The setting beside it whose name is almost the same."""
    section: Any = Config()
    *parents, last = name.split(".")
    for parent in parents:
        section = getattr(section, parent, None)
    known = type(section).model_fields if isinstance(section, Settings) else ()
    close = get_close_matches(last, known, 1)
    return f", is it {'.'.join([*parents, *close])}?" if close else ""


class _PlainLoader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: anchors and aliases are not allowed")
        if getattr(event, "tag", None):
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: the tag {event.tag} is not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {key!r} stands twice")
        return super().construct_mapping(node, deep=deep)

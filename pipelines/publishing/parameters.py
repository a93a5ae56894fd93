"""Sections of settings as the parameters of a compiled pipeline.

Only what is written down is passed on: what a schedule leaves out has the default of the version that runs, also when
that default changes with a later one. A parameter that is given replaces its whole default, and a deployment profile
lives in those defaults: so what is written down is laid over the default of the compiled pipeline.
"""

from typing import Any

from pydantic import ValidationError

from components.shared.errors import BadInput
from components.shared.settings import Settings
from pipelines.config import Config, parse_config
from pipelines.publishing.compiled import Compiled, Parameter

SUFFIX = "_settings"
STAGES_OF_PARAMETERS = {"model": "base_model"}  # the guide calls the section and the parameter `model`
SECTIONS_OF_STAGES = {
    "base_model": ("model",),
    "train": ("training", "optimization", "hardware"),
    "register": ("registry",),
}
SHARED = ("hardware", "name", "profile")  # sections and values that several stages know
KINDS: dict[str, tuple[type, ...]] = {
    "STRING": (str,),
    "NUMBER_INTEGER": (int,),
    "NUMBER_DOUBLE": (int, float),
    "BOOLEAN": (bool,),
    "LIST": (list,),
    "STRUCT": (dict,),
}


def run_parameters(given: dict[str, Any], compiled: Compiled, where: str) -> dict[str, Any]:
    """What a run is given.

    Args:
        given: Sections as in ``training_config.yaml``, and plain parameters of the pipeline by their own names.
        compiled: The pipeline that will take them.
        where: What messages begin with.

    Raises:
        BadInput: A section or setting that does not exist, is out of range, or is none of this pipeline's.
    """
    own = {name for name in compiled.parameters if not name.endswith(SUFFIX)}
    plain = {name: value for name, value in given.items() if name in own}
    sections = {name: value for name, value in given.items() if name not in plain}
    for name, value in plain.items():
        _check(name, value, compiled.parameters[name], where)
    config = parse_config(sections, where, Config)
    stages = {name: _stage(name) for name in compiled.parameters if name not in own}
    _refuse_strangers(sections, set(stages.values()), compiled, where)
    structs = {
        name: _whole(config.stage(stage), compiled.parameters[name].default, _sparse(config, stage, sections), where)
        for name, stage in stages.items()
    }
    parameters = {name: value for name, value in {**structs, **plain}.items() if value != {}}
    missing = [name for name, kind in compiled.parameters.items() if kind.required and name not in parameters]
    if missing:
        raise BadInput(f"{where}: the pipeline {compiled.key} must be given {', '.join(missing)}")
    return parameters


def _stage(parameter: str) -> str:
    name = parameter.removesuffix(SUFFIX)
    return STAGES_OF_PARAMETERS.get(name, name)


def _sections(stage: str) -> tuple[str, ...]:
    return SECTIONS_OF_STAGES.get(stage, (stage,))


def _refuse_strangers(sections: dict[str, Any], stages: set[str], compiled: Compiled, where: str) -> None:
    taken = {section for stage in stages for section in _sections(stage)}
    strange = [name for name in sections if name not in taken and name not in SHARED]
    if strange:
        raise BadInput(
            f"{where}: the pipeline {compiled.key} takes no {', '.join(sorted(strange))}; "
            f"it takes {', '.join(sorted(taken))}"
        )


def _sparse(config: Config, stage: str, sections: dict[str, Any]) -> dict[str, Any]:
    """The settings of a stage as far as they were written down."""
    written = config.stage(stage).model_dump(mode="json", exclude_none=True, exclude_unset=True)
    own: set[str] = set()
    for section in _sections(stage):
        value = sections.get(section)
        own |= {section, *value} if isinstance(value, dict) else {section}
    unwritten = {name for name in SHARED if name not in own and name not in sections}
    return {name: value for name, value in written.items() if name not in unwritten and value != {}}


def _whole(settings: Settings, default: Any, written: dict[str, Any], where: str) -> dict[str, Any]:
    """What is written, over the default; each may be right and both together not."""
    if not written:
        return {}
    whole = merged(default, written) if isinstance(default, dict) else written
    try:
        type(settings).model_validate(whole)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise BadInput(f"{where}: together with the deployment profile: {name}: {problem['msg']}") from error
    return whole


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Nested values, those of ``above`` where both have one; a list is one value."""
    both = {
        name: merged(below[name], value) if isinstance(value, dict) and isinstance(below.get(name), dict) else value
        for name, value in above.items()
    }
    return {**below, **both}


def _check(name: str, value: Any, parameter: Parameter, where: str) -> None:
    kinds = KINDS.get(parameter.type, ())
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise BadInput(f"{where}: {name}: {parameter.type} is expected, this is {type(value).__name__}")

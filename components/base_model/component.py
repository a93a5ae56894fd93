"""The KFP wrapper of base_model."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Model, Output

from components import images


@dsl.component(base_image=images.GPU, install_kfp_package=False)
def base_model(base: Output[Model], summary: Output[Artifact], settings: dict[str, Any]) -> None:
    """Make the tiny base model, or check an existing one and refer to it.

    Args:
        base: The tiny model's files, or a reference to a folder or to a commit on the model hub.
        summary: Name, digest, licence and size of the model, JSON.
        settings: Section `model` of the configuration.
    """
    from pathlib import Path

    from components.base_model.settings import BaseModelSettings
    from components.base_model.stage import prepare_base_model
    from components.shared.environment import base_models_folder
    from components.shared.progress import open_progress

    with open_progress("base_model") as progress:
        chosen = BaseModelSettings(**settings)
        result = prepare_base_model(Path(base.path), chosen, progress, base_models_folder())
        result.write(summary.path)
    base.metadata.update(name=result.name, digest=result.digest, license=result.license, parameters=result.parameters)

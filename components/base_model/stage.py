"""Make the tiny base model, or check and refer to an existing one."""

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from components.base_model.imported import check_digest
from components.base_model.settings import TINY, BaseModelSettings
from components.shared.errors import BadInput
from components.shared.folders import whole_folder
from components.shared.language_model.weights import WeightsLocation, write_reference
from components.shared.progress import Progress, silent
from components.shared.summaries import BaseModelSummary
from components.shared.versions import manifest_digest, manifest_of

if TYPE_CHECKING:
    from components.base_model.existing import ExistingModel

TINY_LICENSE = "Apache-2.0"


def prepare_base_model(
    base: Path, settings: BaseModelSettings, progress: Progress = silent, base_models: Path | None = None
) -> BaseModelSummary:
    """Leave in ``base`` what every later stage loads: the weights of the tiny model, or a reference to others.

    Args:
        base: The folder that is made.
        settings: Which model.
        progress: Told what is being done.
        base_models: Folder with the models that were imported.

    Raises:
        BadInput: The model that was named is absent, incomplete, or not fit to be trained.
    """
    started = time.monotonic()
    with whole_folder(base) as folder:
        summary = (
            _make(folder, settings, progress)
            if settings.base_model == TINY
            else _refer(folder, settings, progress, base_models)
        )
    return summary.model_copy(update={"seconds": time.monotonic() - started})


def _make(folder: Path, settings: BaseModelSettings, progress: Progress) -> BaseModelSummary:
    from components.base_model.existing import find_model
    from components.base_model.tiny import make_tiny

    make_tiny(folder, seed=settings.seed, steps=settings.tiny_steps, progress=progress)
    model = find_model(str(folder), "")
    return BaseModelSummary(
        name=TINY,
        digest=manifest_digest(manifest_of(folder)),
        parameters=model.parameters,
        architecture=model.architecture,
        license=TINY_LICENSE,
        tiny=True,
        chat_template_sha256=_template_sha256(model.location),
        seconds=0,
    )


def _refer(folder: Path, settings: BaseModelSettings, progress: Progress, base_models: Path | None) -> BaseModelSummary:
    from components.base_model.existing import find_model

    progress("looking at the model")
    model = find_model(settings.base_model, settings.revision, base_models)
    template = _template_sha256(model.location)
    write_reference(folder, model.location, model.served)
    return BaseModelSummary(
        name=model.name,
        revision=model.location.revision,
        digest=_digest(settings.base_model, model, progress),
        parameters=model.parameters,
        architecture=model.architecture,
        license=model.license,
        tiny=False,
        chat_template_sha256=template,
        seconds=0,
    )


def _digest(asked: str, model: "ExistingModel", progress: Progress) -> str:
    """Of the files of a folder; a commit of the hub is one; an imported model must have the one that it is named by.

    Raises:
        BadInput: The files of an imported model are not those that were imported.
    """
    location = model.location
    if location.folder is None:
        return hashlib.sha256(f"{location.name}@{location.revision}".encode()).hexdigest()
    progress("computing the digest of the weights")
    digest = manifest_digest(manifest_of(location.folder))
    if model.served:
        check_digest(asked, digest, location.folder)
    return digest


def _template_sha256(location: WeightsLocation) -> str:
    """Digest of the chat template, after a dialogue was written with it."""
    from components.shared.language_model.chat import UnfitConversation, labelled_tokens
    from components.shared.language_model.loading import load_tokenizer, stop_tokens
    from components.shared.records import SYSTEM_PROMPT, Message

    tokenizer = load_tokenizer(location)
    turns = {"system": SYSTEM_PROMPT, "user": "Вопрос", "assistant": "Ответ"}
    dialogue = [Message.model_validate({"role": role, "content": content}) for role, content in turns.items()]
    try:
        labelled_tokens(tokenizer, stop_tokens(None, tokenizer), dialogue)
    except UnfitConversation as error:
        raise BadInput(f"{location.name}: {error}; take an instruct model") from error
    return hashlib.sha256(str(tokenizer.chat_template).encode()).hexdigest()

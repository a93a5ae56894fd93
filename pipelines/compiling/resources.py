"""One pipeline for one profile, as the resources that a Kubernetes-native store of KFP applies.

The file also holds everything that the upload in Kubeflow's UI and ``bsl publish`` need. The name of a version ends in
a hash of its content: the same content has the same name and makes no new version, wherever and whenever it is
compiled. Commit and date are no content and stand nowhere in it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from components.shared.errors import BadInput
from pipelines.compiling.digest import HASH_CHARACTERS, content_digest
from pipelines.deployment import Profile
from pipelines.local_worker import PIPELINES, load_pipeline
from pipelines.placement import placed_by

HEADER = "# Written by `bsl compile`; `bsl compile --check` says when it is stale.\n"
STAGE_OF_PARAMETER = {"model": "base_model"}


def compiled(name: str, profile: Profile) -> str:
    """The file of one pipeline; the same bytes for the same sources."""
    import yaml

    specification = intermediate(name, profile)
    version = version_name(name, profile, specification)
    metadata = {"labels": {"app.kubernetes.io/part-of": "bsl-foundry"}}
    pipeline = str(specification[0]["pipelineInfo"]["name"])
    about = str(specification[0]["pipelineInfo"].get("description", ""))
    documents = [
        {
            "apiVersion": "pipelines.kubeflow.org/v2beta1",
            "kind": "Pipeline",
            # the webhook of KFP asks for the parent first
            "metadata": {"name": pipeline, **metadata, "annotations": {"argocd.argoproj.io/sync-wave": "0"}},
            "spec": {"displayName": pipeline, "description": about},
        },
        {
            "apiVersion": "pipelines.kubeflow.org/v2beta1",
            "kind": "PipelineVersion",
            "metadata": {
                "name": version,
                **metadata,
                # a schedule may still run an old version: nothing is pruned
                "annotations": {
                    "argocd.argoproj.io/sync-wave": "1",
                    "argocd.argoproj.io/sync-options": "Prune=false,ServerSideApply=true",
                },
            },
            "spec": {
                "pipelineName": pipeline,
                "displayName": version,
                "description": f"{about}; {profile.description}",
                "pipelineSpec": specification[0],
                **({"platformSpec": specification[1]} if len(specification) > 1 else {}),
            },
        },
    ]
    return HEADER + yaml.safe_dump_all(documents, sort_keys=True, allow_unicode=True, width=120)


def version_name(name: str, profile: Profile, specification: list[dict[str, Any]]) -> str:
    """``<pipeline>-<profile>-<hash>``."""
    pipeline = specification[0]["pipelineInfo"]["name"]
    digest = content_digest(specification[0], specification[1] if len(specification) > 1 else None)
    return f"{pipeline}-{profile.name}-{digest[:HASH_CHARACTERS]}"


def intermediate(name: str, profile: Profile) -> list[dict[str, Any]]:
    """KFP's own form: the pipeline, and how the cluster is to run it."""
    import yaml
    from kfp import dsl
    from kfp.compiler import Compiler

    graph: Any = load_pipeline(PIPELINES[name])
    with placed_by(profile):  # the graph is drawn when a pipeline is defined: define it again, under the profile
        placed = dsl.pipeline(name=graph.name, description=graph.description)(graph.pipeline_func)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        Compiler().compile(placed, str(path), pipeline_parameters=_defaults(graph, profile))
        text = path.read_text(encoding="utf-8")
    return list(yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _defaults(graph: Any, profile: Profile) -> dict[str, Any]:
    """What the sections of a profile change, as defaults of the pipeline's parameters."""
    from pipelines.config import Config

    config, plain = profile.config(), Config()
    found = {}
    for parameter in graph.pipeline_func.__annotations__:
        stage = parameter.removesuffix("_settings")
        stage = STAGE_OF_PARAMETER.get(stage, stage)
        if parameter.endswith("_settings") and config.arguments(stage) != plain.arguments(stage):
            found[parameter] = config.arguments(stage)
    return found


def must_be_pinned(profile: Profile, root: Path) -> None:
    """Outside of one's own machine an image is named by its digest: under a tag a cache and a cluster may differ.

    Raises:
        BadInput: No image was pushed yet.
        Refused: What goes into an image has changed since it was pushed.
    """
    from components import images
    from pipelines.images.lock import check_lock

    loose = [image for image in (images.CPU, images.GPU) if "@sha256:" not in image]
    if loose:
        raise BadInput(
            f"profile {profile.name}: {', '.join(loose)}: no digest; push the images and write docker/images.lock.yaml "
            "with `bsl images build --push` and `bsl images lock`, or name digests in BSL_IMAGE_CPU and BSL_IMAGE_GPU"
        )
    check_lock(root)

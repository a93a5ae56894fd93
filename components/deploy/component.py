"""The deploy stage as a KFP component."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def deploy(version: str, summary: Output[Artifact], settings: dict[str, Any]) -> str:
    """Let a small share of the users meet a registered version.

    Args:
        version: A version of the registry, as `v3`.
        summary: The traffic split that was left behind, JSON.
        settings: Section `deploy` of the configuration.

    Returns:
        What is served now, in words.
    """
    from datetime import UTC, datetime

    from components.deploy.settings import DeploySettings
    from components.deploy.stage import deploy_version
    from components.shared.environment import object_store_url
    from components.shared.object_store import open_object_store
    from components.shared.progress import open_progress
    from components.shared.registry import Registry
    from components.shared.release import verification_key

    choices = DeploySettings(**settings)
    with open_progress("deploy") as progress:
        registry = Registry(open_object_store(object_store_url()), choices.name)
        deployed = deploy_version(
            version, registry, choices, key=verification_key(), now=datetime.now(UTC), progress=progress
        )
    deployed.write(summary.path)
    summary.metadata["stable"] = deployed.stable
    summary.metadata["canary"] = deployed.canary or ""
    summary.metadata["canary_percent"] = deployed.canary_percent
    return deployed.note

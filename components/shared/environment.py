"""URLs and secrets, read from the environment in this one place.

Every outside system has an embedded default, so that nothing has to be set on a laptop.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path


def artifacts_folder() -> Path:
    """Where a laptop keeps everything that runs leave behind (``BSL_ARTIFACTS``)."""
    return Path(os.environ.get("BSL_ARTIFACTS", "artifacts")).absolute()


def user_cache_folder() -> Path:
    """What a person keeps for all of their work, such as the names of their platform (``BSL_CACHE``)."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("BSL_CACHE") or Path(cache) / "bsl-foundry").absolute()


def object_store_url() -> str:
    """Models, registry and the traffic split (``BSL_OBJECT_STORE``)."""
    return os.environ.get("BSL_OBJECT_STORE", f"file:{artifacts_folder() / 'store'}")


@dataclass(frozen=True, slots=True)
class ObjectStoreKeys:
    """What an S3 server is shown."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


def object_store_keys() -> ObjectStoreKeys | None:
    """The keys of one role, as they are now: those of a mounted secret change when it is rotated.

    From the files ``access_key``, ``secret_key`` and, for keys that expire, ``session_token`` in the folder
    ``BSL_S3_KEYS``; where that holds none, as on a laptop that runs the pipeline of a cluster, from the variables
    ``BSL_S3_ACCESS_KEY``, ``BSL_S3_SECRET_KEY``, ``BSL_S3_SESSION_TOKEN``.
    """
    names = ("access_key", "secret_key", "session_token")
    variables = {name: os.environ.get(f"BSL_S3_{name.upper()}", "") for name in names}
    for found in (_mounted(os.environ.get("BSL_S3_KEYS") or ""), variables):
        if found.get("access_key") and found.get("secret_key"):
            return ObjectStoreKeys(found["access_key"], found["secret_key"], found.get("session_token") or None)
    return None


def _mounted(folder: str) -> dict[str, str]:
    """The files of a secret. It is replaced by moving the link ``..data``: all are read below the same target."""
    if not folder:
        return {}
    data = Path(folder, "..data")
    place = data.resolve() if data.exists() else Path(folder)
    return {file.name: file.read_text().strip() for file in place.glob("*") if file.is_file()}


def ca_bundle() -> Path | None:
    """Certificates of the authorities that servers inside the company are trusted by (``BSL_CA_BUNDLE``)."""
    path = os.environ.get("BSL_CA_BUNDLE")
    return Path(path) if path else None


def base_models_folder() -> Path:
    """Base models that were imported, each under its digest (``BSL_BASE_MODELS``); in a step the mounted volume."""
    mounted = Path("/models/base")
    named = os.environ.get("BSL_BASE_MODELS")
    return Path(named).absolute() if named else mounted if mounted.is_dir() else artifacts_folder() / "base_models"


def ratings_url() -> str:
    """Answers given and what users said about them (``BSL_RATINGS``)."""
    return os.environ.get("BSL_RATINGS", f"file:{artifacts_folder() / 'ratings'}")


def knowledge_base_url() -> str:
    """Methods of configurations, with a user that may only read (``BSL_KNOWLEDGE_BASE``)."""
    return os.environ.get("BSL_KNOWLEDGE_BASE") or f"file:{artifacts_folder() / 'knowledge_base'}"


def repository_token() -> str | None:
    """What a Git host is shown, for private repositories and a higher rate limit (``BSL_REPOSITORY_TOKEN``)."""
    return os.environ.get("BSL_REPOSITORY_TOKEN") or None


def generator_token() -> str | None:
    """What the model that is asked for training examples is shown (``BSL_GENERATOR_TOKEN``)."""
    return os.environ.get("BSL_GENERATOR_TOKEN", "").strip() or None


def gateway_key() -> str | None:
    """The key that callers of the gateway must send (``BSL_GATEWAY_KEY``)."""
    return os.environ.get("BSL_GATEWAY_KEY") or None


def gateway_keys_file() -> Path | None:
    """Keys of several teams, as JSON of team and SHA-256 of its keys (``BSL_GATEWAY_KEYS``)."""
    path = os.environ.get("BSL_GATEWAY_KEYS")
    return Path(path) if path else None


def oidc_issuer() -> str:
    """The identity provider whose tokens the gateway takes, as the address of its issuer (``BSL_OIDC_ISSUER``)."""
    return os.environ.get("BSL_OIDC_ISSUER", "")


def oidc_audience() -> str:
    """For whom those tokens must be made out (``BSL_OIDC_AUDIENCE``)."""
    return os.environ.get("BSL_OIDC_AUDIENCE", "")


def oidc_team_claim() -> str:
    """The claim of a token that names the caller's team (``BSL_OIDC_TEAM_CLAIM``)."""
    return os.environ.get("BSL_OIDC_TEAM_CLAIM", "azp")


def signing_key_file() -> Path | None:
    """The private key that releases are signed with (``BSL_SIGNING_KEY``)."""
    path = os.environ.get("BSL_SIGNING_KEY")
    return Path(path) if path else None


def verification_key_file() -> Path | None:
    """The public key that releases are checked with before they are served (``BSL_VERIFICATION_KEY``)."""
    path = os.environ.get("BSL_VERIFICATION_KEY")
    return Path(path) if path else None


def kubeconfig() -> str | None:
    """The file, or files with ``:`` between them, that names the cluster (``BSL_KUBECONFIG``, or ``KUBECONFIG``)."""
    return os.environ.get("BSL_KUBECONFIG") or os.environ.get("KUBECONFIG") or None


def runs_in_a_pod() -> bool:
    """Whether the kubelet started this process; then the pod's own account is asked with."""
    return bool(os.environ.get("KUBERNETES_SERVICE_HOST"))


def pipelines_endpoint() -> str | None:
    """The API of Kubeflow Pipelines that is published to (``BSL_KFP_ENDPOINT``, or KFP's ``KF_PIPELINES_ENDPOINT``)."""
    return os.environ.get("BSL_KFP_ENDPOINT") or os.environ.get("KF_PIPELINES_ENDPOINT") or None


def pipelines_token_file() -> Path | None:
    """The token that this API is shown (``BSL_KFP_TOKEN_FILE``); in a pod the projected one, where there is one."""
    named = os.environ.get("BSL_KFP_TOKEN_FILE") or os.environ.get("KF_PIPELINES_SA_TOKEN_PATH")
    projected = Path("/var/run/secrets/kubeflow/pipelines/token")  # where Kubeflow's PodDefault mounts it
    return Path(named) if named else projected if projected.exists() else None


def progress_file() -> Path | None:
    """Where a step writes its progress for the runner that shows it (``BSL_PROGRESS``)."""
    path = os.environ.get("BSL_PROGRESS")
    return Path(path) if path else None


def worker_environment(progress: Path) -> dict[str, str]:
    """The variables of a process that runs tasks and reports to ``progress``.

    Text is UTF-8 whatever the locale: under ``LC_ALL=C`` Cyrillic arguments of a task would be broken. The model hub
    is asked nothing that was not asked for, and tokenizers do not warn about forks.
    """
    return {
        **os.environ,
        "BSL_PROGRESS": str(progress),
        "BSL_ARTIFACTS": str(artifacts_folder()),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }

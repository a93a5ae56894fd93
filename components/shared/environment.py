"""URLs and secrets, read from the environment in this one place.

Every outside system has an embedded default, so that nothing has to be set on a laptop.
"""

import os
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


def signing_key_file() -> Path | None:
    """The private key that releases are signed with (``BSL_SIGNING_KEY``)."""
    path = os.environ.get("BSL_SIGNING_KEY")
    return Path(path) if path else None


def verification_key_file() -> Path | None:
    """The public key that releases are checked with before they are served (``BSL_VERIFICATION_KEY``)."""
    path = os.environ.get("BSL_VERIFICATION_KEY")
    return Path(path) if path else None


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

"""What is to run on a cluster: names as in ``manifests/``, and how models are served."""

from dataclasses import dataclass
from typing import Literal, get_args

from pipelines.deployment import Profile

Dialect = Literal["weighted", "standard", "knative", "adapter"]
DIALECTS: tuple[str, ...] = get_args(Dialect)
OWN_NAMESPACE = "bsl-foundry"
RUNTIME = "bsl-vllm"
SLOTS = ("bsl-coder-a", "bsl-coder-b")
ROUTE = "bsl-coder"
KEYS = ("access_key", "secret_key")


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation of BSL Foundry."""

    namespace: str = OWN_NAMESPACE  # pipelines run here; another one is a Kubeflow Profile
    serving: str = "bsl-serving"
    dialect: Dialect = "weighted"
    profile: Profile | None = None
    object_store: str = ""  # its address as seen from here; that of the ConfigMap if empty

    @property
    def in_a_profile(self) -> bool:
        """Whether Kubeflow's profile controller owns the namespace and its launcher."""
        return self.namespace != OWN_NAMESPACE

    @property
    def slots(self) -> tuple[str, ...]:
        """The InferenceServices that the dialect uses."""
        return SLOTS if self.dialect == "weighted" else SLOTS[:1]

    @property
    def routed(self) -> bool:
        """Whether the split is an HTTPRoute."""
        return self.dialect in ("weighted", "standard")

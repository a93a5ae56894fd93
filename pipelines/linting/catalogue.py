"""All rules, loaded: each module enters its own when it is imported."""

from pipelines.linting import code, dockerfile, ir, ir_pods, locks, manifests, pods, rbac, trees, workloads
from pipelines.linting.rules import RULES

MODULES = (code, dockerfile, ir, ir_pods, locks, manifests, pods, rbac, trees, workloads)

__all__ = ["MODULES", "RULES"]

"""Looks at a cluster before, or after, something of ours is put on it; changes nothing.

In: a cluster, and what is to run there. Out: findings, each with what to do about it. What the account may not look at
is told as such and stops nothing.
"""

from pipelines.cluster_check.checking import check_cluster
from pipelines.cluster_check.installation import DIALECTS, Installation

__all__ = ["DIALECTS", "Installation", "check_cluster"]

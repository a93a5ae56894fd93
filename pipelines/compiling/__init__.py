"""Pipelines as files that Kubeflow reads: what the compiler of KFP makes, placed by a deployment profile."""

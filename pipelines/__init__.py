"""The pipelines, and the one door to everything: ``python -m pipelines``, installed as ``bsl``."""

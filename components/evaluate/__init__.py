"""Evaluate: base model, adapter and test records go in, the paired comparison of base and tuned comes out."""

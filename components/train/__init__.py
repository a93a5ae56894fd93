"""Train: a base model and the splits go in, an adapter comes out."""

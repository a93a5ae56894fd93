"""Gate: the evaluation goes in, one yes or no comes out."""

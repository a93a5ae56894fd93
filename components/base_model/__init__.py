"""The base model: a reference goes in, a checked folder (or the tiny model, made on the spot) comes out."""

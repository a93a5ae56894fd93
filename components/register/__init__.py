"""Register: a servable model goes in, an immutable version with its card comes out."""

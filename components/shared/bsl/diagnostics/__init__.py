"""Checks under their BSL Language Server codes: one function each, whose docstring is the page a user reads."""

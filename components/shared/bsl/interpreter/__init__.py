"""Executes the pure subset of BSL: no input, no output, limits on everything."""

"""The comment over a method as 1C writes it, both ways: read and written."""

"""The query language: text to a tree with positions, scopes and resolved sources."""

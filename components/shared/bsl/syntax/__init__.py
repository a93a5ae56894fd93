"""Text to tree: tokens, preprocessor, grammar, and the errors of a compiler.

``parser`` is the way in; ``syntax_tree`` is what everything else reads. Nothing here knows a name of the platform.
"""

"""Public interfaces of libraries that configurations are built on, as facts: names, arities, contexts, replacements."""

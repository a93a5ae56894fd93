"""Split: curated records go in; train, validation and test come out, in every layout that trainers read."""

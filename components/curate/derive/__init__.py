"""Examples made of kept records: other tasks on the same code, and pairs of a bad and a good method.

In come kept records with one method each, and those whose strong findings keep them from being answers. Out come
records that name their parent and what made them; each is proven by the judge before it exists, and passes all filters
of curate again.
"""

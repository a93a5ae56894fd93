"""The orchestrator's door: routing by query type, sticky A/B, fallback, ratings.

In come OpenAI's requests and people's ratings; out go answers that name the variant that gave them. Which versions
there are and how users are divided is read from the object store, again and again: a change needs no restart.
"""

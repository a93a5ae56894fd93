"""Examples that a model at an OpenAI-compatible endpoint makes of kept records, where the settings name one.

In come records that passed every filter; out come records with new instructions or new answers, each with its parent,
the model's name and the flag ``generated``. What a model said is remembered under the digest of what it was asked, so
that a second run asks nothing again and ends in the same bytes. Without an endpoint nothing here is imported but the
settings.
"""

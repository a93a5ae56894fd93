"""A causal language model with its tokenizer: loading, conversations as tokens, generation, losses.

The only shared package that imports torch and transformers; import it where a model is really used.
"""

from components.shared.language_model.model import Completion, LanguageModel, TokenLosses

__all__ = ["Completion", "LanguageModel", "TokenLosses"]

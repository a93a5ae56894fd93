"""An OpenAI-compatible server of one model, for a laptop and CPU pods."""

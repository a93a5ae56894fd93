"""An OpenAI-compatible server of one model, for a laptop and CPU pods.

In goes a folder with a model (as ``base_model`` or ``quantize`` left it) and the names it answers to; out come
``/v1/models``, ``/v1/chat/completions`` and ``/v1/completions``. Requests that wait are answered together.
"""

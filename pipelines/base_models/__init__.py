"""Bringing a base model in: from the model hub, a folder, an object store or an OCI layout, checked before it is kept.

::

    result = import_model(request, store, base_models=Path("/models/base"))
    result.manifest.digest          # what `model.base_model: models/base/<digest>` names

Only a name on the model hub makes it ask a network for the model; everything else works without one.
"""

"""From answers and ratings to the next step of a canary: promote, a larger share, hold or roll back."""

from typing import Any

from kfp import dsl

from components.compare.component import compare
from pipelines.placement import large, with_object_store, with_ratings, writes_to_the_world


@dsl.pipeline(name="bsl-promote", description="Decide on the canary by what users said about both versions")
def promote(compare_settings: dict[str, Any] = {}) -> str:  # noqa: B006  kfp reads the default, nobody changes it
    """Compare the canary with the stable version and act on it.

    Args:
        compare_settings: `name` of the model and the evidence that a decision needs.

    Returns:
        promote, advance, hold, roll_back or nothing.
    """
    looked = writes_to_the_world(large(compare(settings=compare_settings)))
    decision: str = with_ratings(with_object_store(looked, "register")).outputs["Output"]
    return decision

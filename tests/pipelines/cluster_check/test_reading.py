"""Quantities and releases as clusters write them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cluster_check.capacity import amount
from pipelines.cluster_check.versions import release


@pytest.mark.parametrize(
    ("quantity", "number"),
    [
        ("4", 4), (8, 8), ("500m", 0.5), ("1.5", 1.5), ("64Gi", 64 * 2**30), ("1Ti", 2**40), ("100M", 1e8),
        ("1e3", 1000), ("128974848", 128974848), ("", 0), ("many", 0), ("-1", 0), ("1.2.3", 0), (".", 0),
    ],
)  # fmt: skip
def test_a_quantity_is_a_number(quantity: str | int, number: float) -> None:
    assert amount(quantity) == number


@given(st.text() | st.text("0123456789.eimkKMG"))
def test_no_quantity_crashes(text: str) -> None:
    assert amount(text) >= 0


def _deployment(image: str, label: str = "") -> dict[str, Any]:
    labels = {"app.kubernetes.io/version": label} if label else {}
    return {"metadata": {"labels": labels}, "spec": {"template": {"spec": {"containers": [{"image": image}]}}}}


@pytest.mark.parametrize(
    ("image", "label", "version"),
    [
        ("kserve/kserve-controller:v0.20.0", "", (0, 20, 0)),
        ("registry.example.com:5000/kfp-api-server:2.17", "", (2, 17, 0)),
        ("registry.example.com:5000/kfp-api-server", "", None),
        ("kueue:v0.20.1@sha256:" + 64 * "a", "", (0, 20, 1)),
        ("kueue@sha256:" + 64 * "1", "v0.19.2", (0, 19, 2)),
        ("kueue:latest", "", None),
        ("kueue:v0.20.0-rc.1", "", (0, 20, 0)),
    ],
)
def test_a_release_is_read_from_a_tag_or_a_label(image: str, label: str, version: tuple[int, int, int] | None) -> None:
    assert release(_deployment(image, label))[0] == version


@given(st.text(max_size=40))
def test_no_image_crashes(image: str) -> None:
    release(_deployment(image))

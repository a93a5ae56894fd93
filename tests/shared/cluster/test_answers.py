"""Every answer that is no success becomes one message that says what to do, and no token is in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.cluster import (
    Absent,
    ClusterConflict,
    ClusterUnreachable,
    Forbidden,
    Invalid,
    Throttled,
    TokenExpired,
    UnknownKind,
)
from components.shared.cluster.answers import refused
from components.shared.errors import BadInput, TryAgain

RBAC = 'secrets is forbidden: User "robot" cannot list resource "secrets" in API group "" in the namespace "a"'


@pytest.mark.parametrize(
    ("status", "answer", "fault", "said"),
    [
        (401, {"message": "Unauthorized"}, TokenExpired, "log in again"),
        (403, {"message": RBAC}, Forbidden, 'robot may not list resource "secrets"'),
        (403, {"message": 'pods "a" is forbidden: exceeded quota: gpus'}, Invalid, "exceeded quota: gpus"),
        (403, {"message": "cannot create: namespace a is being terminated"}, ClusterConflict, "make it anew"),
        (404, {"reason": "NotFound", "details": {"name": "a"}, "message": '"a" not found'}, Absent, "make it first"),
        (404, {}, UnknownKind, "custom resource definitions"),
        (409, {"reason": "AlreadyExists"}, ClusterConflict, "there already"),
        (409, {"reason": "Conflict", "message": "modified"}, ClusterConflict, "read it again"),
        (410, {"reason": "Expired"}, ClusterConflict, "begin again"),
        (422, {"message": "spec.a: Invalid value"}, Invalid, "spec.a: Invalid value"),
        (400, {"message": 'unknown field "spec.b"'}, Invalid, 'unknown field "spec.b"'),
        (429, {}, Throttled, "repeat in a minute"),
        (500, {"message": "failed to create typed patch object: .spec.b: not declared"}, Invalid, ".spec.b"),
        (500, {"message": "failed calling webhook"}, ClusterUnreachable, "failed calling webhook"),
        (302, {}, ClusterUnreachable, "302"),
    ],
)
def test_an_answer_is_understood(status: int, answer: dict[str, object], fault: type[Exception], said: str) -> None:
    error = refused(status, json.dumps(answer).encode(), "https://cluster", "apply ConfigMap a/b")
    assert type(error) is fault
    assert said in str(error)
    assert "https://cluster: apply ConfigMap a/b" in str(error)


def test_the_words_of_a_proxy_are_kept() -> None:
    error = refused(502, b"<html><h1>Bad Gateway</h1><p>no upstream</p></html>", "https://cluster", "get")
    assert "Bad Gateway no upstream" in str(error)


@given(
    st.integers(300, 599), st.binary(max_size=300) | st.from_type(type).map(lambda _: b'{"message": [1], "details": 2}')
)
def test_no_answer_crashes(status: int, body: bytes) -> None:
    assert isinstance(refused(status, body, "https://cluster", "get"), (BadInput, TryAgain))

"""The tests of every store, on MinIO, and both stores beside one another."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.object_store import Conflict, FolderStore, NotFound, ObjectStore
from components.shared.object_store.s3 import S3Store
from tests.store_contract import *  # noqa: F403  the tests of every store

Operation = tuple[str, tuple[Any, ...], dict[str, Any]]
SAME = {"if_match": "what lies there"}
PREFIXES = st.sampled_from(["", "a", "a/", "a/c", "a/cd/", "b/", "к", "../"])
KEYS = st.sampled_from(["a/b", "a/c", "a/cd/e", "b", "ключ/и", "../b", "a//b"])
DATA = st.binary(max_size=40)
ETAGS = DATA.map(lambda data: hashlib.sha256(data).hexdigest())


def _operations() -> st.SearchStrategy[Operation]:
    conditions = st.one_of(
        st.just({}),
        st.just({"if_absent": True}),
        st.builds(dict, if_match=ETAGS),
        st.just(SAME),
    )
    return st.one_of(
        st.tuples(st.just("put"), st.tuples(KEYS, DATA), conditions),
        st.tuples(st.sampled_from(["get", "etag", "delete"]), st.tuples(KEYS), st.just({})),
        st.tuples(st.just("list"), st.tuples(PREFIXES), st.just({})),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=st.lists(_operations(), max_size=25))
def test_both_stores_give_the_same_answers(
    tmp_path_factory: pytest.TempPathFactory,
    store: S3Store,
    operations: list[Operation],
) -> None:
    for key in store.list(""):
        store.delete(key)
    folder = FolderStore(tmp_path_factory.mktemp("same"))
    for operation in operations:
        assert _answer(store, operation) == _answer(folder, operation)
    assert {key: store.get(key) for key in store.list("")} == {key: folder.get(key) for key in folder.list("")}


def _answer(store: ObjectStore, operation: Operation) -> object:
    name, arguments, named = operation
    call: Callable[..., Any] = getattr(store, name)
    try:
        if named == SAME:
            named = {"if_match": store.etag(arguments[0]) or "nothing"}
        answer = call(*arguments, **named)
        return list(answer) if name == "list" else answer
    except (NotFound, Conflict, BadInput) as error:
        return type(error), str(error)

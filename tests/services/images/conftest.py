"""The images of these tests: built once, removed after the last."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services.images.builds import Store, why_not
from tests.services.images.pod import Pod


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of images with the base in it."""
    if reason := why_not():
        pytest.skip(reason)
    made = Store(tmp_path_factory.mktemp("images"))
    try:
        made.import_base()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def image(store: Store) -> Callable[[str], str]:
    """Builds a target, or says what it was built as."""
    built: dict[str, str] = {}

    def build(target: str) -> str:
        if target not in built:
            built[target] = store.build(target)
        return built[target]

    return build


@pytest.fixture
def pod(store: Store, image: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[[str], Pod]]:
    """Starts a pod of a target."""
    with ExitStack() as stack:

        def start(target: str) -> Pod:
            name = image(target)
            made = Pod(stack.enter_context(store.mounted(name)), tmp_path, store.configuration(name))
            made.volume("tmp")
            return made

        yield start
    shutil.rmtree(tmp_path, ignore_errors=True)

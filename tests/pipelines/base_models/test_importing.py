import json
import pickle
import shutil
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.base_model.files import check_file
from components.base_model.imported import MANIFEST
from components.base_model.settings import BaseModelSettings
from components.base_model.shelf import fetch, in_store, on_volume
from components.base_model.stage import prepare_base_model
from components.shared.errors import BadInput
from components.shared.language_model.weights import locate_weights
from components.shared.object_store import FolderStore
from components.shared.versions import served_weights
from pipelines.base_models.importing import Imported, Request, import_model
from tests.killing import killed_before_change
from tests.tiny_model import write_model

README = "---\nlicense: apache-2.0\n---\n# Model\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_model(tmp_path_factory.mktemp("models") / "coder", max_shard_size="40KB")
    (folder / "README.md").write_text(README)
    return folder


@pytest.fixture
def changed(model: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "changed"
    shutil.copytree(model, folder)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


@pytest.fixture
def bring(tmp_path: Path, store: FolderStore) -> Callable[..., Imported]:
    def imported(source: Path | str, **more: object) -> Imported:
        volume = tmp_path / "volume" if more.pop("cache", True) else None
        return import_model(Request(str(source), **more), store, volume, tmp_path / "work")  # type: ignore[arg-type]

    return imported


def test_an_imported_model_is_kept_listed_and_used_by_its_digest(
    model: Path, tmp_path: Path, store: FolderStore, bring: Callable[..., Imported]
) -> None:
    done = bring(model)
    manifest, digest = done.manifest, done.manifest.digest
    assert (manifest.name, manifest.license, manifest.license_evidence) == ("coder", "Apache-2.0", "README.md")
    assert (done.new_in_store, done.new_on_volume) == (True, True)
    assert [one.digest for one in in_store(store)] == on_volume(tmp_path / "volume") == [digest]
    assert not (tmp_path / "work").exists()
    settings_ = BaseModelSettings(base_model=f"models/base/{digest}")
    summary = prepare_base_model(tmp_path / "base", settings_, base_models=tmp_path / "volume")
    assert (summary.digest, summary.name, summary.license) == (digest, "coder", "Apache-2.0")
    assert locate_weights(tmp_path / "base").folder == tmp_path / "volume" / digest / "original"
    served = served_weights(tmp_path / "base")
    assert served == tmp_path / "volume" / digest / "served"
    assert "quantization_config" in json.loads((served / "config.json").read_text())
    again = bring(model)
    assert (again.manifest, again.new_in_store, again.new_on_volume) == (manifest, False, False)


def test_what_is_in_the_store_can_be_brought_to_another_volume(
    model: Path, tmp_path: Path, store: FolderStore, bring: Callable[..., Imported]
) -> None:
    digest = bring(model, cache=False).manifest.digest
    other = tmp_path / "other"
    assert [fetch(f"models/base/{digest}", store, other), fetch(digest, store, other)] == [True, False]
    (other / digest / "original" / "config.json").unlink()
    assert fetch(digest, store, other)
    assert prepare_base_model(tmp_path / "b", BaseModelSettings(base_model=f"models/base/{digest}"), base_models=other)
    key = next(key for key in store.list(f"models/base/{digest}/served/") if key.endswith(".safetensors"))
    store.put(key, b"{}")
    with pytest.raises(BadInput, match="missing or changed in the object store"):
        fetch(digest, store, tmp_path / "third")
    assert on_volume(tmp_path / "third") == []


def test_a_model_that_is_missing_is_refused_with_the_command_that_brings_it(tmp_path: Path, store: FolderStore) -> None:
    name = "models/base/" + "a" * 64
    with pytest.raises(BadInput, match=r"bsl base-model fetch a{64}.*bsl base-model import"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=name), base_models=tmp_path)
    with pytest.raises(BadInput, match="bsl base-model import SOURCE"):
        fetch(name, store, tmp_path)
    with pytest.raises(BadInput, match="64 hex digits"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model="models/base/x"), base_models=tmp_path)


def test_a_volume_that_was_changed_is_refused(model: Path, tmp_path: Path, bring: Callable[..., Imported]) -> None:
    digest = bring(model).manifest.digest
    path = next((tmp_path / "volume" / digest / "original").glob("*.safetensors"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadInput, match="they were changed"):
        prepare_base_model(
            tmp_path / "b", BaseModelSettings(base_model=f"models/base/{digest}"), base_models=tmp_path / "volume"
        )


def _auto_map(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "x.Y"}}))


def _pickle(folder: Path) -> None:
    next(folder.glob("*.safetensors")).write_bytes(pickle.dumps({"a": 1}))


def _cut(folder: Path) -> None:
    path = next(folder.glob("*.safetensors"))
    path.write_bytes(path.read_bytes()[:-7])


def _lying_header(folder: Path) -> None:
    path = next(folder.glob("*.safetensors"))
    path.write_bytes(struct.pack("<Q", 1 << 62) + path.read_bytes()[8:])


def _pickle_as_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.model").write_bytes(pickle.dumps({}))


def _bad_json(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")


def _no_license(folder: Path) -> None:
    (folder / "README.md").unlink()


def _quantized(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "gptq"}}))


def _only_bin(folder: Path) -> None:
    for path in folder.glob("*.safetensors*"):
        path.unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({}))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_auto_map, "would run code of its own"),
        (_pickle, "no safetensors under this name"),
        (_cut, "not a whole file of safetensors"),
        (_lying_header, "a header that lies"),
        (_pickle_as_tokenizer, "a program, pickle or archive"),
        (_bad_json, r"tokenizer\.json: not JSON"),
        (_no_license, "give --license"),
        (_quantized, "quantized already"),
        (_only_bin, "only as pickle"),
    ],
)
def test_a_model_that_is_not_safe_or_whole_is_refused_and_nothing_is_kept(
    changed: Path, tmp_path: Path, store: FolderStore, bring: Callable[..., Imported],
    spoil: Callable[[Path], None], message: str,
) -> None:  # fmt: skip
    spoil(changed)
    with pytest.raises(BadInput, match=message):
        bring(changed)
    assert list(store.list("")) == on_volume(tmp_path / "volume") == []
    assert not (tmp_path / "work").exists()


def test_code_is_left_out_and_named(changed: Path, bring: Callable[..., Imported]) -> None:
    (changed / "modeling_x.py").write_text("import os")
    (changed / "extra.safetensors").write_bytes(b"not in the index")
    done = bring(changed, license="LicenseRef-Ours")
    assert done.left_out == ("extra.safetensors", "modeling_x.py")
    assert (done.manifest.license, done.manifest.license_evidence) == ("LicenseRef-Ours", "said at the import")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: [line.replace(line[:8], "00000000", 1) for line in lines], "where 00000000"),
        (lambda lines: lines[1:], "does not name"),
        (lambda lines: [*lines, f"{'a' * 64}  model-9.safetensors"], "model-9.safetensors is missing"),
        (lambda lines: ["nonsense"], ":1: not a line of SHA-256 and name"),
        (lambda lines: lines, ""),
    ],
)
def test_digests_that_were_given_must_be_those_of_the_files(
    model: Path, tmp_path: Path, bring: Callable[..., Imported], change: Callable[[list[str]], list[str]], message: str
) -> None:
    from components.shared.object_store import file_sha256

    lines = [f"{file_sha256(path)}  ./{path.name}" for path in sorted(model.glob("*.safetensors"))]
    (tmp_path / "SHA256SUMS").write_text("\n".join(change(lines)) + "\n")
    if not message:
        assert bring(model, digests=tmp_path / "SHA256SUMS").new_in_store
        return
    with pytest.raises(BadInput, match=message):
        bring(model, digests=tmp_path / "SHA256SUMS")


@settings(max_examples=60)
@given(data=st.data())
def test_no_change_of_a_header_gets_through_as_anything_but_an_error(
    tmp_path_factory: pytest.TempPathFactory, model: Path, data: st.DataObject
) -> None:
    whole = next(model.glob("*.safetensors")).read_bytes()
    place = data.draw(st.integers(0, 8 + int.from_bytes(whole[:8], "little") - 1))
    noise = data.draw(st.binary(min_size=1, max_size=4))
    path = tmp_path_factory.mktemp("fuzz") / "model.safetensors"
    path.write_bytes(whole[:place] + noise + whole[place + len(noise) :])
    with suppress(BadInput):  # a name of a tensor may be changed into another one
        check_file(path)


def test_a_killed_fetch_leaves_the_model_whole_or_not_there(
    model: Path, tmp_path: Path, store: FolderStore, bring: Callable[..., Imported]
) -> None:
    digest = bring(model, cache=False).manifest.digest
    volume, point, seen = tmp_path / "v", 1, set()
    while killed_before_change(point, lambda: fetch(digest, store, volume)):
        whole = (volume / digest / MANIFEST).is_file()
        assert on_volume(volume) == ([digest] if whole else [])
        seen.add(whole)
        shutil.rmtree(volume, ignore_errors=True) if point % 2 else None  # every other one goes on from the leavings
        point += 3
    assert False in seen
    assert on_volume(volume) == [digest]


@pytest.mark.parametrize("source", ["/nowhere", "./nowhere", "nowhere", "http://x/y", "s3:x"])
def test_a_source_that_is_none_is_refused(bring: Callable[..., Imported], source: str) -> None:
    with pytest.raises(BadInput):
        bring(source)

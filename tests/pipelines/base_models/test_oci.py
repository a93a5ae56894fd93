import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from pipelines.base_models.oci import bring_layout

FILES = {"config.json": b"{}", "model.safetensors": b"\x02\0\0\0\0\0\0\0{}", "README.md": b"# Model"}
TITLE = "org.opencontainers.image.title"
TAR = "application/vnd.oci.image.layer.v1.tar"


def blob(folder: Path, data: bytes) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    path = folder / "blobs" / "sha256" / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return {"digest": f"sha256:{digest}", "size": len(data), "mediaType": "application/octet-stream"}


def write_layout(folder: Path, layers: list[dict[str, object]], tags: tuple[str, ...] = ("7b",)) -> Path:
    manifest = blob(folder, json.dumps({"schemaVersion": 2, "layers": layers}).encode())
    named = [{**manifest, "annotations": {"org.opencontainers.image.ref.name": tag}} for tag in tags]
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": named}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def tar_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("models/tokenizer.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


def by_title(folder: Path) -> Path:
    layers = [{**blob(folder, data), "annotations": {TITLE: name}} for name, data in FILES.items()]
    other = {**blob(folder, b"x"), "annotations": {TITLE: "../../evil.json"}}
    return write_layout(folder, [*layers, other])


def as_image(folder: Path, pack: Callable[[bytes], bytes] = bytes, kind: str = TAR) -> Path:
    members = {f"models/{name}": data for name, data in FILES.items()}
    tar = tar_of({**members, "etc/config.json": b"other", "models/../../x.json": b"evil", "models/run.py": b"x"})
    return write_layout(folder, [{**blob(folder, pack(tar)), "mediaType": kind}])


def packed(folder: Path) -> Path:
    target = folder.with_suffix(".tar")
    with tarfile.open(target, "w") as archive:
        for path in sorted(by_title(folder).rglob("*")):
            archive.add(path, path.relative_to(folder).as_posix(), recursive=False)
    return target


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "in" / "work"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    "write", [by_title, as_image, packed, lambda folder: as_image(folder, gzip.compress, TAR + "+gzip")]
)
@pytest.mark.parametrize("tag", ["", ":7b"])
def test_a_model_comes_out_of_a_layout(tmp_path: Path, work: Path, write: Callable[[Path], Path], tag: str) -> None:
    layout = write(tmp_path / "layout")
    brought = bring_layout(f"{layout}{tag}", work)
    assert {path.name: path.read_bytes() for path in work.iterdir()} == FILES
    assert (brought.kind, brought.revision[:7]) == ("oci", "sha256:")
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["work"]


def _flip(layout: Path) -> None:
    for path in (layout / "blobs" / "sha256").iterdir():
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_flip, "holds other bytes"),
        (lambda layout: (layout / "oci-layout").unlink(), "oci-layout is missing"),
        (lambda layout: (layout / "index.json").write_text("[]"), "not what OCI says"),
        (lambda layout: (layout / "index.json").write_text('{"manifests": [1]}'), "not what OCI says"),
        (lambda layout: (layout / "index.json").write_text('{"manifests": []}'), "0 manifests fit"),
        (
            lambda layout: (layout / "index.json").write_text('{"manifests": [{"digest": "sha256:../../x"}]}'),
            "no SHA-256",
        ),
        (lambda layout: (layout / "index.json").write_text("{"), "not JSON"),
        (lambda layout: write_layout(layout, [], ("a", "b")), "one of: a, b"),
    ],
)
def test_a_damaged_layout_is_refused(tmp_path: Path, work: Path, spoil: Callable[[Path], object], message: str) -> None:
    layout = by_title(tmp_path / "layout")
    spoil(layout)
    with pytest.raises(BadInput, match=message):
        bring_layout(str(layout), work)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("//registry/repo:1", "skopeo copy docker://registry/repo:1"),
        ("/nowhere", "no OCI layout"),
        (__file__, "no OCI"),
    ],
)
def test_what_is_no_layout_is_refused(work: Path, place: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        bring_layout(place, work)

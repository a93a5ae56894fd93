import threading
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from pipelines.publishing.compiled import read_compiled
from pipelines.publishing.publish import Origin, Published, publish
from tests.kfp_server import KfpServer, kfp_server
from tests.pipelines.kubeflow import compiled_text, connected, manifests

ORIGIN = Origin("c0ffee" * 6, "https://git.example/bsl/commit/c0ffee")


def published(server: KfpServer, folder: Path, origin: Origin = ORIGIN, **options: str) -> list[Published]:
    return publish(connected(server, **options), read_compiled(folder, "local").values(), origin)


def names(server: KfpServer) -> tuple[list[str], list[str]]:
    return [pipeline["name"] for pipeline in server.pipelines], [version["name"] for version in server.versions]


def test_ten_runs_change_the_server_once(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        first = published(server, folder)
        assert [one.uploaded for one in first] == [True, True]
        assert server.changes == 4  # two pipelines, a version of each
        for number in range(9):
            again = published(server, folder, Origin(f"commit {number}", "https://elsewhere"))
            assert [one.uploaded for one in again] == [False, False]
        assert server.changes == 4


def test_a_version_carries_what_a_reader_of_the_ui_looks_for(tmp_path: Path) -> None:
    with kfp_server() as server:
        published(server, manifests(tmp_path))
        version = server.versions[0]
        compiled = read_compiled(tmp_path, "local")["finetune"]
        assert version["name"] == version["display_name"] == f"bsl-finetune-local-{compiled.digest[:8]}"
        assert version["description"] == "Обучение"
        assert version["code_source_url"] == ORIGIN.url
        assert version["tags"] == {"ir_sha256": compiled.digest[:63], "profile": "local", "commit": ORIGIN.commit}
        assert version["pipeline_spec"]["pipelineInfo"]["name"] == "bsl-finetune"


def test_new_content_is_a_new_version_and_a_revert_says_that_it_is_not_the_latest(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    old = read_compiled(folder, "local")["finetune"].version
    with kfp_server() as server:
        published(server, folder)
        (folder / "local/finetune.yaml").write_text(compiled_text(sdkVersion="kfp-2.18.0"))
        new = published(server, folder)[0]
        assert (new.uploaded, new.latest) == (True, new.version)
        manifests(tmp_path)
        reverted = published(server, folder)[0]
        assert (reverted.uploaded, reverted.version, reverted.latest) == (False, old, new.version)
        assert "pin this version" in reverted.words()


@pytest.mark.parametrize("fault", ["lost", "failed after", "raced", "409", "500", "503", "dropped"])
@pytest.mark.parametrize("path", ["/pipelines", "/upload_version"])
def test_whatever_happens_on_the_way_the_end_is_the_same(tmp_path: Path, fault: str, path: str) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        published(server, folder)
        untroubled = names(server)
    with kfp_server() as server:
        planted = server.fault(fault, "POST", path, times=2)
        published(server, folder)
        assert planted.fired == 2
        assert names(server) == untroubled
        assert server.changes == 4


def test_two_publishers_at_once_end_in_one_state(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        barrier = threading.Barrier(4, timeout=10)
        waited = []

        def publisher() -> None:
            kfp = connected(server)
            barrier.wait()
            waited.append(publish(kfp, read_compiled(folder, "local").values(), ORIGIN))

        threads = [threading.Thread(target=publisher) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(waited) == 4
        assert server.changes == 4
        assert sum(one.uploaded for result in waited for one in result) == 2


def test_a_server_that_fails_for_good_is_left_as_far_as_it_came(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        planted = server.fault("500", "POST", "/upload_version", times=99)
        with pytest.raises(TryAgain, match="nothing is done twice"):
            published(server, folder)
        assert planted.fired
        assert names(server) == (["bsl-finetune"], [])
        server.faults.clear()
        published(server, folder)
        assert server.changes == 4


def test_the_same_name_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        published(server, folder)
        server.versions[0]["tags"]["ir_sha256"] = "f" * 63
        with pytest.raises(BadInput, match="holds something else"):
            published(server, folder)


def test_a_version_that_somebody_uploaded_by_hand_under_this_name_is_taken(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server() as server:
        published(server, folder)
        del server.versions[0]["tags"]
        assert not published(server, folder)[0].uploaded


def test_each_namespace_has_its_own_pipelines(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server(multi_user=True) as server:
        published(server, folder, namespace="one")
        published(server, folder, namespace="two")
        published(server, folder, namespace="two")
        assert [(pipeline["name"], pipeline["namespace"]) for pipeline in server.pipelines] == [
            ("bsl-finetune", "one"),
            ("bsl-promote", "one"),
            ("bsl-finetune", "two"),
            ("bsl-promote", "two"),
        ]
        assert server.changes == 8


def test_a_version_among_hundreds_is_found(tmp_path: Path) -> None:
    folder = manifests(tmp_path)
    with kfp_server(page_limit=2) as server:
        published(server, folder)
        for number in range(9):
            server.versions.append({**server.versions[0], "name": f"n{number}", "pipeline_version_id": f"v{number}"})
        before = server.changes
        assert not any(one.uploaded for one in published(server, folder))
        assert server.changes == before

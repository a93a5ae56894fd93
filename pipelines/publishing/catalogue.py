"""Pipelines and versions on a server: found by name, made where absent."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from kfp_server_api import PipelineServiceApi

from pipelines.publishing.answers import Pipeline, Version, parsed, parsed_list
from pipelines.publishing.connection import Answer, Kfp
from pipelines.publishing.refusals import NotThere, WrongEndpoint

PAGE_SIZE = 200
MAX_PAGES = 1000
UPLOAD = "/apis/v2beta1/pipelines/upload_version"

T = TypeVar("T")


def find_pipeline(kfp: Kfp, name: str) -> Pipeline | None:
    """The pipeline of this name, in the namespace of the connection."""
    api = PipelineServiceApi(kfp.client)
    try:
        answer = kfp.read(api.pipeline_service_get_pipeline_by_name, name, **in_namespace(kfp))
    except NotThere:
        return None
    return parsed(Pipeline, answer, kfp.address)


def create_pipeline(kfp: Kfp, name: str, description: str) -> Pipeline:
    """A pipeline without versions yet."""
    body = {"name": name, "display_name": name, "description": description, **in_namespace(kfp)}
    answer = kfp.change(PipelineServiceApi(kfp.client).pipeline_service_create_pipeline, body)
    return parsed(Pipeline, answer, kfp.address)


def find_version(kfp: Kfp, pipeline_id: str, name: str) -> Version | None:
    """The version of this name; there is no call for one, so the list is filtered, and checked."""
    found = versions(kfp, pipeline_id, filter=equals("name", name))
    return next((version for version in found if version.known_as == name), None)


def latest_version(kfp: Kfp, pipeline_id: str) -> Version | None:
    """What a schedule without a version runs: the version made last."""
    return next(versions(kfp, pipeline_id, sort_by="created_at desc", page_size=1), None)


def versions(kfp: Kfp, pipeline_id: str, **options: Any) -> Iterator[Version]:
    """Versions of a pipeline."""
    api = PipelineServiceApi(kfp.client)
    for answer in pages(kfp, api.pipeline_service_list_pipeline_versions, pipeline_id, **options):
        yield from parsed_list(Version, answer, "pipeline_versions", kfp.address)


def upload_version(
    kfp: Kfp, pipeline_id: str, name: str, text: str, *, description: str, tags: dict[str, str], source_url: str
) -> Version:
    """One more version.

    The generated method has no argument for the address of the source, which the server takes: hence the plain call.
    """
    asked = {
        "name": name,
        "display_name": name,
        "pipelineid": pipeline_id,
        "description": description,
        "tags": json.dumps(tags, sort_keys=True, ensure_ascii=False),
        "code_source_url": source_url,
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"  # the server reads the format from the suffix
        path.write_text(text, encoding="utf-8")
        answer = kfp.change(
            kfp.client.call_api,
            UPLOAD,
            "POST",
            query_params=[(key, value) for key, value in asked.items() if value],
            header_params={"Accept": "application/json", "Content-Type": "multipart/form-data"},
            files={"uploadfile": str(path)},
            auth_settings=["Bearer"],
            _return_http_data_only=True,
        )
    return parsed(Version, answer, kfp.address)


def pages(kfp: Kfp, method: Callable[..., Any], *arguments: Any, **options: Any) -> Iterator[Answer]:
    """All pages of a list.

    Raises:
        WrongEndpoint: The pages do not end.
    """
    asked = {"page_size": PAGE_SIZE, **options}
    token, seen = "", set[str]()
    for _ in range(MAX_PAGES):
        answer = kfp.read(method, *arguments, **asked, **({"page_token": token} if token else {}))
        yield answer
        token = str(answer.get("next_page_token", ""))
        if not token:
            return
        if token in seen:
            break
        seen.add(token)
    raise WrongEndpoint(f"{kfp.address}: the pages of a list do not end; is a proxy caching answers?")


def equals(key: str, value: str) -> str:
    """A filter of lists, as JSON."""
    return json.dumps({"predicates": [{"key": key, "operation": "EQUALS", "string_value": value}]})


def in_namespace(kfp: Kfp) -> dict[str, str]:
    """The namespace as an argument, where the server has any."""
    return {"namespace": kfp.namespace} if kfp.namespace else {}

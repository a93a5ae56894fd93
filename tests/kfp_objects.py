"""What a server of Kubeflow Pipelines holds, and how it answers each question; ``kfp_server`` serves it.

What it does was read from the sources of 2.17: names of fields as protobuf writes them, what is empty left out, numbers
of 64 bits as text; names unique per pipeline and namespace, answers 409; recurring runs and runs without unique names;
lists in pages of opaque tokens, filtered by JSON.
"""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml
from aiohttp import web

Object = dict[str, Any]
MAX_PAGE = 200


@dataclass(slots=True)
class Fault:
    """What goes wrong, for which requests, how often; ``fired`` is the proof that it did.

    Kinds: ``lost`` (done, no answer), ``dropped`` (not done, no answer), ``failed after`` (done, answers 500),
    ``raced`` (somebody else asks for the same first), ``html``, ``redirect``, ``slow``, ``garbage``, ``page of another
    encoding``, and statuses such as ``503``.
    """

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    fired: int = 0

    def fits(self, request: web.Request) -> bool:
        if self.fired >= self.times or self.method not in ("", request.method) or self.path not in request.path:
            return False
        self.skip -= 1
        return self.skip < 0

    PASSING: ClassVar[tuple[str, ...]] = ("lost", "failed after", "raced", "slow")


@dataclass(slots=True)
class KfpServer:
    """What the server holds, what it was asked and how often it changed."""

    address: str = ""
    version: str = "2.17.0"
    multi_user: bool = False
    token: str = ""
    page_limit: int = MAX_PAGE
    slow_seconds: float = 0.3
    pipelines: list[Object] = field(default_factory=list)
    versions: list[Object] = field(default_factory=list)
    experiments: list[Object] = field(default_factory=list)
    recurring_runs: list[Object] = field(default_factory=list)
    runs: list[Object] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    changes: int = 0
    before: Callable[[str], None] = lambda asked: None
    after: Callable[[str], None] = lambda asked: None
    clock: int = 0

    def fault(self, kind: str, method: str = "", path: str = "", times: int = 1, skip: int = 0) -> Fault:
        """Let something go wrong."""
        self.faults.append(Fault(kind, method, path, times, skip))
        return self.faults[-1]

    def identity(self, kind: str) -> tuple[str, str]:
        """An identifier and a time, both in the order of making."""
        self.clock += 1
        return f"{kind}-{self.clock:04d}", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_790_000_000 + self.clock))


class Refuse(Exception):
    """An error as gRPC's gateway writes it."""

    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message


def state(server: KfpServer) -> str:
    return json.dumps([server.pipelines, server.versions, server.experiments, server.recurring_runs, server.runs])


def routed(server: KfpServer, method: str, parts: list[str], query: Any, body: Object) -> Object:
    match method, *parts:
        case "GET", "healthz":
            return {"commit_sha": "", "tag_name": server.version, "multi_user": server.multi_user}
        case "GET", "pipelines", "names", name:
            return _named(server, name, query)
        case "POST", "pipelines":
            return _create_pipeline(server, body)
        case "POST", "pipelines", "upload_version":
            return _upload_version(server, query, body)
        case "GET", "pipelines", pipeline_id, "versions":
            found = [version for version in server.versions if version["pipeline_id"] == pipeline_id]
            return _page(server, found, "pipeline_versions", query)
        case "GET", "experiments":
            return _page(server, _of_namespace(server, server.experiments, query), "experiments", query)
        case "POST", "experiments":
            return _create_experiment(server, body)
        case "GET", "recurringruns":
            return _page(server, _of_namespace(server, server.recurring_runs, query), "recurringRuns", query)
        case "POST", "recurringruns":
            return _create_recurring_run(server, body)
        case "POST", "recurringruns", action:
            return _switch(server, *action.split(":"))
        case "DELETE", "recurringruns", identity:
            server.recurring_runs.remove(_one(server.recurring_runs, "recurring_run_id", identity))
            return {}
        case "GET", "runs":
            found = [run for run in server.runs if run["experiment_id"] == query["experiment_id"]]
            return _page(server, found, "runs", query)
        case "POST", "runs":
            return _create_run(server, body)
        case "POST", "runs", action:
            _one(server.runs, "run_id", action.removesuffix(":terminate"))["state"] = "CANCELING"
            return {}
    raise Refuse(404, "Not Found")


def _one(objects: list[Object], key: str, identity: str) -> Object:
    found = next((item for item in objects if item[key] == identity), None)
    if found is None:
        raise Refuse(404, f"{key} {identity} not found.")
    return found


def _of_namespace(server: KfpServer, objects: list[Object], query: Any) -> list[Object]:
    if not server.multi_user:
        return objects
    if not query.get("namespace"):
        raise Refuse(400, "Invalid input error: Namespace is required in multi-user mode")
    return [item for item in objects if item.get("namespace") == query["namespace"]]


def _named(server: KfpServer, name: str, query: Any) -> Object:
    found = [
        pipeline
        for pipeline in server.pipelines
        if pipeline["name"] == name and pipeline.get("namespace", "") == query.get("namespace", "")
    ]
    if not found:
        raise Refuse(404, f"Failed to get a pipeline with name {name}: not found.")
    return found[0]


def _create_pipeline(server: KfpServer, body: Object) -> Object:
    _only(body, "name", "display_name", "description", "namespace")
    if server.multi_user and not body.get("namespace"):
        raise Refuse(400, "Invalid input error: Namespace is required for pipeline operations")
    for pipeline in server.pipelines:
        if pipeline["name"] == body["name"] and pipeline.get("namespace", "") == body.get("namespace", ""):
            raise Refuse(409, f"Already exist error: The name {body['name']} already exist. Please specify a new name")
    identity, moment = server.identity("pipeline")
    server.pipelines.append({"pipeline_id": identity, "created_at": moment, **_filled(body)})
    return server.pipelines[-1]


def _upload_version(server: KfpServer, query: Any, body: Object) -> Object:
    pipeline = _one(server.pipelines, "pipeline_id", query["pipelineid"])
    documents = list(yaml.safe_load_all(body["file"]))
    if not body["filename"].endswith((".yaml", ".json")) or "pipelineInfo" not in documents[0]:
        raise Refuse(400, "Failed to create a pipeline version")
    tags = json.loads(query.get("tags", "{}"))
    if any(len(value) > 63 or "." in key for key, value in tags.items()):
        raise Refuse(400, "tag value exceeds maximum length of 63 characters")
    for version in server.versions:
        if version["pipeline_id"] == pipeline["pipeline_id"] and version["name"] == query["name"]:
            raise Refuse(409, "Failed to create a pipeline version")
    identity, moment = server.identity("version")
    given = {key: query.get(key, "") for key in ("name", "display_name", "description", "code_source_url")}
    spec = documents[0] if len(documents) == 1 else {"pipeline_spec": documents[0], "platform_spec": documents[1]}
    made = {"pipeline_id": pipeline["pipeline_id"], "pipeline_version_id": identity, "created_at": moment}
    server.versions.append({**made, **_filled(given), "tags": tags, "pipeline_spec": spec})
    return server.versions[-1]


def _create_experiment(server: KfpServer, body: Object) -> Object:
    _only(body, "display_name", "description", "namespace")
    if server.multi_user and not body.get("namespace"):
        raise Refuse(400, "Invalid resource references for experiment. Namespace is empty.")
    for item in server.experiments:
        if (item["display_name"], item.get("namespace")) == (body["display_name"], body.get("namespace")):
            raise Refuse(409, f"The name {body['display_name']} already exist. Please specify a new name.")
    identity, moment = server.identity("experiment")
    server.experiments.append({"experiment_id": identity, "created_at": moment, **_filled(body)})
    return server.experiments[-1]


def _create_recurring_run(server: KfpServer, body: Object) -> Object:
    known = ("display_name", "description", "pipeline_version_reference", "runtime_config", "trigger", "mode")
    _only(body, *known, "max_concurrency", "no_catchup", "experiment_id", "service_account", "namespace")
    if not 1 <= int(body.get("max_concurrency", 0)) <= 10:
        raise Refuse(400, "Max concurrency of a recurring run must be at least 1 and at most 10")
    if not 5 <= len(body["trigger"]["cron_schedule"]["cron"].split()) <= 6:
        raise Refuse(400, "Schedule cron is not a supported format(https://godoc.org/github.com/robfig/cron)")
    namespace = _namespace_of(server, body)
    version = _reference(server, body)
    _validate(version, body.get("runtime_config", {}).get("parameters", {}))
    identity, moment = server.identity("recurring")
    made = {"recurring_run_id": identity, "created_at": moment, "updated_at": moment}
    enabled = body.get("mode") == "ENABLE"
    server.recurring_runs.append(
        {**made, **_filled(body), "status": "ENABLED" if enabled else "DISABLED", **_filled({"namespace": namespace})}
    )
    return server.recurring_runs[-1]


def _create_run(server: KfpServer, body: Object) -> Object:
    known = ("display_name", "description", "pipeline_version_reference", "runtime_config")
    _only(body, *known, "experiment_id", "service_account")
    _namespace_of(server, body)
    _validate(_reference(server, body), body.get("runtime_config", {}).get("parameters", {}))
    identity, moment = server.identity("run")
    made = {"run_id": identity, "created_at": moment, "state": "PENDING", "storage_state": "AVAILABLE"}
    server.runs.append({**made, **_filled(body)})
    return server.runs[-1]


def _namespace_of(server: KfpServer, body: Object) -> str:
    if server.multi_user and not body.get("experiment_id"):
        raise Refuse(400, "Experiment id can not be empty in multi-user mode")
    experiment = _one(server.experiments, "experiment_id", body["experiment_id"])
    namespace = str(experiment.get("namespace", ""))
    if body.get("namespace") and body["namespace"] != namespace:
        raise Refuse(400, f"Experiment belongs to namespace '{namespace}' instead of '{body['namespace']}'")
    return namespace


def _reference(server: KfpServer, body: Object) -> Object:
    reference = body["pipeline_version_reference"]
    found = [version for version in server.versions if version["pipeline_id"] == reference["pipeline_id"]]
    if wanted := reference.get("pipeline_version_id"):
        return _one(found, "pipeline_version_id", wanted)
    if not found:
        raise Refuse(404, f"PipelineVersion for pipeline {reference['pipeline_id']} not found.")
    return max(found, key=lambda version: str(version["created_at"]))


def _validate(version: Object, parameters: Object) -> None:
    spec = version["pipeline_spec"].get("pipeline_spec", version["pipeline_spec"])
    inputs = spec.get("root", {}).get("inputDefinitions", {}).get("parameters", {})
    if extra := sorted(set(parameters) - set(inputs)):
        raise Refuse(400, f"parameter(s) provided are not required by pipeline: {', '.join(extra)}")


def _switch(server: KfpServer, identity: str, action: str) -> Object:
    run = _one(server.recurring_runs, "recurring_run_id", identity)
    enabled = action == "enable"
    run.update(status="ENABLED" if enabled else "DISABLED", mode="ENABLE" if enabled else "DISABLE")
    return {}


def _page(server: KfpServer, objects: list[Object], key: str, query: Any) -> Object:
    found = [item for item in objects if _fits(item, json.loads(query.get("filter", "{}")))]
    field_name, _, direction = query.get("sort_by", "created_at").partition(" ")
    found.sort(key=lambda item: str(item.get(field_name, "")), reverse=direction == "desc")
    token = query.get("page_token", "")
    start = int(json.loads(base64.b64decode(token))["start"]) if token else 0
    size = min(int(query.get("page_size", 0)) or 20, MAX_PAGE, server.page_limit)
    page: Object = {"total_size": len(found)} if found else {}
    if found[start : start + size]:
        page[key] = found[start : start + size]
    if start + size < len(found):
        page["next_page_token"] = base64.b64encode(json.dumps({"start": start + size}).encode()).decode()
    return page


def _fits(item: Object, condition: Object) -> bool:
    predicates = condition.get("predicates", [])
    if any(predicate["operation"] != "EQUALS" for predicate in predicates):
        raise Refuse(400, "not an operation that this server was taught")
    return all(item.get(predicate["key"]) == predicate["string_value"] for predicate in predicates)


def _only(body: Object, *known: str) -> None:
    if strange := sorted(set(body) - set(known)):  # the real server discards nothing either
        raise Refuse(400, f'unknown field "{strange[0]}"')


def _filled(body: Object) -> Object:
    """What protobuf writes: nothing that is empty; values of parameters are written as they are."""
    runtime = {key: value for key, value in body.get("runtime_config", {}).items() if value}
    written = {**body, "runtime_config": runtime}
    return {key: value for key, value in written.items() if value not in ("", False, None, [], {})}

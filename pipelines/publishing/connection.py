"""The connection to a Kubeflow Pipelines API server: address, proof of identity, deadlines, answers in plain words."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import urllib3
from kfp_server_api import ApiClient, ApiException, Configuration, HealthzServiceApi

from pipelines.publishing.refusals import NoAnswer, NotThere, WrongEndpoint, refusal, transport_failure
from pipelines.publishing.token import FileToken

MINIMUM_BACKEND = (2, 17)  # recurring runs on the latest version were mended there (kubeflow/pipelines#13440)
CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
MAX_ANSWER_BYTES = 64 * 2**20  # a page of 200 versions carries 200 compiled pipelines
READ_ATTEMPTS = 3
SECONDS_BETWEEN_ATTEMPTS = 0.5

Answer = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kfp:
    """An API server that has answered, and whose version is new enough."""

    address: str
    client: ApiClient
    namespace: str = ""
    version: str = "unknown"
    keeps_resources: bool = False

    def change(self, method: Callable[..., Any], *arguments: Any, **options: Any) -> Answer:
        """Ask once; a lost answer says nothing about what the server did, so the caller must look before repeating.

        Raises:
            NoAnswer, AlreadyThere, NotThere, NotAccepted, NotAllowed, WrongEndpoint: What the server answered.
        """
        try:
            response = method(
                *arguments, **options, _preload_content=False, _request_timeout=(CONNECT_SECONDS, READ_SECONDS)
            )
            return decoded(self.address, response)
        except (ApiException, UnicodeDecodeError) as error:
            # the generated client decodes an error's page as UTF-8, whatever it is, and loses the status on the way
            told = error if isinstance(error, ApiException) else error.__context__
            assert isinstance(told, ApiException)
            raise refusal(self.address, told.status, told.headers, told.body) from error
        except urllib3.exceptions.HTTPError as error:
            raise transport_failure(self.address, error) from error

    def read(self, method: Callable[..., Any], *arguments: Any, **options: Any) -> Answer:
        """Ask for something that changes nothing, again after a failure that may pass."""
        return persistent(lambda: self.change(method, *arguments, **options))


def persistent(work: Callable[[], T], attempts: int = READ_ATTEMPTS) -> T:
    """Repeat what may be repeated while no answer comes.

    Raises:
        NoAnswer: None came in the last attempt either.
    """
    for attempt in range(1, attempts):
        try:
            return work()
        except NoAnswer:
            time.sleep(SECONDS_BETWEEN_ATTEMPTS * attempt)
    return work()


def open_kfp(
    endpoint: str, *, namespace: str = "", token_file: Path | None = None, ca_bundle: Path | None = None
) -> Kfp:
    """Connect to a server.

    Args:
        endpoint: Address below which ``/apis/v2beta1`` lies.
        namespace: The namespace that pipelines and runs belong to; needed in multi-user mode and there only.
        token_file: What is shown to the server; read anew for each request, because the kubelet renews it.
        ca_bundle: Certificates that the server's is checked against.

    Raises:
        WrongEndpoint: Nothing that speaks this protocol, or too old.
        NoAnswer: Nothing answers.
    """
    # an address is repeated in messages, so it must hold no password; one that does is not repeated
    if "@" in endpoint or not endpoint.startswith(("http://", "https://")):
        shown = "an address with a user or a password" if "@" in endpoint else repr(endpoint)
        raise WrongEndpoint(f"{shown} is none: begin with http:// or https:// (--endpoint, BSL_KFP_ENDPOINT)")
    address = endpoint.rstrip("/")
    kfp = Kfp(address, ApiClient(_configuration(address, token_file, ca_bundle)))
    return _known(kfp, _health(kfp), namespace)


def _configuration(address: str, token_file: Path | None, ca_bundle: Path | None) -> Configuration:
    configuration = Configuration(host=address)
    configuration.ssl_ca_cert = str(ca_bundle) if ca_bundle else None
    # urllib3 repeats by itself, and follows a redirect to a sign-in page as if it were an answer: neither is wanted
    configuration.retries = urllib3.Retry(total=0, redirect=0, raise_on_redirect=False)
    if token_file is not None:
        token = FileToken(token_file)
        token.show(configuration)
        configuration.refresh_api_key_hook = token.show
    return configuration


def _health(kfp: Kfp) -> Answer:
    try:
        return kfp.read(HealthzServiceApi(kfp.client).healthz_service_get_healthz)
    except NotThere as error:
        raise WrongEndpoint(
            f"{kfp.address}: no /apis/v2beta1 below this address: it is not that of the pipelines API (in a cluster "
            f"http://ml-pipeline.kubeflow:8888, from outside the address of the UI with /pipeline), or the server is "
            f"older than {_dotted(MINIMUM_BACKEND)}"
        ) from error


def _known(kfp: Kfp, health: Answer, namespace: str) -> Kfp:
    # the generated model of this answer drops the version, so the plain answer is read
    version = str(health.get("tag_name", "unknown"))
    _refuse_old(kfp.address, version)
    several_users = bool(health.get("multi_user", False))
    if several_users and not namespace:
        raise WrongEndpoint(f"{kfp.address} serves several users: say whose pipelines with --namespace")
    return replace(
        kfp,
        namespace=namespace if several_users else "",  # a server for one user refuses experiments of a namespace
        version=version,
        keeps_resources=health.get("pipeline_store") == "kubernetes",
    )


def _refuse_old(address: str, version: str) -> None:
    numbers = version.lstrip("v").split(".")
    if len(numbers) < 2 or not all(number.isdigit() for number in numbers[:2]):
        return  # a build of somebody's own: what it lacks will show
    if tuple(int(number) for number in numbers[:2]) < MINIMUM_BACKEND:
        raise WrongEndpoint(
            f"{address}: Kubeflow Pipelines {version} is too old: schedules that follow the latest version need "
            f"{_dotted(MINIMUM_BACKEND)}; upgrade the installation, or upload manifests/pipelines in its UI"
        )


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in numbers)


def decoded(address: str, response: Any) -> Answer:
    """The JSON object of an answer.

    Raises:
        WrongEndpoint: Something else, such as the page of a sign-in.
    """
    body = response.read(MAX_ANSWER_BYTES + 1)
    response.release_conn()
    if len(body) > MAX_ANSWER_BYTES:
        raise WrongEndpoint(f"{address}: an answer of more than {MAX_ANSWER_BYTES} bytes; is this the pipelines API?")
    try:
        answer = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise _no_json(address, body) from error
    if not isinstance(answer, dict):
        raise WrongEndpoint(f"{address}: answers with JSON, but not as Kubeflow Pipelines does; check --endpoint")
    return answer


def _no_json(address: str, body: bytes) -> WrongEndpoint:
    page = body.lstrip()[:1] == b"<"
    what = "with a web page: a sign-in, or the UI" if page else "with something that is no JSON"
    return WrongEndpoint(
        f"{address}: answers {what}, not the pipelines API; give the address below which /apis/v2beta1 lies "
        "(from outside usually that of the UI with /pipeline) and a token (BSL_KFP_TOKEN_FILE)"
    )

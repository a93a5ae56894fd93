import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput, TryAgain
from pipelines.publishing.answers import Experiment, Pipeline, RecurringRun, Run, Version, parsed, parsed_list
from pipelines.publishing.catalogue import create_pipeline, find_pipeline, versions
from pipelines.publishing.connection import decoded, open_kfp
from pipelines.publishing.refusals import server_words
from pipelines.publishing.token import FileToken
from tests.kfp_server import kfp_server
from tests.pipelines.kubeflow import connected

KINDS = (Pipeline, Version, Experiment, RecurringRun, Run)
FIELDS = sorted({name for kind in KINDS for name in kind.model_fields})


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("401", BadInput, "BSL_KFP_TOKEN_FILE names"),
        ("403", BadInput, "kubeflow-pipelines-edit"),
        ("redirect", BadInput, "sends on to /dex/auth.* a sign-in stands in front"),
        ("html", BadInput, "answers with a web page.*/apis/v2beta1"),
        ("400", BadInput, "refused the request .400: told to fail"),
        ("500", TryAgain, "server failed .500: told to fail.; run again, nothing is done twice"),
        ("503", TryAgain, "server failed .503"),
        ("429", TryAgain, "server failed .429"),
        ("dropped", TryAgain, "the connection broke before the answer"),
        ("page of another encoding", TryAgain, "server failed .502"),
    ],
)
def test_each_failure_is_one_message_with_what_to_do(fault: str, error: type[Exception], words: str) -> None:
    with kfp_server() as server:
        kfp = connected(server)
        planted = server.fault(fault, times=9)
        with pytest.raises(error, match=f"{server.address}.*{words}") as raised:
            find_pipeline(kfp, "bsl-finetune")
        assert planted.fired
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize("fault", ["500", "503", "dropped", "slow"])
def test_a_question_is_asked_again(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.publishing.connection.READ_SECONDS", 0.1)
    with kfp_server() as server:
        kfp = connected(server)
        planted = server.fault(fault, "GET", times=2)
        assert find_pipeline(kfp, "bsl-finetune") is None
        assert planted.fired == 2


def test_a_change_is_asked_for_once() -> None:
    with kfp_server() as server:
        kfp = connected(server)
        planted = server.fault("500", "POST")
        with pytest.raises(TryAgain):
            create_pipeline(kfp, "bsl-finetune", "")
        assert planted.fired == 1
        assert server.asked.count("POST /pipelines") == 1


@pytest.mark.parametrize("what", ["garbage", "html"])
def test_an_answer_of_something_else_is_no_pipeline(what: str) -> None:
    with kfp_server() as server:
        kfp = connected(server)
        planted = server.fault(what, "GET", "/pipelines/names")
        with pytest.raises(BadInput, match=r"as Kubeflow Pipelines does|no pipeline|web page"):
            find_pipeline(kfp, "bsl-finetune")
        assert planted.fired


@pytest.mark.parametrize(
    ("endpoint", "error", "words"),
    [
        ("127.0.0.1:8888", BadInput, "begin with http"),
        ("ftp://host", BadInput, "begin with http"),
        ("http://127.0.0.1:9", TryAgain, "nothing listens there.*port-forward"),
        ("http://no-such-host.invalid", TryAgain, "no such host"),
    ],
)
def test_an_endpoint_that_leads_nowhere(
    endpoint: str, error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.publishing.connection.SECONDS_BETWEEN_ATTEMPTS", 0)
    with pytest.raises(error, match=words):
        open_kfp(endpoint)


def test_a_path_below_which_there_is_no_api_is_named() -> None:
    with kfp_server() as server, pytest.raises(BadInput, match=r"no /apis/v2beta1 below.*older than 2\.17"):
        open_kfp(f"{server.address}/wrong")


@pytest.mark.parametrize(
    ("version", "accepted"),
    [
        ("2.17.0", True),
        ("v2.18.1", True),
        ("3.0", True),
        ("unknown", True),
        ("master", True),
        ("2.16.1", False),
        ("2.5.0", False),
        ("1.8.22", False),
        ("v2.9", False),
    ],
)
def test_a_server_before_2_17_is_refused(version: str, accepted: bool) -> None:
    with kfp_server(version=version) as server:
        if accepted:
            assert connected(server).version == version
        else:
            with pytest.raises(BadInput, match=f"{version} is too old.*2\\.17; upgrade"):
                connected(server)


def test_a_server_of_several_users_wants_a_namespace_and_one_of_a_single_user_is_told_none() -> None:
    with kfp_server(multi_user=True) as server:
        with pytest.raises(BadInput, match="--namespace"):
            connected(server)
        assert connected(server, namespace="team").namespace == "team"
    with kfp_server() as server:
        assert connected(server, namespace="team").namespace == ""


def test_the_token_is_read_anew_for_each_request(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("first\n")
    with kfp_server(token="first") as server:
        kfp = connected(server, token_file=path)
        server.token = "second"
        with pytest.raises(BadInput, match="the token is not accepted"):
            find_pipeline(kfp, "x")
        path.write_text("second")
        assert find_pipeline(kfp, "x") is None
        assert set(server.tokens) == {"Bearer first", "Bearer second"}


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines", b"x\r\nX-Evil: 1", "ключ".encode(), b"x" * 70_000])
def test_a_file_that_holds_no_token_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="holds no token") as refused:
        FileToken(path).read()
    assert "Evil" not in str(refused.value)


def test_a_token_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with kfp_server() as server, pytest.raises(BadInput, match="kubectl create token"):
        connected(server, token_file=tmp_path / "absent")


def test_a_certificate_of_nobody_known_is_refused(tmp_path: Path) -> None:
    with _OldServer(tmp_path) as (port, authority):
        with pytest.raises(BadInput, match=r"not trusted.*BSL_CA_BUNDLE"):
            open_kfp(f"https://localhost:{port}")
        with pytest.raises(BadInput, match="too old"):  # trusted, and then answered
            open_kfp(f"https://localhost:{port}", ca_bundle=authority)


def test_all_pages_are_read_and_pages_without_end_are_refused() -> None:
    with kfp_server(page_limit=3) as server:
        kfp = connected(server)
        for number in range(10):
            server.versions.append(
                {"pipeline_id": "p", "pipeline_version_id": f"v{number}", "name": f"n{number}", "created_at": "x"}
            )
        found = [version.pipeline_version_id for version in versions(kfp, "p")]
        assert sorted(found) == sorted(f"v{number}" for number in range(10))
        server.page_limit = 0
        with pytest.raises(BadInput, match="do not end"):
            list(versions(kfp, "p"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"code":5,"message":"not\\nfound","details":[]}', ": not found"),
        (b'{"error_message":"Failed to create","error_details":"x"}', ": Failed to create"),
        (b'{"message":"\\u001b[2J\\u009b1m"}', ": ?[2J?1m"),
        (b"<html>", ""),
        (b"[]", ""),
        (b'"text"', ""),
        (b"\xff\xfe", ""),
        (None, ""),
        (b'{"message":"' + b"x" * 5000 + b'"}', ": " + "x" * 300),
        (b"[" * 100_000, ""),
    ],
)
def test_what_a_server_says_is_shown_in_one_short_line(body: bytes | None, words: str) -> None:
    assert server_words(body) == words


class _Bytes:
    """As much of an answer of urllib3 as is read."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def read(self, most: int) -> bytes:
        return self.body[:most]

    def release_conn(self) -> None:
        return


@given(st.binary(max_size=60) | st.text(max_size=30).map(str.encode))
def test_any_bytes_are_an_object_or_no_answer_of_the_api(body: bytes) -> None:
    try:
        assert isinstance(decoded("http://x", _Bytes(body)), dict)
    except BadInput as error:
        told = str(error)
        assert told.startswith("http://x: ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(JSON, st.sampled_from(KINDS))
def test_any_json_is_what_it_should_be_or_no_answer_of_the_api(value: Any, kind: type[Any]) -> None:
    for read in (
        lambda: parsed(kind, value, "http://x"),
        lambda: parsed_list(kind, {"runs": value}, "runs", "http://x"),
    ):
        try:
            read()
        except BadInput as error:
            told = str(error)
            assert told.startswith("http://x: answers, but not as")


class _OldServer:
    """One old server behind TLS, with a certificate of an authority of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> tuple[int, Path]:
        key, certificate = _certificate(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, args=(context,), daemon=True).start()
        return int(self.listener.getsockname()[1]), certificate

    def _serve(self, context: ssl.SSLContext) -> None:
        body = b'{"tag_name": "2.3.0"}'
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(raw, server_side=True) as stream:
                    stream.recv(65536)
                    stream.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
                    )
            except OSError:
                raw.close()  # a client that does not trust us

    def __exit__(self, *_: object) -> None:
        self.listener.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    key_path, path = folder / "key.pem", folder / "ca.pem"
    plain = serialization.NoEncryption()
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_path, path

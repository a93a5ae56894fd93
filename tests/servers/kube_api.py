"""A real Kubernetes API server with its etcd on loopback: validation, RBAC, tokens, pod security, no pods.

No controller runs: nothing is scheduled, a deleted namespace stays Terminating (take a new one for each test), owners
delete nothing, roles are not aggregated, and a ResourceQuota counts nothing until a test writes its status.
"""

import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests.servers.building import binary
from tests.servers.running import Running, free_port, listens, start, wait_until

PROGRAMS = ("etcd", "kube-apiserver", "kubectl")
ISSUER = "https://kubernetes.default.svc"
# loopback addresses, so that a program of a test can listen on the address of a Service
SERVICE_ADDRESSES = "127.96.0.0/16"
_numbers = count(1)


def _memory_folder() -> Path:
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="bsl-kube-", dir=memory if os.access(memory, os.W_OK) else None))


@dataclass(slots=True)
class KubeApi:
    """The server, and its administrator's way in."""

    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=_memory_folder)
    token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    _etcd: Running | None = None
    _server: Running | None = None

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def ca_file(self) -> Path:
        """What its certificate is trusted by: itself."""
        return self.folder / "certificates" / "apiserver.crt"

    @property
    def kubeconfig(self) -> Path:
        """Of the administrator."""
        return self.folder / "kubeconfig"

    def start(self) -> None:
        """Start both and wait until the API is ready; after ``stop``, with the objects of before."""
        etcd = self._start_etcd()
        self._write_credentials()
        self._server = start(self._command(etcd), self.folder / "kube-apiserver.log")
        wait_until(self._is_ready, self._server)
        self.kubeconfig.write_text(json.dumps(self.config_of(self.token)))

    def _start_etcd(self) -> str:
        port, peers = free_port(), free_port()
        client, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
        command = [_program("etcd"), "--data-dir", str(self.folder / "etcd"), "--unsafe-no-fsync", "--name", "tests"]
        command += ["--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer]
        command += ["--initial-advertise-peer-urls", peer, "--initial-cluster", f"tests={peer}", "--log-level", "error"]
        self._etcd = start(command, self.folder / "etcd.log")
        wait_until(lambda: listens(port), self._etcd)
        return client

    def _write_credentials(self) -> None:
        key = self.folder / "service-accounts.key"
        if not key.exists():
            made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
            (self.folder / "tokens.csv").write_text(f"{self.token},admin,admin,system:masters\n")

    def _command(self, etcd: str) -> list[str]:
        key = str(self.folder / "service-accounts.key")
        options = {
            "etcd-servers": etcd,
            "cert-dir": str(self.folder / "certificates"),
            "bind-address": "127.0.0.1",
            "secure-port": str(self.port),
            "service-cluster-ip-range": SERVICE_ADDRESSES,
            "endpoint-reconciler-type": "none",  # a Service may not point to loopback, where we are
            "service-account-issuer": ISSUER,
            "service-account-signing-key-file": key,
            "service-account-key-file": key,
            "token-auth-file": str(self.folder / "tokens.csv"),
            "authorization-mode": "RBAC",
            "disable-admission-plugins": "ServiceAccount",  # it waits for a controller to make the account `default`
        }
        return [_program("kube-apiserver"), *(f"--{name}={value}" for name, value in options.items())]

    def _is_ready(self) -> bool:
        # the roles of the system are written after the start; until then its own administrators are refused
        request = Request(f"{self.url}/readyz", headers={"Authorization": f"Bearer {self.token}"})
        try:
            context = ssl.create_default_context(cafile=str(self.ca_file))
            with urlopen(request, timeout=2, context=context) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def config_of(self, token: str, url: str | None = None) -> dict[str, object]:
        """A kubeconfig of whom a token names, perhaps by way of another address."""
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": "tests", "cluster": {"server": url or self.url, "certificate-authority": str(self.ca_file)}}
            ],
            "users": [{"name": "tests", "user": {"token": token}}],
            "contexts": [{"name": "tests", "context": {"cluster": "tests", "user": "tests"}}],
            "current-context": "tests",
        }

    def token_for(self, namespace: str, service_account: str, seconds: int = 3600) -> str:
        """A token of a service account, as the kubelet gets it for a pod; the account must exist. At least 600 s."""
        words = ("create", "token", service_account, "-n", namespace, f"--duration={seconds}s")
        return self.kubectl(*words, check=True).stdout.strip()

    def expired_token(self, namespace: str, service_account: str) -> str:
        """A token that was good a minute ago, signed as the server signs."""
        uid = self.kubectl("get", "sa", service_account, "-n", namespace, "-o", "jsonpath={.metadata.uid}", check=True)
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": [ISSUER],
            "sub": f"system:serviceaccount:{namespace}:{service_account}",
            "iat": now - 3600,
            "nbf": now - 3600,
            "exp": now - 60,
            "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": service_account, "uid": uid.stdout}},
        }
        key = load_pem_private_key((self.folder / "service-accounts.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        text = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
        return f"{text}.{_base64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def kubeconfig_for(self, namespace: str, service_account: str) -> Path:
        """A kubeconfig file of a service account."""
        path = self.folder / f"kubeconfig-{next(_numbers)}"
        path.write_text(json.dumps(self.config_of(self.token_for(namespace, service_account))))
        return path

    def namespace(self, prefix: str, labels: Mapping[str, str] = {}) -> str:
        """Make a namespace that no other test uses."""
        name = f"{prefix}-{next(_numbers)}-{secrets.token_hex(2)}"
        metadata = {"name": name, "labels": dict(labels)}
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
        return name

    def apply(self, *objects: Mapping[str, object]) -> None:
        """Apply objects as the administrator, strictly validated; a refusal fails the test with the server's words."""
        text = "\n---\n".join(json.dumps(each) for each in objects)
        done = self.kubectl("apply", "--server-side", "--force-conflicts", "--validate=strict", "-f", "-", stdin=text)
        assert done.returncode == 0, done.stderr

    def kubectl(
        self, *arguments: str, stdin: str | None = None, kubeconfig: Path | None = None, check: bool = False
    ) -> "subprocess.CompletedProcess[str]":
        """Run the kubectl of the server's own release, as the administrator or whom a kubeconfig names."""
        # its cache of discovery would be shared with the user's own clusters
        command = [_program("kubectl"), f"--kubeconfig={kubeconfig or self.kubeconfig}"]
        command += [f"--cache-dir={self.folder / 'cache'}", *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=check)

    def pause(self) -> None:
        """Connections are taken and nothing is answered."""
        assert self._server is not None
        self._server.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        assert self._server is not None
        self._server.send(signal.SIGCONT)

    def stop(self) -> None:
        """End both; the objects stay for another ``start``."""
        if self._server is not None:
            self._server.stop(at_once=True)  # it keeps nothing, and would wait for every open watch
        if self._etcd is not None:
            self._etcd.stop()
        self._server = self._etcd = None

    def remove(self) -> None:
        """End both and forget all."""
        self.stop()
        shutil.rmtree(self.folder)


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _program(name: str) -> str:
    path = binary(name)
    assert path is not None, "make servers builds it"
    return str(path)

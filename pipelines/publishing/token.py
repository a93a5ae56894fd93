"""The token that is shown to the server: a file, because a kubelet renews it while we work."""

from dataclasses import dataclass
from pathlib import Path

from kfp_server_api import Configuration

from components.shared.errors import BadInput

MAX_TOKEN_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class FileToken:
    """A token in a file: projected into the pod, or written by ``kubectl create token``."""

    path: Path

    def show(self, configuration: Configuration) -> None:
        """Put the token as it is now into the next request."""
        configuration.api_key["authorization"] = self.read()
        configuration.api_key_prefix["authorization"] = "Bearer"

    def read(self) -> str:
        """The token.

        Raises:
            BadInput: There is no such file, or it holds no token. What it holds is not shown.
        """
        try:
            content = self.path.read_bytes()[: MAX_TOKEN_BYTES + 1]
        except OSError as error:
            raise BadInput(
                f"{self.path}: the token cannot be read: {error.strerror}; write one with "
                "`kubectl create token SERVICE_ACCOUNT --audience pipelines.kubeflow.org`"
            ) from error
        token = content.strip()
        # a line break would end the header and begin one of somebody else's choice
        if not token or len(token) > MAX_TOKEN_BYTES or not all(33 <= byte < 127 for byte in token):
            raise BadInput(f"{self.path}: holds no token: one line of printable characters is expected")
        return token.decode("ascii")

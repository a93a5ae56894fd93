"""Where an S3 server is, as a URL says it."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, parse_qsl, urlsplit

from components.shared.errors import BadInput
from components.shared.object_store.store import checked

REGION = "us-east-1"  # of every server that has no regions; named, so that none has to be asked for it
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-zA-Z0-9_-]+")


@dataclass(frozen=True, slots=True)
class S3Address:
    """A server, a bucket in it, and the beginning of the keys there."""

    bucket: str
    endpoint: str  # host[:port]
    secure: bool = True
    prefix: str = ""  # empty, or ends in "/"
    region: str = REGION

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read ``s3://<bucket>[/<prefix>]?endpoint=https://<host>[:<port>][&region=<region>]``.

        Raises:
            BadInput: It is no such URL, or holds keys.
        """
        parts = _split(url)
        if parts.scheme != "s3":
            raise _refused("this is no address of an S3 server")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if "@" in parts.netloc or not _BUCKET.fullmatch(parts.netloc):
            raise _refused(f"{parts.netloc.rpartition('@')[2]!r} is no name of a bucket (and no place for keys)")
        if unknown := sorted(set(options) - {"endpoint", "region"}):
            raise _refused(f"unknown {', '.join(unknown)}")
        endpoint, secure = _endpoint(options.get("endpoint", ""))
        region = options.get("region", REGION)
        if not _REGION.fullmatch(region):
            raise _refused(f"{region!r} is no region")
        prefix = parts.path.strip("/")
        return cls(parts.netloc, endpoint, secure, f"{checked(prefix)}/" if prefix else "", region)

    def __str__(self) -> str:
        return f"bucket {self.bucket} at {'https' if self.secure else 'http'}://{self.endpoint}"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise _refused(str(error)) from None


def _endpoint(text: str) -> tuple[str, bool]:
    parts = _split(text)
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused(f"endpoint=: {error}") from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or parts.path.strip("/") or parts.query:
        raise _refused("endpoint= must be http:// or https:// with a host and, if needed, a port")
    host = f"[{host}]" if ":" in host else host
    return (f"{host}:{port}" if port else host), parts.scheme == "https"


def _refused(why: str) -> BadInput:
    return BadInput(f"BSL_OBJECT_STORE: {why}; write s3://bsl-foundry?endpoint=https://s3.example.com:9000")

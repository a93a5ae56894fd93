"""What an S3 server, or the way to it, answered, in words that a person can act on."""

# lint: allow bandit-B405: only the name of the error; the client parses
from xml.etree.ElementTree import ParseError

from minio.error import InvalidResponseError, MinioAdminException, MinioException, S3Error, ServerError
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
    TimeoutError,
)

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.store import Conflict, NotFound

FAULTS = (HTTPError, MinioException, MinioAdminException, ParseError)
KEYS = "BSL_S3_ACCESS_KEY and BSL_S3_SECRET_KEY, or the folder BSL_S3_KEYS"


class NoRoom(TryAgain):
    """The server has no room; waiting a minute does not make any."""


class Denied(BadInput):
    """The server does not take these keys, or they may not do this."""


_ABSENT = {"NoSuchKey", "NoSuchVersion", "MethodNotAllowed"}  # the last: a deleted object of a versioned bucket
_BUSY = {"SlowDown", "SlowDownRead", "SlowDownWrite", "InternalError", "ServiceUnavailable", "RequestTimeout",
         "OperationAborted", "ConditionalRequestConflict", "XMinioServerNotInitialized", "NoSuchUpload",
         "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch", "TooManyRequests", "Busy",
         "XMinioBackendDown"}  # fmt: skip
_FULL = {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientStorage"}
_NESTED = {"XMinioParentIsObject", "XMinioObjectExistsAsDirectory", "XMinioInvalidObjectName"}
_WRONG = {
    "InvalidAccessKeyId": "the server knows no such access key",
    "SignatureDoesNotMatch": "the secret key does not belong to the access key",
    "ExpiredToken": "the keys have expired",
    "InvalidTokenId": "the session token is not valid, or has expired",
    "InvalidToken": "the session token is not valid, or has expired",
}


def understood(error: Exception, address: S3Address, key: str = "") -> Exception:
    """The same fault as ``NotFound``, ``Conflict``, ``BadInput`` or ``TryAgain``."""
    if isinstance(error, S3Error):
        return _answered(error, address, key)
    if isinstance(error, MaxRetryError) and error.reason is not None:
        return understood(error.reason, address, key)
    if isinstance(error, (InvalidResponseError, ServerError, ParseError, MinioAdminException)):
        return _unclear(error, address)
    if isinstance(error, SSLError):
        return BadInput(f"{address}: no trusted TLS connection ({error}); name its authority in BSL_CA_BUNDLE")
    if isinstance(error, NameResolutionError):
        return TryAgain(f"{address}: no such host; check endpoint= in BSL_OBJECT_STORE and the name service")
    if isinstance(error, ReadTimeoutError):
        return TryAgain(f"{address}: connected, but nothing came within the limit; repeat later")
    if isinstance(error, ProtocolError):
        return TryAgain(f"{address}: the connection was cut ({error.args[0]}); repeat later")
    if isinstance(error, (TimeoutError, HTTPError)):
        return TryAgain(f"{address}: no server answers; check endpoint= in BSL_OBJECT_STORE, or repeat when it is up")
    return TryAgain(f"{address}: {error}")


def no_s3(address: S3Address, why: object) -> BadInput:
    """What answers there is something else."""
    return BadInput(f"{address}: what answers there does not speak S3 ({why}); check endpoint=")


def _answered(error: S3Error, address: S3Address, key: str) -> Exception:
    code, status = error.code or "", error.response.status if error.response else 0
    if code == "PreconditionFailed" or status == 412:
        return Conflict(f"object {key!r} was changed by somebody else")
    if code in _ABSENT:
        return NotFound(key)
    if code == "NoSuchBucket":
        return BadInput(f"{address}: there is no such bucket; `bsl object-store setup` makes it")
    if code == "RequestTimeTooSkewed":
        return BadInput(f"{address}: the clock of this machine is more than 15 minutes off; set it right")
    if code in _WRONG:
        return Denied(f"{address}: {_WRONG[code]}; check {KEYS}")
    if code == "AccessDenied" or status == 403:
        return Denied(f"{address}: these keys may not do this{f' with {key!r}' if key else ''} ({code}); use the keys "
                      f"of the right role, or put its policy right with `bsl object-store setup`")  # fmt: skip
    if code in _FULL or status == 507:
        return NoRoom(f"{address}: no room on the server ({code}); nothing was written, free some and repeat")
    if code in _NESTED:
        return BadInput(f"{key!r}: an object cannot lie above or below another one ({code})")
    if code == "AuthorizationHeaderMalformed":
        return BadInput(f"{address}: {error.message}; give region= in BSL_OBJECT_STORE")
    if code in _BUSY or status >= 500 or status == 429:
        return TryAgain(f"{address}: the server is busy ({code or status}); repeat later")
    return BadInput(f"{address}: refused {key!r}: {code} {error.message}")


def _unclear(error: Exception, address: S3Address) -> Exception:
    """An answer that is not S3's: a web page, another protocol, or a proxy that says its server is away."""
    status = str(getattr(error, "_code", "") or getattr(error, "_status_code", ""))
    if status == "403":
        return Denied(f"{address}: these keys may not do this; use those of the administrator ({error})")
    if status.startswith("5") and status != "501":
        return TryAgain(f"{address}: the server is away or busy (HTTP {status}); repeat later")
    if status == "412":
        return Conflict("the object was changed by somebody else")
    return no_s3(address, f"HTTP {status}" if status else error)

"""What a server or the way to it may say instead of an answer: one message each, with what to do."""

import json
from typing import Any

import urllib3

from components.shared.errors import BadInput, TryAgain

SHOWN_CHARACTERS = 300


class NoAnswer(TryAgain):
    """Nothing came back, or the server failed; whether it did what it was asked is not known."""


class AlreadyThere(TryAgain):
    """Somebody made the same thing a moment ago."""


class NotThere(BadInput):
    """What was asked for does not exist."""


class NotAccepted(BadInput):
    """The server found fault with the request."""


class NotAllowed(BadInput):
    """No proof of identity, one that has expired, or one that may not do this."""


class WrongEndpoint(BadInput):
    """Something answers, but it is no server that can be published to."""


Refusal = BadInput | TryAgain


def refusal(address: str, status: int, headers: Any, body: Any) -> Refusal:
    """What an HTTP status means here."""
    said = server_words(body)
    if 300 <= status < 400:
        to = _shown((headers or {}).get("Location", "elsewhere"))
        return NotAllowed(
            f"{address}: sends on to {to}: a sign-in stands in front; give a token "
            "(BSL_KFP_TOKEN_FILE), or the address of the API inside the cluster"
        )
    if status == 401:
        return NotAllowed(
            f"{address}: the token is not accepted (401{said}): it has expired, is meant for another audience "
            "(pipelines.kubeflow.org) or is missing; renew the file that BSL_KFP_TOKEN_FILE names"
        )
    if status == 403:
        return NotAllowed(
            f"{address}: not permitted (403{said}): bind the service account of the token to the role "
            "kubeflow-pipelines-edit in the namespace, or name another one with --namespace"
        )
    return _other(address, status, said)


def _other(address: str, status: int, said: str) -> Refusal:
    if status == 404:
        return NotThere(f"{address}: not found{said}")
    if status == 409:
        return AlreadyThere(f"{address}: made by somebody else at the same moment (409{said}); run again")
    if status == 429 or status >= 500:
        return NoAnswer(f"{address}: the server failed ({status}{said}); run again, nothing is done twice")
    return NotAccepted(f"{address}: the server refused the request ({status}{said})")


def server_words(body: Any) -> str:
    """The sentence in an error's body, if there is one: gRPC's gateway and the upload handler write different keys."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return ""  # a page of a proxy says nothing to a reader
    if not isinstance(answer, dict):
        return ""
    words = answer.get("message") or answer.get("error_message") or answer.get("error") or ""
    return f": {_shown(str(words))}" if words else ""


def _shown(text: str) -> str:
    """One short line, without what a terminal would obey."""
    line = " ".join(text.split())[:SHOWN_CHARACTERS]
    return "".join(character if character.isprintable() else "?" for character in line)


def transport_failure(address: str, error: urllib3.exceptions.HTTPError) -> Refusal:
    """What a failed connection means: a certificate is the caller's matter, everything else may pass."""
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, urllib3.exceptions.SSLError):
        return BadInput(f"{address}: its certificate is not trusted ({reason}); name the authority in BSL_CA_BUNDLE")
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        what = "no such host"
    elif isinstance(reason, urllib3.exceptions.NewConnectionError):
        what = "nothing listens there"
    elif isinstance(reason, urllib3.exceptions.TimeoutError):
        what = "no answer in time"
    else:
        what = "the connection broke before the answer"
    return NoAnswer(
        f"{address}: {what}; check the address (--endpoint, BSL_KFP_ENDPOINT) and the way to it "
        "(`kubectl -n kubeflow port-forward svc/ml-pipeline 8888`), then run again: nothing is done twice"
    )

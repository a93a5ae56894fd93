"""Who may call: by a key of a team, or by a token of the organisation's identity provider (OpenID Connect).

Keys are kept as their SHA-256: who reads the file cannot call. A team's answers can be rated by that team alone.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from components.shared.errors import BadInput

DEFAULT_TEAM = "default"
_TEAM = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

logger = logging.getLogger(__name__)


class Callers(Protocol):
    """Who a bearer of something is."""

    def team_of(self, credential: str) -> str | None:
        """The team of a key or token; None: nobody we know."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of teams, as digests."""

    digests: tuple[tuple[str, bytes], ...]

    def team_of(self, credential: str) -> str | None:
        """See ``Callers``. Every digest is compared, so that time tells nothing of how much was guessed."""
        given = hashlib.sha256(credential.encode()).digest()
        found = None
        for team, digest in self.digests:
            if hmac.compare_digest(given, digest):
                found = team
        return found


def one_key(key: str) -> Keys:
    """The key of an installation with one team."""
    return Keys(((DEFAULT_TEAM, hashlib.sha256(key.encode()).digest()),))


def read_keys(path: Path) -> Keys:
    """Keys from a file: JSON of team and the SHA-256 of its keys, in hex.

    Raises:
        BadInput: The file cannot be read, or a team or digest is none.
    """
    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        raise BadInput(f"BSL_GATEWAY_KEYS: {path}: {error.strerror}; name a JSON file of teams and digests") from error
    except ValueError as error:
        raise BadInput(f'BSL_GATEWAY_KEYS: {path}: no JSON: {error}; write {{"team": ["<SHA-256>"]}}') from error
    return Keys(tuple(_pairs(values, path)))


def _pairs(values: Any, path: Path) -> list[tuple[str, bytes]]:
    pairs: list[tuple[str, bytes]] = []
    for team, digests in values.items() if isinstance(values, Mapping) else (("", ()),):
        good = isinstance(digests, list) and all(isinstance(it, str) and _DIGEST.fullmatch(it) for it in digests)
        if not _TEAM.fullmatch(team) or not good:
            raise BadInput(
                f"BSL_GATEWAY_KEYS: {path}: {team!r}: write a team (a-z, 0-9, -) with a list of SHA-256 of its keys, "
                "as `printf %s KEY | sha256sum` prints it"
            )
        pairs += [(team, bytes.fromhex(digest)) for digest in digests]
    return pairs


class TokenCallers:
    """Callers with tokens that an issuer signed for this audience."""

    def __init__(self, issuer: str, audience: str, team_claim: str, ca_file: Path | None = None) -> None:
        self._issuer = issuer.rstrip("/")
        self._audience = audience
        self._team_claim = team_claim
        self._ca_file = ca_file
        self._keys: Any = None

    def team_of(self, credential: str) -> str | None:
        """See ``Callers``. Expired, for others, signed by others, or with a weak or no signature: nobody."""
        import jwt

        try:
            key = self._signing_keys().get_signing_key_from_jwt(credential).key
            claims = jwt.decode(
                credential, key, algorithms=["RS256", "ES256", "EdDSA"], audience=self._audience, issuer=self._issuer,
                options={"require": ["exp", "iss", "aud"]}, leeway=30,
            )  # fmt: skip
        except (jwt.PyJWTError, OSError, ValueError) as error:
            logger.warning("a token was refused: %s", error)
            return None
        team = claims.get(self._team_claim)
        return team if isinstance(team, str) and _TEAM.fullmatch(team) else None

    def _signing_keys(self) -> Any:
        """The issuer's keys, found as OpenID Connect Discovery says; kept, and asked anew for an unknown key."""
        import ssl
        from urllib.request import urlopen

        import jwt

        if self._keys is None:
            context = ssl.create_default_context(cafile=self._ca_file)
            # lint: allow bandit-B310: the issuer is what the operator has set, never what a caller sends
            with urlopen(f"{self._issuer}/.well-known/openid-configuration", timeout=5, context=context) as answer:
                found = json.load(answer)
            self._keys = jwt.PyJWKClient(found["jwks_uri"], timeout=5, ssl_context=context)
        return self._keys


@dataclass(frozen=True, slots=True)
class Either:
    """Callers of several kinds."""

    kinds: tuple[Callers, ...]

    def team_of(self, credential: str) -> str | None:
        """The first kind that knows who it is."""
        return next((team for kind in self.kinds if (team := kind.team_of(credential)) is not None), None)

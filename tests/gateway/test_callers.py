"""Who is let in: keys of teams, and tokens of an identity provider that is asked over real HTTP."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from components.gateway.callers import DEFAULT_TEAM, Either, Keys, TokenCallers, one_key, read_keys
from components.shared.errors import BadInput
from tests.gateway.test_app import call

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def test_each_key_is_of_its_team(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"erp": [digest("old"), digest("new")], "zup": [digest("third")]}))
    keys = read_keys(path)
    asked = ["old", "new", "third", "", "fourth", digest("old"), "ключ"]
    assert [keys.team_of(key) for key in asked] == ["erp", "erp", "zup", None, None, None, None]
    assert Either((one_key("mine"), keys)).team_of("mine") == DEFAULT_TEAM
    assert "old" not in repr(keys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("erp: x", "no JSON"),
        ("[]", "write a team"),
        ('{"erp": "secret"}', "write a team"),
        ('{"erp": ["secret"]}', "SHA-256"),
        ('{"ERP team": []}', "ERP team"),
    ],
)
def test_a_file_of_keys_that_is_none_stops_the_start(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "keys.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadInput, match=message):
        read_keys(path)


@dataclass
class Issuer:
    """An identity provider: its address, and tokens that it signs."""

    address: str

    def token(self, key: Any = KEY, algorithm: str = "RS256", headers: Any = None, **changes: Any) -> str:
        claims = {"iss": self.address, "aud": "bsl", "azp": "erp", "sub": "anna", "exp": time.time() + 60, **changes}
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(said, key, algorithm=algorithm, headers=headers or {"kid": "k1"})


@pytest.fixture
def issuer(open_app: Callable[[web.Application], str]) -> Issuer:
    found = Issuer("")
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))

    async def discovery(_: web.Request) -> web.Response:
        return web.json_response({"issuer": found.address, "jwks_uri": f"{found.address}/keys"})

    async def keys(_: web.Request) -> web.Response:
        return web.json_response({"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]})

    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", discovery)
    app.router.add_get("/keys", keys)
    found.address = open_app(app)
    return found


def test_a_token_for_us_names_its_team(issuer: Issuer) -> None:
    callers = TokenCallers(issuer.address, "bsl", "azp")
    assert [callers.team_of(issuer.token()), callers.team_of(issuer.token(azp="zup"))] == ["erp", "zup"]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ANOTHER},
        {"key": "x" * 40, "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
        {"headers": {"kid": "k2"}},
        {"aud": "others"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"azp": None},
        {"azp": "ERP\n"},
        {"azp": ["erp"]},
    ],
)
def test_a_token_that_is_not_for_us_lets_nobody_in(issuer: Issuer, changes: dict[str, Any]) -> None:
    callers = TokenCallers(issuer.address, "bsl", "azp")
    assert callers.team_of(issuer.token()) == "erp"
    assert callers.team_of(issuer.token(**changes)) is None


def test_without_the_issuer_nobody_is_let_in(issuer: Issuer) -> None:
    token = issuer.token()
    assert TokenCallers("http://127.0.0.1:1", "bsl", "azp").team_of(token) is None


@given(st.text())
def test_whatever_is_sent_is_a_stranger(text: str) -> None:
    assert TokenCallers("http://127.0.0.1:1", "bsl", "azp").team_of(text) is None


def test_a_team_cannot_rate_the_answer_of_another(open_stage: Callable[..., Any]) -> None:
    teams = [(team, digest) for team in ("erp", "zup") for _, digest in one_key(team).digests]
    stage = open_stage(callers=Keys(tuple(teams)))
    erp, zup = ({"Authorization": f"Bearer {team}"} for team in ("erp", "zup"))
    body = {"model": "bsl", "messages": [{"role": "user", "content": "?"}], "user": "anna"}
    answer = call(stage.address, "/v1/chat/completions", body, **erp)[1]
    rating = {"answer_id": answer["id"], "user": "anna", "user_rating": 5}
    forged = {**rating, "answer_id": answer["id"][:-1] + ("0" if answer["id"][-1] != "0" else "1")}
    for record, headers, status in (
        (rating, {}, 401),
        (rating, {"Authorization": "Bearer stranger"}, 401),
        (rating, zup, 403),
        (forged, erp, 403),
        ({**rating, "user": "boris"}, erp, 403),
        (rating, erp, 201),
        (rating, erp, 409),
    ):
        assert call(stage.address, "/feedback", record, **headers)[0] == status
    assert len(list(stage.ratings.ratings())) == 1

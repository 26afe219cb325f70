"""Who may call: API keys by their hash, and access tokens of an OpenID provider."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from services.shared.errors import Denied, InvalidInput, Unauthenticated, Unavailable
from services.shared.runtime import credentials
from services.shared.runtime.credentials import Authenticator, digest, new_key, require_decision
from services.shared.runtime.settings import ServiceSettings

ISSUER = "https://id.example"
RSA, EC = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


def jwks(**keys) -> str:
    rows = []
    for kid, key in keys.items():
        kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
        rows.append({**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"})
    return json.dumps({"keys": rows})


@pytest.fixture
def provider(tmp_path):
    (tmp_path / "jwks.json").write_text(jwks(one=RSA))
    return ServiceSettings(oidc_issuer=ISSUER, oidc_jwks=str(tmp_path / "jwks.json"))


def token(key=RSA, algorithm="RS256", kid="one", **changed) -> str:
    claims = {"iss": ISSUER, "aud": "metier", "sub": "crm", "scope": "other metier", "exp": time.time() + 60}
    kept = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode(kept, key, algorithm, {"kid": kid})


async def test_a_key_is_known_by_its_hash_and_two_are_while_they_are_exchanged():
    old, new = new_key(), new_key()
    authenticator = Authenticator(
        ServiceSettings(api_keys=f"crm={digest(old)}, crm={digest(new)},other={digest('mk_x')}")
    )
    assert [await authenticator.authenticate(key) for key in (old, new, "mk_x")] == ["crm", "crm", "other"]
    for wrong in ("", "mk_", digest(old), old[:-1], old + "x"):
        with pytest.raises(Unauthenticated, match="UNAUTHENTICATED"):
            await authenticator.authenticate(wrong)


async def test_where_nothing_is_set_up_everybody_enters():
    assert Authenticator(ServiceSettings()).is_open
    assert await Authenticator(ServiceSettings()).authenticate("anything") == ""


@pytest.mark.parametrize("listed", ["crm", "crm=abc", f"={'a' * 64}", "mk_secret"])
def test_a_list_that_holds_something_else_is_refused(listed):
    with pytest.raises(InvalidInput, match="API_KEYS_MALFORMED"):
        Authenticator(ServiceSettings(api_keys=listed))


async def test_a_token_of_the_provider_enters_as_its_subject(provider):
    assert await Authenticator(provider).authenticate(token()) == "crm"
    assert await Authenticator(provider).authenticate(token(scope=None, scp=["metier"])) == "crm"


FORGED = {
    "expired": {"exp": time.time() - 120},
    "without an end": {"exp": None},
    "of another issuer": {"iss": "https://evil.example"},
    "for another audience": {"aud": "shop"},
    "without a subject": {"sub": None},
    "by another key": {"key": rsa.generate_private_key(65537, 2048)},
    "by an unknown key": {"kid": "two"},
    "of another kind of key": {"key": EC, "algorithm": "ES256"},
    "signed with the public key as a secret": {"key": "x" * 32, "algorithm": "HS256"},
}


@pytest.mark.parametrize("changed", FORGED.values(), ids=FORGED)
async def test_a_token_that_is_not_the_providers_stays_out(provider, changed):
    with pytest.raises(Unauthenticated, match="UNAUTHENTICATED"):
        await Authenticator(provider).authenticate(token(**changed))


@pytest.mark.parametrize("given", ["", "rubbish", "a.b.c", jwt.encode({"sub": "x"}, None, "none")])
async def test_what_is_no_signed_token_stays_out(provider, given):
    with pytest.raises(Unauthenticated, match="UNAUTHENTICATED"):
        await Authenticator(provider).authenticate(given)


async def test_a_token_without_the_scope_is_known_and_may_not(provider):
    with pytest.raises(Denied, match="PERMISSION") as refused:
        await Authenticator(provider).authenticate(token(scope="metier.read"))
    assert not isinstance(refused.value, Unauthenticated)


async def test_the_providers_keys_are_read_over_http_and_again_when_they_rotate(monkeypatch):
    served, asked = {"keys": jwks(one=RSA)}, []

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(served["keys"].encode())

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    authenticator = Authenticator(
        ServiceSettings(oidc_issuer=ISSUER, oidc_jwks=f"http://127.0.0.1:{server.server_port}/keys")
    )
    assert [await authenticator.authenticate(token()) for _ in range(3)] == ["crm"] * 3
    served["keys"] = jwks(two=EC)
    rotated = token(EC, "ES256", "two")
    with pytest.raises(Unauthenticated):
        await authenticator.authenticate(rotated)  # asked a moment ago: strangers cannot make us ask for every token
    assert asked == ["/keys"]
    monkeypatch.setattr(credentials, "REFRESH_S", 0.0)
    assert await authenticator.authenticate(rotated) == "crm"
    server.shutdown()
    server.server_close()


async def test_a_provider_that_cannot_be_reached_is_told_as_such(provider):
    with pytest.raises(Unavailable, match="OIDC_DOWN"):
        await Authenticator(provider.model_copy(update={"oidc_jwks": "/nowhere/keys.json"})).authenticate(token())


@pytest.mark.parametrize("address", ["127.0.0.1:1", "localhost:1", "[::1]:1", "127.8.8.8:1"])
def test_on_loopback_nothing_need_be_decided(address):
    require_decision(ServiceSettings(), address)


@pytest.mark.parametrize("address", ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "metier.example:1", ":1"])
def test_elsewhere_somebody_decides_who_may_call(address):
    with pytest.raises(InvalidInput, match="ACCESS_UNDECIDED"):
        require_decision(ServiceSettings(), address)
    require_decision(ServiceSettings(insecure=True), address)
    require_decision(ServiceSettings(api_keys=f"crm={digest('mk_x')}"), address)
    require_decision(ServiceSettings(oidc_issuer=ISSUER), address)

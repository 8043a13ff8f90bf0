"""A small OpenID Connect provider: a real HTTP server with a real key, which can be told to misbehave."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portal", "a-client-secret-of-the-tests"


class Provider:
    """`claims` go over the right ones of the token, `userinfo` over the right answer; `sign` signs it."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.person = {"sub": "kim-1", "email": "sevda@numune.example", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.discovery: dict[str, Any] = {}
        self.sign = self.signed
        self.seen: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def settings(self) -> dict[str, str]:
        return {
            "id": "sinaq",
            "name": "Sınaq girişi",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "secret": SECRET,
        }

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})

    def _configuration(self) -> dict[str, Any]:
        names = ("authorization", "token", "userinfo")
        found = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in names}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **found, **self.discovery}

    def _keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, address: str) -> str:
        """What the person's browser does at the provider: signs in there and is sent back with a code."""
        wish = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.seen.append(wish)
        code = secrets.token_urlsafe(16)
        self.codes[code] = wish
        return f"{wish['redirect_uri']}?{urlencode({'code': code, 'state': wish['state']})}"

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        wish = self.codes.pop(form.get("code", ""), None)
        if wish is None or form.get("client_secret") != SECRET or not _fits(form, wish):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": wish.get("nonce")}
        claims = {**right, "sub": self.person["sub"], **self.claims}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.sign(claims)}

    def _handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {
                    "/.well-known/openid-configuration": provider._configuration,
                    "/keys": provider._keys,
                    "/userinfo": lambda: {**provider.person, **provider.userinfo},
                }
                self._answer(200, answers[self.path]())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(*provider._token({name: values[0] for name, values in parse_qs(body).items()}))

            def _answer(self, status: int, what: dict[str, Any]) -> None:
                body = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


def _fits(form: dict[str, str], wish: dict[str, str]) -> bool:
    """PKCE: who brings the code must know the word behind the challenge."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
    return (
        wish.get("code_challenge_method") == "S256"
        and challenge.rstrip(b"=").decode() == wish["code_challenge"]
    )

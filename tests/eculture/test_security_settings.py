"""What production insists on, and what its settings say."""

from pathlib import Path
from typing import Any

import pytest

from eculture.embedded.signing_key import make_signing_key
from tests.eculture import production

NEEDED = sorted(production.ENVIRONMENT.keys() - {"PRODUCTION"})


@pytest.fixture(scope="module")
def of_production() -> dict[str, Any]:
    return production.settings()


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


@pytest.mark.asvs("13.3.1", "13.2.3", "6.3.2")
@pytest.mark.parametrize("name", NEEDED)
def test_production_says_which_variable_is_missing(name: str):
    started = production.start(name)
    assert started.returncode != 0
    assert f"Set {name} in the environment" in last_line(started.stderr)


@pytest.mark.asvs("13.4.2", "6.1.3", "6.3.2")
@pytest.mark.parametrize("name", ["DEBUG", "DEMO", "TESTING"])
def test_production_refuses_debug_demo_and_testing(name: str):
    started = production.start(**{name: "1"})
    assert started.returncode != 0
    assert "PRODUCTION excludes DEBUG, DEMO and TESTING" in last_line(started.stderr)


@pytest.mark.asvs("11.2.3", "13.3.1")
def test_production_refuses_a_short_secret():
    assert "SECRET_KEY is too short" in last_line(production.start(SECRET_KEY="short").stderr)


@pytest.mark.asvs("11.1.1", "13.3.1", "13.2.3")
def test_production_refuses_a_signing_key_that_is_missing_locked_or_for_demonstrations(tmp_path: Path):
    demonstration, missing = tmp_path / "demonstration.p12", tmp_path / "missing.p12"
    make_signing_key(demonstration, production.PASSWORD)

    said = [
        last_line(production.start(**changed).stderr).partition(": ")[2]
        for changed in (
            {"SIGNING_KEY_FILE": str(missing)},
            {"SIGNING_KEY_PASSWORD": "another"},
            {"SIGNING_KEY_FILE": str(demonstration)},
        )
    ]

    assert said == [
        f"SIGNING_KEY_FILE cannot be read: {missing}.",
        "SIGNING_KEY_PASSWORD does not open SIGNING_KEY_FILE.",
        "SIGNING_KEY_FILE is a key for demonstrations: production needs its own.",
    ]


@pytest.mark.asvs("12.3.1", "12.3.2", "12.3.3")
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgres://eculture@db.example/eculture"),
        ("DATABASE_URL", "postgres://eculture@db.example/eculture?sslmode=require"),
        ("REDIS_URL", "redis://cache.example:6379/0"),
        ("BASE_URL", "http://portal.example"),
    ],
)
def test_production_refuses_plain_connections_to_other_hosts(name: str, address: str):
    started = production.start(**{name: address})
    assert started.returncode != 0
    assert name in last_line(started.stderr)


@pytest.mark.asvs("12.3.1", "12.3.2")
@pytest.mark.parametrize(
    "changed",
    [
        {"DATABASE_URL": "postgres://eculture@db.example/eculture?sslmode=verify-full"},
        {"REDIS_URL": "rediss://cache.example:6379/0"},
        {
            "DATABASE_URL": "postgres://e@postgres/e",
            "REDIS_URL": "redis://valkey:6379/0",
            "PRIVATE_HOSTS": "postgres,valkey",
        },
    ],
)
def test_production_accepts_encrypted_connections_and_hosts_named_private(changed: dict[str, str]):
    assert production.start(**changed).returncode == 0


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4", "7.2.1", "7.2.2", "7.2.3")
def test_cookies_are_bound_to_the_host(of_production: dict[str, Any]):
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert of_production[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert of_production[f"{cookie}_COOKIE_SECURE"] is True
        assert of_production[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert of_production[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
        assert not of_production.get(f"{cookie}_COOKIE_DOMAIN")
    assert of_production["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert of_production["SESSION_SERIALIZER"].endswith("JSONSerializer")
    assert of_production["MESSAGE_STORAGE"].endswith("SessionStorage")


@pytest.mark.asvs("3.4.1", "12.2.1", "4.1.2", "12.1.1")
def test_transport(of_production: dict[str, Any]):
    assert of_production["SECURE_HSTS_SECONDS"] >= 31536000
    assert of_production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert of_production["SECURE_SSL_REDIRECT"] is True
    assert of_production["SECURE_REDIRECT_EXEMPT"] == ["^api/", "^healthz$", "^readyz$"]
    assert of_production["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert of_production["EMAIL_USE_TLS"] is True
    assert of_production["ALLOWED_HOSTS"] == ["portal.example"]
    assert of_production["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.asvs("11.4.1", "11.4.2", "11.4.3", "11.4.4")
def test_passwords_are_hashed_by_argon2(of_production: dict[str, Any]):
    assert of_production["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")
    assert of_production["PASSWORD_RESET_TIMEOUT"] <= 3600


@pytest.mark.asvs("6.3.1", "6.5.1", "6.5.5", "6.6.2", "6.6.3", "7.5.1", "7.6.2", "6.4.6", "6.3.8")
def test_sign_in(of_production: dict[str, Any]):
    assert of_production["ACCOUNT_REAUTHENTICATION_REQUIRED"] is True
    assert of_production.get("ACCOUNT_PREVENT_ENUMERATION", True) is True
    assert "/key" in of_production["ACCOUNT_RATE_LIMITS"]["login_failed"]
    assert of_production["MFA_TOTP_TOLERANCE"] == 0
    assert of_production["MFA_RECOVERY_CODES_SHOW_ONCE"] is True
    assert of_production["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert of_production["SOCIALACCOUNT_STORE_TOKENS"] is False
    assert of_production["SOCIALACCOUNT_EMAIL_AUTHENTICATION"] is False
    assert of_production["SOCIALACCOUNT_LOGIN_ON_GET"] is False


@pytest.mark.asvs("1.5.2")
def test_the_worker_reads_nothing_but_json(of_production: dict[str, Any]):
    assert of_production["CELERY_ACCEPT_CONTENT"] == ["json"]


@pytest.mark.asvs("8.1.1", "8.1.2", "15.3.1", "15.1.3")
def test_the_api_is_closed_unless_a_view_opens_itself(of_production: dict[str, Any]):
    api = of_production["REST_FRAMEWORK"]
    assert api["DEFAULT_PERMISSION_CLASSES"] == ["eculture.rest.NobodyUnlessSaid"]
    assert api["DEFAULT_AUTHENTICATION_CLASSES"] == []
    assert api["DEFAULT_RENDERER_CLASSES"] == ["rest_framework.renderers.JSONRenderer"]
    assert api["DEFAULT_THROTTLE_CLASSES"]


@pytest.mark.asvs("5.1.1", "5.2.1", "5.3.2")
def test_uploads_are_limited_and_unrouted(of_production: dict[str, Any]):
    assert of_production["DATA_UPLOAD_MAX_MEMORY_SIZE"] == 1024 * 1024
    assert of_production["DATA_UPLOAD_MAX_NUMBER_FIELDS"] <= 2000
    assert of_production["DATA_UPLOAD_MAX_NUMBER_FILES"] <= 20
    assert of_production["FILE_UPLOAD_PERMISSIONS"] == 0o600
    assert not of_production["MEDIA_URL"].strip("/")

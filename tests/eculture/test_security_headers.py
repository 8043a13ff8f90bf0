"""What every answer carries, walked over all addresses that the access table knows."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.access import walk
from tests.access.cast import Cast
from tests.access.declare import Access
from tests.access.fixtures import cast  # noqa: F401 -- pytest finds it by its name
from tests.access.product import Trial, undone

TABLE = walk.declared()
READ = sorted(key for key, access in TABLE.items() if "GET" in access.takes)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")[^>]*>|<style\b|\s(style|on[a-z]+)=["']"""
)
FOREIGN = re.compile(r"""<(script|link|img|iframe)\b[^>]*\b(src|href)=["'](https?:)?//(?!testserver)[^>]*>""")
EVIL = ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"]
DOORS = ["/accounts/login/", "/accounts/logout/", "/accounts/signup/", "/admin/login/"]
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}


@pytest.mark.django_db
@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8", "3.6.1", "4.1.1", "3.2.2", "1.2.3")
@pytest.mark.asvs("14.3.2", "14.2.2", "3.3.2", "3.3.4", "14.2.3")
@pytest.mark.parametrize("key", READ)
def test_every_answer_has_manners(key: str, cast: Cast):  # noqa: F811
    trial = Trial(key, TABLE[key], cast)
    for viewer in ("anonymous", reader_of(TABLE[key])):
        with undone():
            response = trial.send(viewer)
        check_policy(response, may_evaluate=trial.path.startswith(f"/{settings.ADMIN_PATH}"))
        assert {name: response.headers.get(name) for name in FIXED} == FIXED
        assert response.headers["X-Request-ID"]
        check_body(response, trial.body.decode("utf-8", "replace"))
        for name, cookie in response.cookies.items():
            assert cookie["httponly"] and cookie["samesite"] == "Lax", name


def reader_of(access: Access) -> str:
    named = (name for name in ("guardian", "head", "ministry", "superuser") if name in access.allowed)
    return next(named, "anonymous")


def check_policy(response: HttpResponse, *, may_evaluate: bool) -> None:
    policy = response.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action '"):
        assert rule in policy
    assert "form-action 'self'" in policy or "sandbox" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy or may_evaluate


def check_body(response: HttpResponse, body: str) -> None:
    kind = response.headers.get("Content-Type", "")
    assert not kind.startswith("text/") or re.search('charset="?utf-8', kind.lower())
    if kind.startswith("text/html"):
        assert not INLINE.search(body), INLINE.search(body)
        assert not FOREIGN.search(body), FOREIGN.search(body)
    if "csrfmiddlewaretoken" in body:
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.asvs("14.2.2", "14.3.2")
@pytest.mark.parametrize("path", ["/cabinet/", "/accounts/email/", "/admin/"])
def test_personal_pages_are_stored_nowhere(path: str, cast: Cast):  # noqa: F811
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["ministry"]
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.asvs("14.3.1", "7.2.4", "7.4.1")
def test_signing_out_empties_the_browser(cast: Cast):  # noqa: F811
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["guardian"]
    with undone():
        response = client.post("/accounts/logout/")
        assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
        client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["guardian"]
        assert client.get("/cabinet/").status_code == 302


@pytest.mark.django_db
@pytest.mark.asvs("3.4.2", "3.5.3")
def test_other_origins_read_open_data_without_cookies(cast: Cast):  # noqa: F811
    client = Client(headers={"Origin": "https://evil.example"})
    client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["ministry"]
    data = client.get("/api/v1/schema/")
    assert data.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in data.headers
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.django_db
@pytest.mark.asvs("13.4.4", "3.5.1")
@pytest.mark.parametrize("path", ["/", "/healthz", "/cabinet/", "/api/v1/schema/", "/no-such-page/"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_unknown_methods_are_refused(path: str, method: str):
    assert Client().generic(method, path).status_code == 405


@pytest.mark.django_db
@pytest.mark.asvs("3.5.1")
def test_a_form_without_its_token_is_refused(cast: Cast):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["guardian"]
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    assert response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.asvs("1.2.2", "3.7.2")
@pytest.mark.parametrize("target", EVIL)
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/logout/", "/accounts/signup/", "/admin/login/"]
)
def test_next_never_leaves_the_house(path: str, target: str, cast: Cast):  # noqa: F811
    client = Client()
    with undone():
        client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions["superuser"]
        for response in (client.get(path, {"next": target}), client.post(path, {"next": target})):
            location = response.headers.get("Location", "/")
            assert location.startswith("/") and not re.match(r"/[/\\]", location)


@pytest.mark.django_db
@pytest.mark.asvs("3.4.1", "12.2.1", "4.1.2")
@override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31536000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True
)
def test_pages_move_to_https_and_the_api_does_not():
    client = Client()
    assert client.get("/accounts/login/").headers["Location"] == "https://testserver/accounts/login/"
    assert client.get("/api/v1/schema/").status_code == 200
    for path in ("/accounts/login/", "/no-such-page/"):
        answer = client.get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"

"""Logs, errors, exports, letters and the database under bad input."""

import csv
import io
import json
import logging
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

from cabinet.people.models import Person
from eculture.celery import app
from eculture.crypto import keyed_index
from eculture.identifiers import fin_index
from eculture.logs import JsonFormatter
from eculture.models import User
from eculture.reports import as_csv, as_xlsx, disarmed
from tests.eculture.failing_urls import DETAIL

FIN = "5Q7W9E1"
ROOT = Path(__file__).resolve().parents[2]
BROKEN = {"/broken/": 500, "/suspicious/": 400, "/no-such-page/": 404}
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1"]


@pytest.fixture
def failing(settings) -> Client:
    settings.ROOT_URLCONF = "tests.eculture.failing_urls"
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.asvs("16.5.1", "16.5.2", "16.5.4", "13.4.5")
@pytest.mark.parametrize(
    ("path", "status"), [("/broken/", 500), ("/suspicious/", 400), ("/no-such-page/", 404)]
)
def test_errors_are_pages_of_ours_without_detail(failing: Client, path: str, status: int):
    answer = failing.get(path)
    text = answer.content.decode()
    assert answer.status_code == status
    assert DETAIL not in text and "Traceback" not in text
    assert answer.headers["X-Request-ID"][:8] in text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.asvs("16.5.2", "16.5.3", "16.5.4")
def test_a_database_that_is_away_costs_a_moment_not_an_error(failing: Client):
    page, data = failing.get("/away/"), failing.get("/api/v1/away/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert (data.status_code, data.json()["code"]) == (503, "busy")
    assert DETAIL not in page.content.decode() + data.content.decode()


@pytest.mark.asvs("16.5.2", "16.5.4")
def test_the_error_page_asks_no_database(failing: Client, monkeypatch: pytest.MonkeyPatch):
    """Nor the session, nor the cache of the user: whatever opens a connection raises."""
    monkeypatch.setattr(connection, "ensure_connection", _refuse)
    answer = failing.get("/broken/")
    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()


def _refuse() -> None:
    raise OperationalError("the database is away")


@pytest.mark.django_db
@pytest.mark.asvs("5.2.1", "5.1.1", "1.4.2")
def test_a_body_that_is_too_large_is_said_so():
    answer = Client().post("/accounts/login/", {"login": "x" * 2_000_000, "password": "y"}, follow=False)
    assert answer.status_code in {400, 413}
    body = b"a=" + b"x" * 2_000_000
    kind = "application/x-www-form-urlencoded"
    assert Client().post("/accounts/login/", body, content_type=kind).status_code in {400, 413}


@pytest.mark.asvs("1.2.10")
@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_never_becomes_a_formula(text: str):
    rows = list(csv.reader(io.StringIO(as_csv(["Ad"], [[text]]).decode("utf-8-sig"), newline="")))
    assert rows[1] == [f"'{text}"] == [disarmed(text)]
    assert b"<f>" not in _sheet(as_xlsx(["Ad"], [[text]]))


def _sheet(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.asvs("1.3.11")
@pytest.mark.parametrize("subject", ["One\nBcc: all@evil.example", "One\r\nX-Bad: 1"])
def test_a_letter_takes_no_second_header(subject: str):
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage(subject, "text", to=["a@b.example"]).message()


@pytest.mark.asvs("1.5.2")
def test_the_worker_refuses_pickles():
    kind, encoding, data = dumps({"harmless": True}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(data, kind, encoding, accept=app.conf.accept_content)


@pytest.mark.asvs("16.4.1", "16.2.1", "16.2.2", "16.2.4")
@pytest.mark.parametrize("text", ["a\nb", 'a\r\n{"level": "error"}', "a\x1b[2Jb"])
def test_a_log_line_stays_one_line(text: str):
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "event %s", (text,), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line and "\r" not in line
    assert "\x1b" not in line
    assert json.loads(line)["at"].endswith("Z")


@pytest.mark.asvs("16.2.5", "14.2.1")
def test_a_log_line_names_nobody():
    text = f"FIN {FIN}, aylin@kanar.example, +994 50 123 45 67"
    line = JsonFormatter().format(logging.LogRecord("x", logging.INFO, __file__, 1, text, (), None))
    for word in (FIN, "aylin@kanar.example", "123 45 67"):
        assert word not in line


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(JsonFormatter())
    return lambda: "\n".join(caplog.handler.format(record) for record in caplog.records)


@pytest.mark.django_db
@pytest.mark.asvs("14.2.1", "16.2.5")
def test_what_a_visitor_types_is_not_logged(written: Callable[[], str]):
    Client().get("/institutions/", {"q": FIN})
    Client().get(f"/institutions/{FIN}/")
    Client().post("/accounts/login/", {"login": "aylin@kanar.example", "password": "S3cretWord"})
    text = written()
    for word in (FIN, "aylin@kanar.example", "S3cretWord"):
        assert word not in text


@pytest.mark.django_db
@pytest.mark.asvs("11.3.1", "11.3.2", "14.2.4")
def test_a_dump_of_the_database_tells_no_fin():
    Person.objects.create(surname="Sınaqlı", name="Aylin", birth_date=date(2014, 5, 2), fin=FIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(p::text, '') FROM cabinet_person p")
        people = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(p::text, '') FROM cabinet_personevent p")
        history = cursor.fetchone()[0]
    assert FIN not in people + history
    assert fin_index(FIN) in people


@pytest.mark.asvs("11.4.1", "11.2.4")
def test_without_the_key_a_fin_cannot_be_tried_out(settings):
    ours = keyed_index(FIN, purpose="fin")
    settings.INDEX_KEY = bytes(32)[:-1] + b"\x01"
    assert keyed_index(FIN, purpose="fin") != ours


@pytest.mark.django_db
@pytest.mark.asvs("6.3.8", "6.4.3")
def test_a_reset_answers_alike_whether_the_account_is_known_or_not(mailoutbox):
    User.objects.create_user("known@kanar.example", "a-long-password-of-theirs")
    answers = [
        Client().post("/accounts/password/reset/", {"email": f"{name}@kanar.example"})
        for name in ("known", "unknown")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


@pytest.mark.asvs("15.2.1", "15.1.1")
def test_the_lock_has_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text()
        pins = [line for line in lock.splitlines() if "==" in line]
        assert pins and lock.count("--hash=sha256:") >= len(pins)


@pytest.mark.asvs("13.4.1")
def test_the_image_leaves_history_and_tests_out():
    ignored = {line.strip("/") for line in (ROOT / ".dockerignore").read_text().split()}
    assert {".git", "tests"} <= ignored

import json
import logging

import pytest
from django.test import RequestFactory

from eculture.logs import JsonFormatter
from eculture.requests import client_address


def line(message, **extra):
    record = logging.makeLogRecord({"name": "test", "levelname": "INFO", "msg": message, **extra})
    return JsonFormatter().format(record)


def test_a_log_line_is_one_line_of_json_whatever_was_typed():
    text = line('tried \r\n{"forged": 1}\x1b[31m', user=7)

    assert "\n" not in text
    assert json.loads(text)["event"].startswith("tried")


@pytest.mark.parametrize(
    "personal", ["anar.numuneli@numune.example", "+994 50 123 45 67", "994501234567", "5AB12CD", "AB12C3D"]
)
def test_what_identifies_a_person_is_not_logged(personal):
    assert personal not in line(f"seen {personal}.", who=personal)


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.2.2.2", "10.1.1.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_the_trusted_proxy_says_who_asks(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies

    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)

    assert client_address(request) == address


@pytest.mark.parametrize("said", ["Not Found: /calendar/Fe6G-erz2CBO9.ics", "Server Error: /verify/K7/"])
def test_an_address_that_may_be_a_secret_is_not_logged(said):
    text = line(said, name="django.request")

    assert json.loads(text)["event"] == said.partition(":")[0]
    assert "/" not in text

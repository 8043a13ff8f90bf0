"""Logs: one JSON object a line, UTC, with the request's id, and without what identifies a person."""

import json
import logging
import re
import time
from typing import Any

from eculture.requests import current_request_id

PERSONAL = (
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+"), "[e-mail]"),
    (re.compile(r"\+?994[\s\-()]*\d(?:[\s\-()]*\d){8}"), "[phone]"),
    (re.compile(r"\b(?=[A-NP-Z0-9]*\d)(?=[A-NP-Z0-9]*[A-NP-Z])[A-NP-Z0-9]{7}\b"), "[fin]"),
)
ORDINARY = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "server_time"}


def without_personal_data(text: str) -> str:
    for pattern, name in PERSONAL:
        text = pattern.sub(name, text)
    return text


class JsonFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            "request": current_request_id(),
        }
        line.update({name: str(value) for name, value in vars(record).items() if name not in ORDINARY})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return without_personal_data(json.dumps(line, ensure_ascii=False))


def _event(record: logging.LogRecord) -> str:
    """Django says the address of a request that went wrong, and an address may be a secret."""
    said = record.getMessage()
    return said.partition(": /")[0] if record.name.startswith("django.") else said


def logging_at(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to the console as JSON; the development server's own lines nowhere."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "eculture.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django.server": {"handlers": [], "propagate": False}},
    }

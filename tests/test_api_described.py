"""The API under right and wrong input, drawn from its own description: no fault, no answer it does not tell.

Schemathesis speaks with the WSGI application itself, with the same examples every time.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
)

from cabinet.cases.figures import ServiceFigures
from eculture.wsgi import application
from tests.factories import cabinet, matrix, schools

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
HABITS = settings(
    max_examples=8, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Ours, with the rows of the test: the application would give it back after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(db: None) -> dict[str, str]:
    """One row of everything, and what leads to it in an address."""
    school = schools.school("1 nömrəli nümunə musiqi məktəbi", teaches="PNO5 TAR5")
    service = cabinet.edition().service
    year = {"since": date(2025, 11, 1), "until": date(2026, 10, 31)}
    ServiceFigures.objects.create(service=service, received=12, grounds={"papers": 11}, **year)
    matrix.cluster("MUZ", active=3, coll=2)
    modules = matrix.modules()
    return {"code": school.institution.code, "slug": service.slug, "cluster": "MUZ", "module": min(modules)}


def test_no_input_breaks_the_api_or_its_description(one_connection: None, known: dict[str, str]) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    operations = [found.ok() for found in described.get_all_operations()]

    for operation in operations:
        names = [one.name for one in operation.path_parameters]
        one = operation.Case(path_parameters={name: known[name] for name in names})
        found = one.call_and_validate(checks=CHECKS)
        assert (operation.path, found.status_code) == (operation.path, 200)
        try_out(operation, GenerationMode.POSITIVE)
        if list(operation.query):
            try_out(operation, GenerationMode.NEGATIVE)

    assert len(operations) >= 10


def try_out(operation: Any, mode: GenerationMode) -> None:
    @settings(HABITS)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_described(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    answers_as_described()

"""How the API says no: the same refusal as the page, as JSON with its status."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from eculture.refusals import Refusal


def answer_refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refusal):
        return Response(error.as_json(), status=error.status)
    return exception_handler(error, context)

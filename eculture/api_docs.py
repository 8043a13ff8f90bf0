"""The API in words: the OpenAPI description, read into what one page can draw."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator

TYPES = {
    "string": _("text"),
    "integer": _("whole number"),
    "number": pgettext_lazy("type of a value", "number"),
    "boolean": _("true or false"),
}


@dataclass(frozen=True)
class Value:
    """A parameter of a request or a field of an answer."""

    name: str
    type: str
    text: str = ""
    fields: tuple["Value", ...] = ()


@dataclass(frozen=True)
class Endpoint:
    anchor: str
    path: str
    text: str
    is_paged: bool
    parameters: tuple[Value, ...]
    fields: tuple[Value, ...]


def endpoints() -> list[Endpoint]:
    """What the API offers, in the order of its addresses and in the reader's language."""
    schema = SchemaGenerator().get_schema(public=True)
    return [
        _endpoint(schema, path, methods["get"])
        for path, methods in schema["paths"].items()
        if "get" in methods
    ]


def _endpoint(schema: dict[str, Any], path: str, get: dict[str, Any]) -> Endpoint:
    answer = _resolved(schema, get["responses"]["200"]["content"]["application/json"]["schema"])
    told = answer.get("properties", {})  # some answers are what another protocol says
    results = told.get("results", {}).get("items")
    return Endpoint(
        anchor=get["operationId"],
        path=path,
        text=str(get.get("summary") or get.get("description") or ""),
        is_paged=results is not None and "next" in told,
        parameters=tuple(
            Value(one["name"], _type(schema, one["schema"]), str(one.get("description", "")))
            for one in get.get("parameters", ())
            if one["in"] == "query"
        ),
        fields=_fields(schema, _resolved(schema, results) if results else answer),
    )


def _fields(schema: dict[str, Any], described: dict[str, Any], depth: int = 0) -> tuple[Value, ...]:
    return tuple(
        Value(name, _type(schema, field), str(field.get("description", "")), _inner(schema, field, depth))
        for name, field in described.get("properties", {}).items()
    )


def _inner(schema: dict[str, Any], field: dict[str, Any], depth: int) -> tuple[Value, ...]:
    described = _resolved(schema, field.get("items", field))
    return _fields(schema, described, depth + 1) if depth < 2 else ()


def _type(schema: dict[str, Any], field: dict[str, Any]) -> str:
    """`text, date-time`, `list: text`, `object`; a question mark where it may be null."""
    if field.get("type") == "array":
        return gettext("list: %(items)s") % {"items": _type(schema, field["items"])}
    described = _resolved(schema, field)
    may_be_null = "?" if described.get("nullable") or field.get("nullable") else ""
    if "properties" in described:
        return gettext("object") + may_be_null
    name = TYPES.get(described.get("type"), TYPES["string"])
    form = described.get("format", "")
    return f"{name}{', ' + form if form in ('date', 'date-time', 'uri', 'uuid') else ''}{may_be_null}"


def _resolved(schema: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    """Follow `$ref`; of alternatives the first that says something."""
    for key in ("allOf", "oneOf", "anyOf"):
        if key in field:
            merged = _resolved(schema, field[key][0])
            return {**merged, "nullable": field.get("nullable", False)}
    if "$ref" in field:
        return schema["components"]["schemas"][field["$ref"].rpartition("/")[2]]
    return field

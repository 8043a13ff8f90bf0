"""What a release says of an institution: plain values, the same in every format."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from registry.identifiers import SCHEMES
from registry.institutions import ExternalId, Institution
from registry.reference import rows as reference_rows

CHUNK = 5000
OTHER_REGISTERS = ("wikidata", "isil")
TEXT, NUMBER, WHOLE, DAY = "string", "number", "integer", "date"
FIELDS: dict[str, tuple[str, str, bool]] = {  # name → type, what it is, whether it is always there
    "code": (TEXT, "Registry code; it is never given again", True),
    "url": (TEXT, "Address of the card", True),
    "name_az": (TEXT, "Official name", True),
    "name_en": (TEXT, "Name in English", False),
    "name_ru": (TEXT, "Name in Russian", False),
    "short_name": (TEXT, "Short name", False),
    "kind": (TEXT, "Code of the kind", True),
    "cluster": (TEXT, "Code of the cluster", True),
    "state": (TEXT, "active, suspended, displaced or closed", True),
    "region": (TEXT, "Code of the economic region of registration", False),
    "unit": (TEXT, "Code of the district or city of registration", True),
    "operating_unit": (TEXT, "Code of the district or city of work, where it is another", False),
    "address": (TEXT, "Address", False),
    "lat": (NUMBER, "Latitude, WGS 84, degrees", False),
    "lon": (NUMBER, "Longitude, WGS 84, degrees", False),
    "founded": (WHOLE, "Year of foundation", False),
    "closed_on": (DAY, "Day of closing", False),
    "successor": (TEXT, "Code of the only successor", False),
    "parent": (TEXT, "Code of the institution whose branch it is", False),
    "supervisor": (TEXT, "Superior body", False),
    "honour": (TEXT, "Status granted", False),
    "voen": (TEXT, "VÖEN, the number of a taxpayer", False),
    "wikidata": (TEXT, "Key in Wikidata", False),
    "isil": (TEXT, "ISIL, of libraries, museums and archives", False),
    "phone": (TEXT, "Telephone", False),
    "website": (TEXT, "Website", False),
    "source": (TEXT, "Where the record comes from", False),
    "source_url": (TEXT, "Address of the source", False),
}
OF_OTHERS = {
    "kind": "kind__code",
    "cluster": "kind__cluster__code",
    "region": "registered_unit__region__code",
    "unit": "registered_unit__code",
    "operating_unit": "operating_unit__code",
    "successor": "successor__code",
    "parent": "parent__code",
}


def records() -> Iterator[dict[str, Any]]:
    """Every institution, closed ones too, by its code; what is not known is None. Memory stays flat."""
    names = [name for name in FIELDS if name not in ("url", *OTHER_REGISTERS)]
    columns = [OF_OTHERS.get(name, name) for name in names]
    rows = Institution.objects.of_record().order_by("code").values_list("pk", *columns)
    stream = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        known = keys(chunk[0][1], chunk[-1][1])
        for pk, *row in chunk:
            told = {name: None if value == "" else value for name, value in zip(names, row, strict=True)}
            told["url"] = f"{settings.BASE_URL}/institutions/{told['code']}/"
            told |= {source: known.get((pk, source)) for source in OTHER_REGISTERS}
            yield {name: told[name] for name in FIELDS}


def keys(first: str, last: str) -> dict[tuple[int, str], str]:
    """(institution, other register) → what that one calls it today, from one registry code to another."""
    in_force = Q(until=None) | Q(until__gte=timezone.localdate())
    rows = ExternalId.objects.filter(in_force, source__in=OTHER_REGISTERS)
    rows = rows.filter(institution__code__gte=first, institution__code__lte=last)
    told = rows.order_by("pk").values_list("institution", "source", "ref")
    return {(institution, source): ref for institution, source, ref in told}


def schema() -> dict[str, Any]:
    """JSON Schema of a record, by which anybody may check what was taken."""
    types = {DAY: {"type": TEXT, "format": "date"}}
    properties = {}
    for name, (kind, title, is_there) in FIELDS.items():
        told = types.get(kind, {"type": kind})
        wide = told if is_there else told | {"type": [told["type"], "null"]}
        properties[name] = wide | {"title": title}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Institution of culture",
        "type": "object",
        "properties": properties,
        "required": list(FIELDS),
        "additionalProperties": False,
    }


@cache
def types_of_schema_org() -> dict[str, str]:
    return {row["kind"]: row["type"] for row in reference_rows("schema_types.csv")}


def linked(record: dict[str, Any]) -> dict[str, Any]:
    """A record in the words of schema.org."""
    names = {"az": record["name_az"], "en": record["name_en"], "ru": record["name_ru"]}
    told: dict[str, Any] = {
        "@id": record["url"],
        "@type": types_of_schema_org().get(record["kind"], "CivicStructure"),
        "identifier": record["code"],
        "name": [{"@value": name, "@language": language} for language, name in names.items() if name],
        "sameAs": f"{SCHEMES['wikidata'].url}{record['wikidata']}" if record["wikidata"] else None,
        "isilNumber": record["isil"],
        "url": record["website"],
        "telephone": record["phone"],
        "taxID": record["voen"],
        "foundingDate": str(record["founded"]) if record["founded"] else None,
        "dissolutionDate": record["closed_on"],
    }
    if record["lat"] is not None:
        told["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": record["lat"],
            "longitude": record["lon"],
        }
    if record["address"]:
        told["address"] = {
            "@type": "PostalAddress",
            "streetAddress": record["address"],
            "addressCountry": "AZ",
        }
    if record["parent"]:
        told["parentOrganization"] = {"@id": f"{settings.BASE_URL}/institutions/{record['parent']}/"}
    return {name: value for name, value in told.items() if value is not None}

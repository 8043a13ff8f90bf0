"""Records as files: written record by record, so that a large registry does not fill the memory."""

import csv
import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.serializers.json import DjangoJSONEncoder

from eculture.reports import disarmed
from registry.releases.records import DAY, FIELDS, NUMBER, TEXT, WHOLE, linked

Records = Iterable[dict[str, Any]]
ROW_GROUP = 5000
ARROW = {TEXT: pa.string(), NUMBER: pa.float64(), WHOLE: pa.int32(), DAY: pa.date32()}


def as_csv(records: Records, file: IO[bytes]) -> None:
    """UTF-8 with its mark, comma, CRLF; a cell that a spreadsheet would calculate is disarmed."""
    file.write("\ufeff".encode())
    rows = csv.writer(_Text(file))
    rows.writerow(FIELDS)
    for record in records:
        rows.writerow("" if value is None else disarmed(value) for value in record.values())


def as_geojson(records: Records, file: IO[bytes]) -> None:
    """RFC 7946; an institution without coordinates is a feature without a geometry."""
    _json_list(file, map(_feature, records), '{"type": "FeatureCollection", "features": [', "]}")


def as_jsonld(records: Records, file: IO[bytes]) -> None:
    _json_list(file, map(linked, records), '{"@context": "https://schema.org", "@graph": [', "]}")


def as_parquet(records: Records, file: IO[bytes]) -> None:
    schema = pa.schema([pa.field(name, ARROW[kind], not fixed) for name, (kind, _t, fixed) in FIELDS.items()])
    rows = iter(records)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))


WRITERS: dict[str, Callable[[Records, IO[bytes]], None]] = {
    "csv": as_csv,
    "geojson": as_geojson,
    "jsonld": as_jsonld,
    "parquet": as_parquet,
}


def as_json(told: Any) -> bytes:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _feature(record: dict[str, Any]) -> dict[str, Any]:
    is_placed = record["lat"] is not None
    place = {"type": "Point", "coordinates": [record["lon"], record["lat"]]} if is_placed else None
    properties = {name: value for name, value in record.items() if name not in ("lat", "lon")}
    return {"type": "Feature", "id": record["code"], "geometry": place, "properties": properties}


def _json_list(file: IO[bytes], rows: Iterable[Any], before: str, after: str) -> None:
    file.write(before.encode())
    for number, row in enumerate(rows):
        file.write((b",\n" if number else b"\n") + as_json(row))
    file.write(f"\n{after}\n".encode())


class _Text:
    """What the csv module writes to: text that becomes bytes."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())

"""Records as files: all formats are written record by record from one reading, so that memory stays flat."""

import csv
import json
from typing import IO, Any, ClassVar

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.serializers.json import DjangoJSONEncoder

from eculture.reports import disarmed
from registry.releases.records import DAY, FIELDS, NUMBER, TEXT, WHOLE, linked

ROW_GROUP = 5000
ARROW = {TEXT: pa.string(), NUMBER: pa.float64(), WHOLE: pa.int32(), DAY: pa.date32()}
SCHEMA = pa.schema([pa.field(name, ARROW[kind], not fixed) for name, (kind, _t, fixed) in FIELDS.items()])


class Writer:
    """One format: a record at a time, and what closes the file."""

    def __init__(self, file: IO[bytes]):
        self.file = file
        self.begin()

    def begin(self) -> None:
        """What stands before the first record."""

    def add(self, record: dict[str, Any]) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """What stands behind the last record."""


class Csv(Writer):
    """UTF-8 with its mark, comma, CRLF; a cell that a spreadsheet would calculate is disarmed."""

    def begin(self) -> None:
        self.file.write("\ufeff".encode())
        self.rows = csv.writer(_Text(self.file))
        self.rows.writerow(FIELDS)

    def add(self, record: dict[str, Any]) -> None:
        self.rows.writerow(["" if value is None else disarmed(value) for value in record.values()])


class JsonList(Writer):
    """An object that holds the records in one list."""

    BEFORE: ClassVar[bytes]
    AFTER = b"\n]}\n"
    comma = b"\n"

    def begin(self) -> None:
        self.file.write(self.BEFORE)

    def add(self, record: dict[str, Any]) -> None:
        self.file.write(self.comma + orjson.dumps(self.told(record)))
        self.comma = b",\n"

    def told(self, record: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def end(self) -> None:
        self.file.write(self.AFTER)


class GeoJson(JsonList):
    """RFC 7946; an institution without coordinates is a feature without a geometry."""

    BEFORE = b'{"type": "FeatureCollection", "features": ['

    def told(self, record: dict[str, Any]) -> dict[str, Any]:
        is_placed = record["lat"] is not None
        place = {"type": "Point", "coordinates": [record["lon"], record["lat"]]} if is_placed else None
        properties = {name: value for name, value in record.items() if name not in ("lat", "lon")}
        return {"type": "Feature", "id": record["code"], "geometry": place, "properties": properties}


class JsonLd(JsonList):
    """In the words of schema.org."""

    BEFORE = b'{"@context": "https://schema.org", "@graph": ['

    def told(self, record: dict[str, Any]) -> dict[str, Any]:
        return linked(record)


class Parquet(Writer):
    """Columns with their types, in groups of rows."""

    def begin(self) -> None:
        self.writer = pq.ParquetWriter(self.file, SCHEMA, compression="zstd")
        self.group: list[dict[str, Any]] = []

    def add(self, record: dict[str, Any]) -> None:
        self.group.append(record)
        if len(self.group) == ROW_GROUP:
            self._write()

    def end(self) -> None:
        self._write()
        self.writer.close()

    def _write(self) -> None:
        columns = [pa.array([row[name] for row in self.group], SCHEMA.field(name).type) for name in FIELDS]
        self.writer.write_table(pa.table(columns, SCHEMA))
        self.group.clear()


WRITERS: dict[str, type[Writer]] = {"csv": Csv, "geojson": GeoJson, "jsonld": JsonLd, "parquet": Parquet}


def as_json(told: Any) -> bytes:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


class _Text:
    """What the csv module writes to: text that becomes bytes."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())

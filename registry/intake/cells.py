"""What a cell means: a value, with a repair proposed where it can only be read so, or a problem."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from eculture.azerbaijani import LOOKALIKE_FROM, LOOKALIKE_TO, az_fold
from eculture.identifiers import clean_voen, validate_legal_voen
from eculture.sheets import tidy
from registry.classifiers import Indicator, Kind
from registry.institutions import EAST, NORTH, SOUTH, WEST
from registry.intake.findings import Findings
from registry.reference import rows as reference_rows
from registry.territory import Unit, UnitAlias

SCHWA = str.maketrans("\u01dd\u018e\u04d9\u04d8", "əƏəƏ")
LOOKALIKE = str.maketrans(LOOKALIKE_FROM + LOOKALIKE_FROM.upper(), LOOKALIKE_TO + LOOKALIKE_TO.upper())
LATIN = re.compile("[a-zA-ZəƏğĞıİöÖüÜşŞçÇ]|[0-9][а-я]$")
UNIT_WORDS = {"rayonu", "rayon", "r", "nu", "seheri", "seher", "s", "city", "district", "gorod", "sh"}
REFINED = (
    ({"museum"}, "ev muzeyi", "house_museum"),
    ({"library"}, "merkezlesdirilmis kitabxana sistemi", "library_system"),
    ({"concert_hall"}, "filarmoniya", "philharmonic"),
    ({"arts_school"}, "musiqi mektebi", "music_school"),
    ({"music_school"}, "incesenet mektebi", "arts_school"),
)
Words = Mapping[str, str]  # what a sender writes, folded → the code that it means


def text(raw: str, field: str, found: Findings) -> str:
    """NFC, the right ə, no Cyrillic look-alikes inside Latin words, no spaces that do not show."""
    seen = tidy(raw)
    if raw.strip(" ") != seen and not re.fullmatch(r"-?\d+\.0", raw) and not raw.startswith("'"):
        found.repair(field, "spaces", raw.replace("\xa0", "␣"), seen)
    plain = unicodedata.normalize("NFC", seen).translate(SCHWA)
    read = " ".join(word.translate(LOOKALIKE) if LATIN.search(word) else word for word in plain.split())
    return read if read == seen else found.repair(field, "letters", seen, read)


def name(raw: str, found: Findings) -> str:
    if len(az_fold(raw)) < 3:
        found.problem("name", "name_az")
        return ""
    read = text(raw, "name_az", found)
    if read == read.upper() and read != read.lower():
        found.remark("capitals", "name_az")
    return read[:300]


@dataclass
class Units:
    """Finds a unit by its code, its name in three languages or a former name."""

    by_code: dict[str, Unit]
    by_name: dict[str, Unit]
    words: Words = field(default_factory=dict)

    @classmethod
    def all(cls) -> "Units":
        by_code = {unit.code: unit for unit in Unit.objects.select_related("merged_into", "region", "parent")}
        places = sorted(by_code.values(), key=lambda unit: unit.kind != "city")
        known = [(label, unit) for unit in places for label in (unit.name_az, unit.name_en, unit.name_ru)]
        known += [
            (alias.name, by_code[alias.unit.code]) for alias in UnitAlias.objects.select_related("unit")
        ]
        by_name: dict[str, Unit] = {}
        for label, unit in known:
            if unit.kind in Unit.PLACES:
                for key in (az_fold(label or ""), bare(label or "")):
                    by_name.setdefault(key, unit.merged_into or unit)
        return cls(by_code, by_name)

    def find(self, raw: str, found: Findings) -> Unit | None:
        written = tidy(raw)
        exact = self.by_code.get(self.words.get(az_fold(written), written.upper()))
        if exact and exact.kind in Unit.PLACES:
            return exact.merged_into or exact
        unit = self.by_name.get(az_fold(written)) or self.by_name.get(bare(written))
        if unit is None:
            self._unknown(written, found)
        elif az_fold(written) != az_fold(unit.name_az):
            own = {bare(label or "") for label in (unit.name_az, unit.name_en, unit.name_ru)}
            found.repair("unit", "unit" if bare(written) in own else "former", written, unit.name_az)
        return unit

    def _unknown(self, written: str, found: Findings) -> None:
        if not written:
            found.problem("no_unit", "unit")
            return
        near = get_close_matches(bare(written), self.by_name, n=1, cutoff=0.6)
        if near:
            found.problem("unit_near", "unit", text=written[:80], near=self.by_name[near[0]].name_az)
        else:
            found.problem("unit", "unit", text=written[:80])


def bare(text: str) -> str:
    """`Şəki ş.`, `Şəki şəhəri` and `Shaki city` without the word for what it is."""
    return " ".join(word for word in az_fold(text).split() if word not in UNIT_WORDS)


@dataclass
class Kinds:
    """Finds a kind by its code or name, and proposes a narrower one by the name of the institution."""

    by_name: dict[str, Kind]
    by_code: dict[str, Kind]
    words: Words = field(default_factory=dict)

    @classmethod
    def all(cls) -> "Kinds":
        by_code = {kind.code: kind for kind in Kind.objects.select_related("cluster")}
        known = [
            (label, kind)
            for kind in by_code.values()
            for label in (kind.code, kind.name_az, kind.name_en, kind.name_ru)
        ]
        known += [
            (also, by_code[row["code"]])
            for row in reference_rows("kinds.csv")
            for also in row["also"].split("|")
            if row["code"] in by_code
        ]
        return cls({az_fold(label): kind for label, kind in known if label}, by_code)

    def find(self, raw: str, called: str, found: Findings) -> Kind | None:
        written = tidy(raw)
        kind = self.by_code.get(self.words.get(az_fold(written), "")) or self.by_name.get(az_fold(written))
        if kind is None:
            found.problem("kind" if written else "no_kind", "kind", text=written[:80])
            return None
        folded = az_fold(called)
        for wide, sign, narrow in REFINED:
            if kind.code in wide and sign in folded and narrow in self.by_code:
                found.repair("kind", "kind", written, self.by_code[narrow].name_az)
                return self.by_code[narrow]
        return kind


def place(cells: Mapping[str, str], found: Findings) -> dict[str, float]:
    """Latitude and longitude inside the country, from two cells or from one; exchanged ones are put right."""
    lat, lon = tidy(cells.get("lat", "")), tidy(cells.get("lon", ""))
    if both := re.fullmatch(r"(\S+?)[\s;,]+(\S+)", tidy(cells.get("lat_lon", ""))):
        lat, lon = both.groups()
    if not lat and not lon:
        return {}
    try:
        north, east = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        found.problem("not_coordinates", "lat")
        return {}
    if _is_inside(east, north):
        found.repair("lat", "exchanged", f"{lat} / {lon}", f"{lon} / {lat}")
        north, east = east, north
    if not _is_inside(north, east):
        found.problem("abroad", "lat")
        return {}
    return {"lat": round(north, 6), "lon": round(east, 6)}


def _is_inside(lat: float, lon: float) -> bool:
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def voen(raw: str, found: Findings) -> str | None:
    if not tidy(raw):
        return None
    number = clean_voen(tidy(raw))
    try:
        validate_legal_voen(number)
    except ValidationError:
        found.problem("voen", "voen", text=raw[:40])
        return None
    return number if number == raw.strip() else found.repair("voen", "voen", raw, number)


def founded(raw: str, found: Findings) -> int | None:
    written = tidy(raw)
    if re.fullmatch("[12][0-9]{3}", written):
        return int(written)
    if written:
        found.problem("year", "founded", text=written[:40])
    return None


def website(raw: str, found: Findings) -> str:
    written = tidy(raw)
    address = f"https://{written}" if written and "://" not in written else written
    try:
        URLValidator(["http", "https"])(address or "https://e.az")
    except ValidationError:
        found.remark("no_website", "website")
        return ""
    return (address if address == written else found.repair("website", "address", written, address))[:300]


def old_area_code(phone: str, unit: Unit, found: Findings) -> None:
    """A number is kept as written; one with a code of before 2011 looks like that of another region."""
    digits = re.sub(r"\D", "", phone)
    for row in reference_rows("area_codes.csv"):
        is_elsewhere = unit.region is not None and unit.region.code not in row["regions"].split("|")
        if digits.startswith(row["code"]) and (is_elsewhere or len(digits) > 10):
            found.remark("area_code", "phone")


def figures(cells: Mapping[str, str], kind: Kind, known: list[Indicator], found: Findings) -> dict[str, int]:
    """The figures that are kept for the kind; `120 nəfər` is read as 120 when somebody agrees."""
    read = {}
    for indicator in known:
        column = f"figure:{indicator.code}"
        written = tidy(cells.get(column, ""))
        if not written:
            continue
        said = {"text": written[:40], "indicator": indicator.name}
        number = re.fullmatch(r"(\d[\d .]{0,14}?)\s*([^\W\d][\w. ]*)?", written)
        if not number:
            found.problem("figure", column, **said)
            continue
        count = re.sub(r"\D", "", number[1])
        if count != written:
            found.repair(column, "number", written, count)
        if kind not in indicator.kinds.all():
            found.remark("no_indicator", column, indicator=indicator.name)
        elif int(count) > indicator.most:
            found.problem("too_many", column, **said)
        else:
            read[indicator.code] = int(count)
    return read


def values_of(cells: Mapping[str, str], found: Findings) -> dict[str, Any]:
    """What of a row is written, but for kind, unit and figures; empty cells are left out."""
    values: dict[str, Any] = {
        "name_az": name(cells.get("name_az", ""), found),
        "name_en": tidy(cells.get("name_en", ""))[:300],
        "name_ru": tidy(cells.get("name_ru", ""))[:300],
        "address": text(cells.get("address", ""), "address", found)[:300],
        "voen": voen(cells.get("voen", ""), found),
        "phone": tidy(cells.get("phone", ""))[:120],
        "website": website(cells.get("website", ""), found),
        "founded": founded(cells.get("founded", ""), found),
        **place(cells, found),
    }
    return {key: value for key, value in values.items() if value not in (None, "")}
